package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchingTest {
  @TempDir Path place;

  @Test
  void what_is_configured_runs_and_what_of_it_cannot_be_read_is_counted() throws Exception {
    List<Signal> signals = new CopyOnWriteArrayList<>();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Sources sources =
        config(
                """
                logs:
                  - {service: shop, files: 'logs/*.log'}
                prometheus:
                  url: http://127.0.0.1:1
                  rules: [{name: down, query: up == 0, service: shop}]
                """)
            .sources();
    Path logs = Files.createDirectories(place.resolve("logs"));
    try (Fetching fetching = new Fetching()) {
      fetching.begin(
          sources,
          place.resolve("data"),
          (told, _) -> signals.addAll(told),
          new Redaction(false),
          InstantSource.system(),
          meters);
      await(() -> Files.exists(place.resolve("data/sources/logs.json")));
      Files.writeString(
          logs.resolve("shop.log"),
          "ERROR shop.Cart - failed\njava.lang.Bad: why\n\tat shop.Cart.total(Cart.java:36)\n");
      await(() -> signals.size() == 1 && !fetching.problems().isEmpty());
      assertThat(signals.getFirst().origin().service()).isEqualTo("shop");
      assertThat(fetching.problems())
          .containsExactly("prometheus: 1 cannot be read at present; naosu's log says why");
      assertThat(meters.scrape())
          .contains(
              "naosu_sources_failing{source=\"logs\"} 0",
              "naosu_sources_failing{source=\"prometheus\"} 1");
    }
  }

  private ServerConfig config(String text) throws IOException {
    Path file = Files.writeString(place.resolve("naosu-server.yml"), text);
    Reading reading = ServerConfig.read(file, place.resolve("data"), Map.of());
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).config();
  }

  private static void await(BooleanSupplier enough) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!enough.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    assertThat(enough.getAsBoolean()).as("came in time").isTrue();
  }
}
