package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchingIT {
  private static final String FAILED =
      """
      2026-11-28 12:00:00,%03d ERROR shop.Cart - failed
      java.lang.IllegalStateException: no price
      \tat shop.Cart.total(Cart.java:36)
      """;

  @TempDir Path place;

  @Test
  void a_trace_in_a_log_is_an_incident_of_the_server_and_what_came_while_it_was_away_joins_it()
      throws Exception {
    Path log = place.resolve("shop.log");
    Path data = place.resolve("data");
    Path file =
        Files.writeString(
            place.resolve("naosu-server.yml"),
            "listen: 127.0.0.1:0\nlogs: [{service: shop, files: shop.log, zone: UTC}]\n");
    assertThat(ServerConfig.read(file, data, Map.of())).isInstanceOf(Reading.Good.class);
    ServerConfig config = ((Reading.Good) ServerConfig.read(file, data, Map.of())).config();
    try (NaosuServer server = server(config)) {
      Incidents incidents = server.start().incidents();
      await(() -> Files.exists(data.resolve("sources").resolve("logs.json")));
      Files.writeString(log, FAILED.formatted(1));
      await(() -> list(incidents).size() == 1);
      assertThat(list(incidents).getFirst().fingerprint().title())
          .isEqualTo("IllegalStateException in Cart.total");
      assertThat(list(incidents).getFirst().origin().service()).isEqualTo("shop");
    }
    Files.writeString(log, FAILED.formatted(2), StandardOpenOption.APPEND);
    try (NaosuServer server = server(config)) {
      Incidents incidents = server.start().incidents();
      Predicate<Incident> joined = incident -> incidents.signals(incident.id(), 10).size() == 2;
      await(() -> list(incidents).stream().anyMatch(joined));
      assertThat(list(incidents)).hasSize(1);
    }
  }

  private static NaosuServer server(ServerConfig config) {
    return new NaosuServer(
        config,
        (_, _) -> {
          throw new IOException("nothing is healed here");
        },
        Optional::empty,
        "1.2.3",
        InstantSource.system());
  }

  private static List<Incident> list(Incidents incidents) {
    return incidents.list(Incidents.Filter.ALL, Optional.empty(), 10);
  }

  /// Says whether it came.
  @FunctionalInterface
  private interface Question {
    boolean ask() throws Exception;
  }

  private static void await(Question question) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!question.ask() && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    assertThat(question.ask()).as("came in time").isTrue();
  }
}
