package dev.naosu.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.gateway.GatewaySettings.Listen;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayProcessTest {
  private static final Version VERSION = new Version("v1");

  @TempDir Path directory;

  private static List<String> command(String main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        main);
  }

  private static String asked(HttpClient client, GatewayProcess process) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.listen().port()))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void a_gateway_is_started_once_found_again_and_knows_its_routing_after_a_kill() throws Exception {
    GatewaySettings settings =
        GatewaySettings.usual("shop", new Listen("127.0.0.1", 0), directory.resolve("shop"));
    List<String> command = command(GatewayProgram.class.getName());
    try (Backend backend = Backend.saying("old");
        HttpClient client = HttpClient.newHttpClient()) {
      GatewayProcess first = GatewayProcess.ensure(settings, command);
      try {
        first
            .gateway()
            .route(new Routing(Split.all(VERSION), Map.of(VERSION, List.of(backend.uri()))));
        assertThat(asked(client, first)).isEqualTo("old");
        first.close();

        try (GatewayProcess again = GatewayProcess.ensure(settings, command)) {
          assertThat(again.pid()).isEqualTo(first.pid());
          assertThat(again.hasOtherSettings()).isFalse();
          assertThat(again.gateway().routing()).isPresent();
        }
        GatewaySettings others =
            GatewaySettings.usual("shop", new Listen("127.0.0.1", 1), directory.resolve("shop"));
        try (GatewayProcess again = GatewayProcess.ensure(others, command)) {
          assertThat(again.hasOtherSettings()).isTrue();
        }
      } finally {
        ProcessHandle.of(first.pid()).ifPresent(ProcessHandle::destroyForcibly);
      }
      while (ProcessHandle.of(first.pid()).map(ProcessHandle::isAlive).orElse(false)) {
        Thread.sleep(10);
      }

      GatewayProcess second = GatewayProcess.ensure(settings, command);
      try (second) {
        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(asked(client, second)).isEqualTo("old");
      } finally {
        second.stop(Duration.ofSeconds(20));
      }
      assertThat(GatewayProcess.find(settings)).isEmpty();
    }
  }

  @Test
  void why_a_gateway_does_not_begin_is_told() {
    GatewaySettings settings =
        GatewaySettings.usual("shop", new Listen("127.0.0.1", 0), directory.resolve("shop"));

    assertThatThrownBy(() -> GatewayProcess.ensure(settings, command("no.such.Program")))
        .hasMessageContaining("the gateway of shop ended as it started")
        .hasMessageContaining("no.such.Program");
  }
}
