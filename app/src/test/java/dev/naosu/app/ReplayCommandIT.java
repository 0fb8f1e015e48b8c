package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way: a service in a repository, its commit and what is not committed yet.
class ReplayCommandIT {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final String PRICES =
      """
      import module java.base;
      import module jdk.httpserver;

      public class Prices {
        public static void main(String[] args) throws Exception {
          HttpServer server = HttpServer.create(
              new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
          server.createContext("/", exchange -> {
            String name = exchange.getRequestURI().getPath().substring(1);
            int status = 200;
            String body;
            try {
              body = "{\\"at\\":" + System.nanoTime() + ",\\"price\\":" + 100 / name.length() + "}";
            } catch (ArithmeticException e) {
              status = 500;
              body = "{}";
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length());
            exchange.getResponseBody().write(body.getBytes());
            exchange.close();
          });
          server.start();
        }
      }
      """;

  @TempDir Path place;

  @Test
  void a_commit_is_compared_with_what_is_not_committed_yet() throws Exception {
    Path repository = Files.createDirectory(place.resolve("prices"));
    Files.writeString(repository.resolve("Prices.java"), PRICES);
    Files.writeString(
        repository.resolve("naosu.yml"),
        "service:\n  command: [\""
            + JAVA
            + "\", \"-XX:TieredStopAtLevel=1\", Prices.java, \"{port}\"]\n  ready: /x\n");
    git(repository, "init", "--quiet", "--initial-branch=main");
    git(repository, "add", ".");
    git(
        repository,
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "commit",
        "--quiet",
        "--message=all");
    Path recorded = place.resolve("recorded.jsonl");
    StringBuilder lines = new StringBuilder();
    for (String name : List.of("milk", "bread", "cream", "tea")) {
      lines
          .append("{\"role\":\"good\",\"path\":\"/")
          .append(name)
          .append("\",\"answer\":{\"status\":200}}\n");
    }
    lines.append("{\"role\":\"failing\",\"path\":\"/\",\"answer\":{\"status\":500}}\n");
    Files.writeString(recorded, lines);

    Files.writeString(
        repository.resolve("Prices.java"),
        PRICES.replace("name.length()", "Math.max(1, name.length())"));
    JsonNode mended = replay(0, repository, recorded);
    assertThat(mended.path("verdict").asText()).isEqualTo("holds");
    assertThat(mended.path("failing").path("mended").asInt()).isEqualTo(1);
    assertThat(mended.path("compared").asInt()).isEqualTo(4);
    assertThat(mended.path("noise").get(0).path("field").asText()).isEqualTo("$.at");

    Files.writeString(
        repository.resolve("Prices.java"), PRICES.replace("name.length()", "(name.length() + 1)"));
    JsonNode careless = replay(1, repository, recorded);
    assertThat(careless.path("verdict").asText()).isEqualTo("differs");
    assertThat(careless.path("differences").get(0).path("field").asText()).isEqualTo("$.price");
    assertThat(careless.path("differences").get(0).path("requests").asInt()).isEqualTo(4);
  }

  private static JsonNode replay(int code, Path repository, Path recorded) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Io io =
        new Io(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            false,
            100);
    Wiring wiring = new Wiring(Map.of());
    int seen =
        new Main(io, wiring, wiring, InstantSource.system(), Map.of())
            .run(
                "replay",
                "main",
                repository + "/",
                "--repository",
                repository.toString(),
                "--requests",
                recorded.toString(),
                "--json");
    assertThat(seen).as(out + "\n" + err).isEqualTo(code);
    return new ObjectMapper().readTree(out.toByteArray());
  }

  private static void git(Path directory, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
