package dev.naosu.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a server that speaks as Prometheus does.
class PrometheusTrafficTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Version OLD = new Version("1.0");
  private static final Version FRESH = new Version("1.1");

  private final Map<String, String> answers = new HashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private HttpServer server;
  private PrometheusTraffic traffic;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/api/v1/query",
        exchange -> {
          String form =
              URLDecoder.decode(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                  StandardCharsets.UTF_8);
          String query = form.replaceAll(".*query=", "");
          asked.add(query);
          byte[] body =
              answers
                  .getOrDefault(query.replaceAll("\\[.*", ""), vector())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    traffic =
        new PrometheusTraffic(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            Optional.empty(),
            new PrometheusTraffic.Queries(
                "all[{window}]", "bad[{window}]", Optional.of("slow[{window}]"), "version"),
            now::get);
  }

  @AfterEach
  void close() {
    traffic.close();
    server.stop(0);
  }

  private static String vector(String... series) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
        + String.join(",", series)
        + "]}}";
  }

  private static String series(String labels, String value) {
    return "{\"metric\":{" + labels + "},\"value\":[1764417600,\"" + value + "\"]}";
  }

  @Test
  void counts_are_told_by_version_from_its_beginning_on() throws IOException {
    answers.put(
        "all",
        vector(
            series("\"version\":\"1.0\"", "949.7"),
            series("\"version\":\"1.1\"", "50.2"),
            series("\"job\":\"other\"", "7"),
            series("\"version\":\"no version at all\"", "7")));
    answers.put("bad", vector(series("\"version\":\"1.1\"", "60")));
    now.set(NOON.plusSeconds(90));

    Traffic seen = traffic.traffic();

    assertThat(asked).containsExactly("all[90s]", "bad[90s]", "slow[90s]");
    assertThat(seen.from()).isEqualTo(NOON);
    assertThat(seen.to()).isEqualTo(NOON.plusSeconds(90));
    assertThat(seen.answers()).containsOnlyKeys(OLD, FRESH);
    assertThat(seen.of(OLD).requests()).isEqualTo(950);
    assertThat(seen.of(OLD).errors()).isZero();
    assertThat(seen.of(FRESH).errors()).as("never more than requests").isEqualTo(50);
  }

  @Test
  void buckets_of_a_histogram_become_latencies() throws IOException {
    answers.put("all", vector(series("\"version\":\"1.0\"", "100")));
    answers.put(
        "slow",
        vector(
            series("\"version\":\"1.0\",\"le\":\"0.1\"", "90"),
            series("\"version\":\"1.0\",\"le\":\"0.5\"", "99"),
            series("\"version\":\"1.0\",\"le\":\"+Inf\"", "100")));

    Latencies latencies = traffic.traffic().of(OLD).latencies();

    assertThat(latencies.count()).isEqualTo(100);
    assertThat(latencies.above(Latencies.bucket(Duration.ofMillis(100)))).isEqualTo(10);
    assertThat(latencies.above(Latencies.bucket(Duration.ofMillis(500)))).isEqualTo(1);
  }

  @Test
  void what_prometheus_does_not_tell_is_no_traffic_but_a_trouble() {
    answers.put("all", "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse\"}");
    assertThatThrownBy(() -> traffic.traffic())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bad_data: parse");
    server.stop(0);
    assertThatThrownBy(() -> traffic.traffic())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Prometheus cannot be asked");
  }
}
