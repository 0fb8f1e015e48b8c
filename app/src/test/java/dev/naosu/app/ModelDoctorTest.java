package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.app.models.ModelsSection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDoctorTest {
  @TempDir private Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("naosu.yml"), text);
  }

  private static List<Doctor.Check> examined(Path file, Map<String, String> environment) {
    return new ModelDoctor(file, environment, InstantSource.system()).examine();
  }

  private static HttpServer server(String answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            String stream =
                """
                data: {"choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":"stop"}]}

                data: {"choices":[],"usage":{"prompt_tokens":60,"completion_tokens":20,"total_tokens":80}}

                data: [DONE]

                """
                    .formatted(answer);
            exchange.getResponseBody().write(stream.getBytes(StandardCharsets.UTF_8));
          }
        });
    server.start();
    return server;
  }

  private static String described(HttpServer server) {
    return """
        models:
          use:
            - {name: mine, provider: compatible, model: coder,
               url: "http://127.0.0.1:%d/v1", price: {input: 10, output: 50}}
        """
        .formatted(server.getAddress().getPort());
  }

  @Test
  void a_model_that_repairs_is_well_and_what_it_took_is_told() throws IOException {
    HttpServer server = server("static int sum(int a, int b) { return a + b; }");
    Path file = file(described(server));
    List<Doctor.Check> checks = examined(file, Map.of());
    server.stop(0);
    assertThat(checks).hasSize(1);
    assertThat(checks.getFirst().good()).isTrue();
    assertThat(checks.getFirst().name()).isEqualTo("mine");
    // 60 at 10 and 20 at 50 for a million
    assertThat(checks.getFirst().found()).contains("repaired", " ms", "80 tokens", "0.0016 USD");
    assertThat(directory.resolve("models-today.json")).content().contains("\"tokens\":80");
  }

  @Test
  void a_model_that_answers_something_else_is_not() throws IOException {
    HttpServer server = server("I am a teapot: return a - b;");
    List<Doctor.Check> checks = examined(file(described(server)), Map.of());
    server.stop(0);
    assertThat(checks.getFirst().good()).isFalse();
    assertThat(checks.getFirst().remedy()).isNotBlank();
  }

  @Test
  void without_any_model_it_says_how_to_get_one() {
    List<Doctor.Check> checks = examined(directory.resolve("none.yml"), Map.of());
    assertThat(checks.getFirst().good()).isFalse();
    assertThat(checks.getFirst().remedy()).contains("ANTHROPIC_API_KEY", "docs/models.md");
  }

  @Test
  void a_key_in_the_environment_is_enough_for_a_model() {
    assertThat(
            ModelsSection.read(
                directory.resolve("none.yml"),
                Map.of("ANTHROPIC_API_KEY", "k", "OLLAMA_HOST", "box:11434")))
        .isInstanceOfSatisfying(
            ModelsSection.Reading.Good.class,
            good -> {
              assertThat(good.section().models()).hasSize(2);
              assertThat(good.section().models().getFirst().name()).startsWith("anthropic/");
              assertThat(good.section().models().getFirst().price()).isPresent();
            });
  }

  @Test
  void everything_that_is_wrong_is_told_at_once_and_no_key_is_taken_from_any_variable()
      throws IOException {
    Path file =
        file(
            """
            models:
              day: {money: much}
              use:
                - {provider: compatible, model: m, url: "http://x/v1", keyVariable: HOME}
                - {provider: openai}
                - {provider: oracle}
                - {provider: ollama, key: abc, timeout: soon}
            """);
    assertThat(ModelsSection.read(file, Map.of("HOME", "/root")))
        .isInstanceOfSatisfying(
            ModelsSection.Reading.Bad.class,
            bad ->
                assertThat(bad.problems())
                    .hasSize(6)
                    .anyMatch(each -> each.contains("NAOSU_MODEL_KEY"))
                    .anyMatch(each -> each.contains("OPENAI_API_KEY"))
                    .anyMatch(each -> each.contains("models.use[3].key")));
  }
}
