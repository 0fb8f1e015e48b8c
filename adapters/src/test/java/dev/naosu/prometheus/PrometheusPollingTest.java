package dev.naosu.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Asks a real Prometheus, which scrapes a small exporter.
class PrometheusPollingTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");

  @TempDir Path place;
  private final ConcurrentHashMap<String, Double> values = new ConcurrentHashMap<>();
  private final List<Signal> signals = new CopyOnWriteArrayList<>();
  private final List<Sample> samples = new CopyOnWriteArrayList<>();
  private final List<PrometheusPolling> pollings = new ArrayList<>();
  private HttpServer exporter;
  private Process prometheus;
  private int port;

  @BeforeEach
  void begin() throws IOException {
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
    try (ServerSocket free = new ServerSocket(0, 1, here)) {
      port = free.getLocalPort();
    }
    Files.writeString(
        place.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        scrape_configs:
          - job_name: shops
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(exporter.getAddress().getPort()));
    startPrometheus();
  }

  @AfterEach
  void end() throws InterruptedException {
    pollings.forEach(PrometheusPolling::close);
    if (prometheus != null) {
      prometheus.destroyForcibly().waitFor();
    }
    if (exporter != null) {
      exporter.stop(0);
    }
  }

  @Test
  void a_rule_is_told_once_for_each_service_when_it_has_lasted_and_again_after_it_was_quiet()
      throws Exception {
    values.put("queue{app=\"shop\",shard=\"1\"}", 5.0);
    values.put("queue{app=\"shop\",shard=\"2\"}", 900.0);
    values.put("queue{app=\"billing\"}", 700.0);
    values.put("queue{app=\"idle\"}", 1.0);
    poll(rule("queue > 100", Duration.ofSeconds(2)), List.of());
    await(() -> signals.size() >= 2);
    assertThat(signals)
        .extracting(each -> each.origin().service())
        .containsExactlyInAnyOrder("shop", "billing");
    Signal shop =
        signals.stream().filter(each -> each.origin().service().equals("shop")).findFirst().get();
    assertThat(shop.kind()).isEqualTo(Signal.Kind.HEALTH);
    assertThat(shop.origin()).isEqualTo(new Origin("shop", "", "production"));
    assertThat(shop.message()).isEqualTo("900 orders wait in shard 2 of {nothing}");
    assertThat(shop.attributes())
        .containsEntry("prometheus.rule", "queue is long")
        .containsEntry("prometheus.query", "queue > 100")
        .containsEntry("prometheus.value", "900")
        .containsEntry("prometheus.series", "1")
        .containsEntry("label.shard", "2")
        .containsEntry("label.job", "shops");
    assertThat(Duration.between(shop.at(), shop.received()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    Thread.sleep(2_500);
    assertThat(signals).hasSize(2);
    values.put("queue{app=\"billing\"}", 2.0);
    Thread.sleep(3_000);
    values.put("queue{app=\"billing\"}", 800.0);
    await(() -> signals.size() >= 3);
    assertThat(signals.getLast().origin().service()).isEqualTo("billing");
    assertThat(signals.stream().map(Signal::id).distinct()).hasSize(3);
  }

  @Test
  void a_restart_tells_nothing_twice() throws Exception {
    values.put("queue{app=\"shop\",shard=\"1\"}", 500.0);
    PrometheusPolling first = poll(rule("queue > 100", Duration.ZERO), List.of());
    await(() -> signals.size() == 1);
    Thread.sleep(500);
    first.close();
    poll(rule("queue > 100", Duration.ZERO), List.of());
    Thread.sleep(3_000);
    assertThat(signals).hasSize(1);
  }

  @Test
  void values_are_learned_from() throws Exception {
    values.put("queue{app=\"shop\",shard=\"1\"}", 5.0);
    poll(
        rule("queue > 100", Duration.ZERO),
        List.of(
            new Watched("queue length", "queue", new ServiceName.InLabel("app"), "production")));
    await(() -> samples.size() >= 2);
    Sample sample = samples.getFirst();
    assertThat(sample.value()).isEqualTo(5.0);
    assertThat(sample.series().name()).isEqualTo("queue length");
    assertThat(sample.series().origin()).isEqualTo(new Origin("shop", "", "production"));
    assertThat(sample.series().labels()).containsEntry("shard", "1").doesNotContainKey("__name__");
    assertThat(samples.get(1).at()).isAfter(sample.at());
    assertThat(signals).isEmpty();
  }

  @Test
  void a_server_that_is_away_is_told_and_ends_no_alarm() throws Exception {
    values.put("queue{app=\"shop\",shard=\"1\"}", 500.0);
    PrometheusPolling polling = poll(rule("queue > 100", Duration.ZERO), List.of());
    await(() -> signals.size() == 1);
    prometheus.destroyForcibly().waitFor();
    await(() -> !polling.problems().isEmpty());
    assertThat(polling.problems())
        .singleElement()
        .asString()
        .contains("Prometheus at http://127.0.0.1:" + port, "cannot be asked");
    startPrometheus();
    await(() -> polling.problems().isEmpty());
    Thread.sleep(2_500);
    assertThat(signals).hasSize(1);
  }

  @Test
  void a_wrong_query_is_told_and_the_others_are_still_asked() throws Exception {
    values.put("queue{app=\"shop\",shard=\"1\"}", 500.0);
    PrometheusPolling polling =
        poll(
            List.of(
                named("broken", "queue >"),
                named("a number", "1 + 1"),
                named("nobody's", "count(queue) > 0"),
                rule("queue > 100", Duration.ZERO)),
            List.of(new Watched("nothing", "no_such_metric", new ServiceName.Fixed("shop"), "")));
    await(() -> signals.size() == 1);
    await(() -> polling.problems().size() == 4);
    assertThat(polling.problems())
        .anyMatch(each -> each.contains("rule broken") && each.contains("parse error"))
        .anyMatch(each -> each.contains("rule a number") && each.contains("gives a scalar"))
        .anyMatch(each -> each.contains("rule nobody's") && each.contains("do not tell"))
        .anyMatch(each -> each.contains("query nothing gives no data"));
  }

  @Test
  void an_answer_that_is_no_answer_is_a_server_that_is_away() {
    for (String body : List.of("", "<html>", "[]", "{\"status\":3}")) {
      assertThat(QueryApi.answer(200, body.getBytes(StandardCharsets.UTF_8)))
          .as(body)
          .isInstanceOf(Answer.Away.class);
    }
  }

  private static Rule rule(String query, Duration lasting) {
    return new Rule(
        "queue is long",
        query,
        lasting,
        new ServiceName.InLabel("app"),
        "production",
        "{value} orders wait in shard {shard} of {nothing}");
  }

  private static Rule named(String name, String query) {
    return new Rule(name, query, Duration.ZERO, new ServiceName.InLabel("app"), "", name);
  }

  private PrometheusPolling poll(Rule rule, List<Watched> watched) throws IOException {
    return poll(List.of(rule), watched);
  }

  private PrometheusPolling poll(List<Rule> rules, List<Watched> watched) throws IOException {
    PrometheusPolling polling =
        PrometheusPolling.begin(
            new Asked(
                URI.create("http://127.0.0.1:" + port),
                Optional.empty(),
                Duration.ofMillis(500),
                rules,
                watched),
            place.resolve("alarms.json"),
            (told, observed) -> {
              signals.addAll(told);
              samples.addAll(observed.samples());
            },
            new Redaction(false),
            InstantSource.system());
    pollings.add(polling);
    return polling;
  }

  private void startPrometheus() throws IOException {
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

  private static void await(BooleanSupplier enough) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!enough.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    assertThat(enough.getAsBoolean()).as("came in time").isTrue();
  }
}
