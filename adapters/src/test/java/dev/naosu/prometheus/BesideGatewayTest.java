package dev.naosu.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Asks a real Prometheus, which scrapes what two versions of a service count.
class BesideGatewayTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Version OLD = new Version("1.0");
  private static final Version FRESH = new Version("1.1");
  private static final Instant BEGAN = Instant.parse("2026-11-01T12:00:00Z");

  @TempDir Path place;
  private final Map<String, Long> values = new ConcurrentHashMap<>();
  private final AtomicReference<Traffic> gateway =
      new AtomicReference<>(new Traffic(BEGAN, Instant.now(), Map.of()));
  private HttpServer exporter;
  private Process prometheus;
  private URI url;

  @BeforeEach
  void begin() throws Exception {
    assumeTrue(
        Files.isExecutable(PROMETHEUS),
        "no Prometheus on this machine: install the package prometheus");
    InetAddress here = InetAddress.getLoopbackAddress();
    exporter = HttpServer.create(new InetSocketAddress(here, 0), 0);
    exporter.createContext(
        "/metrics",
        exchange -> {
          StringBuilder text = new StringBuilder();
          values.forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
          byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    exporter.start();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, here)) {
      port = free.getLocalPort();
    }
    url = URI.create("http://127.0.0.1:" + port);
    Files.writeString(
        place.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        scrape_configs:
          - job_name: shops
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(exporter.getAddress().getPort()));
    prometheus =
        new ProcessBuilder(
                PROMETHEUS.toString(),
                "--config.file=" + place.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + place.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("prometheus.log").toFile())
            .start();
  }

  @AfterEach
  void end() throws InterruptedException {
    if (prometheus != null) {
      prometheus.destroyForcibly().waitFor();
    }
    if (exporter != null) {
      exporter.stop(0);
    }
  }

  private BesideGateway beside(Optional<String> errors, Optional<String> latencies) {
    return new BesideGateway(
        url,
        Optional.empty(),
        new BesideGateway.Queries(errors, latencies, "release"),
        gateway::get,
        InstantSource.system());
  }

  private void counted(Instant from, Map<Version, Answers> answers) {
    gateway.set(new Traffic(from, Instant.now(), answers));
  }

  private static Answers answers(long requests, long errors) {
    return new Answers(
        requests,
        errors,
        new Latencies(new TreeMap<>(Map.of(Latencies.bucket(Duration.ofMillis(5)), requests))),
        Set.of());
  }

  /// Prometheus is asked until it has scraped what is counted now.
  private static Traffic eventually(BesideGateway beside, Predicate<Traffic> enough)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (true) {
      try {
        Traffic seen = beside.traffic();
        if (enough.test(seen) || System.nanoTime() > deadline) {
          return seen;
        }
      } catch (IOException e) {
        // it is just starting
        assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
      }
      Thread.sleep(200);
    }
  }

  /// What is seen before it changes, is seen to increase.
  private void scraped(String query) throws Exception {
    try (QueryApi api = new QueryApi(url, Optional.empty())) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
      while (!(api.ask(query) instanceof Answer.Vector(var series) && !series.isEmpty())) {
        assertThat(System.nanoTime()).as("scraped in time").isLessThan(deadline);
        Thread.sleep(100);
      }
    }
  }

  @Test
  void failures_that_only_the_service_knows_are_added_to_those_of_the_gateway() throws Exception {
    values.put("lost_orders_total{release=\"1.0\"}", 70L);
    values.put("lost_orders_total{release=\"1.1\"}", 0L);
    counted(BEGAN, Map.of(OLD, answers(1000, 10), FRESH, answers(0, 0)));
    try (BesideGateway beside =
        beside(
            Optional.of("sum by (release) (increase(lost_orders_total[{window}]))"),
            Optional.empty())) {
      Traffic first = eventually(beside, seen -> true);
      assertThat(first.of(OLD))
          .as("before it began")
          .isEqualTo(new Answers(0, 0, Latencies.NONE, Set.of()));
      scraped("lost_orders_total{release='1.1'}");
      values.put("lost_orders_total{release=\"1.1\"}", 30L);
      counted(BEGAN, Map.of(OLD, answers(1950, 12), FRESH, answers(50, 1)));

      Traffic seen = eventually(beside, each -> each.of(FRESH).errors() > 20);

      assertThat(seen.of(OLD).requests()).isEqualTo(950);
      assertThat(seen.of(OLD).errors()).isEqualTo(2);
      assertThat(seen.of(OLD).latencies().count()).as("the gateway's").isEqualTo(950);
      assertThat(seen.of(FRESH).requests()).isEqualTo(50);
      // an increase of Prometheus is extrapolated to the whole window
      assertThat(seen.of(FRESH).errors()).isBetween(21L, 50L);
      assertThat(seen.from()).isEqualTo(first.from());

      Instant anew = Instant.now();
      counted(anew, Map.of(OLD, answers(7, 0)));
      Traffic later = beside.traffic();
      assertThat(later.from()).as("another gateway").isEqualTo(anew);
      assertThat(later.of(OLD).requests()).isEqualTo(7);
    }
  }

  @Test
  void latencies_may_be_the_services_own() throws Exception {
    String bucket = "took_seconds_bucket{release=\"1.1\",le=\"%s\"}";
    values.put(bucket.formatted("0.1"), 0L);
    values.put(bucket.formatted("+Inf"), 0L);
    try (BesideGateway beside =
        beside(
            Optional.empty(),
            Optional.of("sum by (release, le) (increase(took_seconds_bucket[{window}]))"))) {
      eventually(beside, seen -> true);
      scraped("took_seconds_bucket");
      values.put(bucket.formatted("0.1"), 10L);
      values.put(bucket.formatted("+Inf"), 40L);
      counted(BEGAN, Map.of(FRESH, answers(40, 0)));

      Traffic seen = eventually(beside, each -> each.of(FRESH).latencies().count() >= 40);

      Latencies latencies = seen.of(FRESH).latencies();
      int bound = Latencies.bucket(Duration.ofMillis(100));
      assertThat(latencies.above(bound)).isGreaterThan(latencies.count() / 2);
    }
  }

  @Test
  void what_one_of_both_does_not_tell_is_no_traffic_but_a_trouble() throws Exception {
    try (BesideGateway good = beside(Optional.of("up[{window}:]"), Optional.empty());
        BesideGateway broken = beside(Optional.of("up[{window}"), Optional.empty())) {
      // a matrix is no answer either; by it one sees that the server answers
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
      while (told(good).contains("cannot be asked") && System.nanoTime() < deadline) {
        Thread.sleep(100);
      }
      assertThat(told(good)).contains("Prometheus cannot tell what was answered");
      assertThat(told(broken)).contains("Prometheus cannot tell").contains("parse error");
    }
  }

  /// What it says of its trouble.
  private static String told(BesideGateway beside) {
    try {
      return "no trouble: " + beside.traffic();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
