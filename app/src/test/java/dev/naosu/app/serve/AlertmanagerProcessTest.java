package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naosu.access.Role;
import dev.naosu.app.web.TestHouse;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Alertmanager, where the machine has one.
class AlertmanagerProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path place;

  @Test
  void an_alert_that_alertmanager_sends_becomes_an_incident() throws Exception {
    Optional<Path> program = program();
    assumeTrue(
        program.isPresent(),
        "there is no Alertmanager on PATH; Debian has one in prometheus-alertmanager");
    try (TestHouse house =
        new TestHouse(Decoders.all(new Redaction(false), Senders.usual())).start()) {
      Files.writeString(place.resolve("token"), house.token(Role.OPERATOR));
      Path config =
          Files.writeString(
              place.resolve("alertmanager.yml"),
              """
              route: {receiver: naosu, group_wait: 0s, group_interval: 1s, group_by: ['...']}
              receivers:
                - name: naosu
                  webhook_configs:
                    - url: %s
                      http_config: {authorization: {credentials_file: %s}}
              """
                  .formatted(house.at("/api/v1/alertmanager"), place.resolve("token")));
      int port = free();
      Process alertmanager =
          new ProcessBuilder(
                  program.get().toString(),
                  "--config.file=" + config,
                  "--storage.path=" + place.resolve("data"),
                  "--cluster.listen-address=",
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(place.resolve("log").toFile())
              .start();
      try {
        alert(house, alertmanager, URI.create("http://127.0.0.1:" + port + "/api/v2/alerts"));
        Signal signal = awaited(house);
        assertThat(signal.kind()).isEqualTo(Signal.Kind.HEALTH);
        assertThat(signal.origin()).isEqualTo(new Origin("shop", "", "production"));
        assertThat(signal.message()).isEqualTo("HighLatency: slow answers");
        assertThat(signal.attributes())
            .containsKey("alert.fingerprint")
            .containsEntry("label.severity", "page");
      } finally {
        alertmanager.destroy();
        if (!alertmanager.waitFor(10, TimeUnit.SECONDS)) {
          alertmanager.destroyForcibly();
        }
      }
    }
  }

  /// As Prometheus does; tried until it listens.
  private void alert(TestHouse house, Process alertmanager, URI to) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    """
                    [{"labels": {"alertname": "HighLatency", "job": "shop", "env": "production",
                       "severity": "page"}, "annotations": {"summary": "slow answers"},
                      "generatorURL": "http://prometheus:9090/graph"}]
                    """))
            .build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        HttpResponse<String> answer =
            house.client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !alertmanager.isAlive()) {
          throw new IOException(Files.readString(place.resolve("log")), e);
        }
        Thread.sleep(100);
      }
    }
  }

  private Signal awaited(TestHouse house) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      List<Signal> signals =
          house.incidents.find(1).isPresent() ? house.incidents.signals(1, 1) : List.of();
      if (!signals.isEmpty()) {
        return signals.getFirst();
      }
      Thread.sleep(100);
    }
    throw new AssertionError("nothing came: " + Files.readString(place.resolve("log")));
  }

  private static Optional<Path> program() {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .flatMap(
            directory ->
                Stream.of("prometheus-alertmanager", "alertmanager")
                    .map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
