package dev.naosu.app.serve;

import static dev.naosu.app.serve.Collector.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.tell.Stories;
import dev.naosu.app.web.MemoryIncidents;
import dev.naosu.app.web.MemoryJournal;
import dev.naosu.app.web.TestHouse;
import dev.naosu.app.web.Visits;
import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.HealRequest;
import dev.naosu.cycle.incident.Causes;
import dev.naosu.cycle.incident.IncidentCycle;
import dev.naosu.cycle.incident.Policy;
import dev.naosu.cycle.incident.RuntimeHealing;
import dev.naosu.cycle.incident.Shipping.Shipped;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Steps;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.cycle.incident.Treatments;
import dev.naosu.cycle.incident.Treatments.Treated;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.fleet.Version;
import dev.naosu.prove.Funnel;
import dev.naosu.ship.rollout.RollingOut;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a collector is told, over HTTP, of a real cycle.
@Timeout(60)
class TracingTest {
  private static final String SECRET = "the price of Erika Mustermann is null";

  private final MemoryIncidents incidents = new MemoryIncidents();
  private final Map<String, String> remembered = new HashMap<>();

  @Test
  void an_attempt_is_one_trace_with_a_span_for_each_step_and_stage() throws Exception {
    try (Collector collector = new Collector(new CountDownLatch(0))) {
      Tracing tracing = tracing(collector.url());
      open();
      run(tracing, healing(tracing), name -> false);
      tracing.close();

      assertThat(incidents.find(1).orElseThrow().state()).isEqualTo(State.HEALED);
      List<Span> spans = collector.spans();
      assertThat(spans.stream().map(Span::getTraceId).distinct()).hasSize(1);
      Span root = named(spans, "heal");
      assertThat(root.getParentSpanId().isEmpty()).isTrue();
      assertThat(attribute(root, "naosu.service")).isEqualTo("shop");
      assertThat(attribute(root, "naosu.incident")).isEqualTo("1");
      assertThat(attribute(root, "naosu.attempt")).isEqualTo("1");
      assertThat(attribute(root, "naosu.state")).isEqualTo("HEALED");
      assertThat(root.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
      assertThat(spans)
          .filteredOn(span -> span.getParentSpanId().equals(root.getSpanId()))
          .extracting(Span::getName)
          .contains("OPEN", "HEALING", "HEALING to PROVEN", "SHIPPING", "SHIPPING to HEALED");
      Span healing = named(spans, "HEALING");
      assertThat(attribute(healing, "naosu.event")).isEqualTo("PROVED");
      Span build = named(spans, "build");
      assertThat(build.getParentSpanId()).isEqualTo(healing.getSpanId());
      assertThat(build.getEndTimeUnixNano() - build.getStartTimeUnixNano())
          .isEqualTo(Duration.ofSeconds(2).toNanos());
      assertThat(attribute(named(spans, "repair"), "naosu.candidates")).isEqualTo("0");
      assertThat(collector.received.getFirst().getResource().toString())
          .contains("service.name", "naosu", "service.version", "1.2.3");
      assertThat(collector.received.toString()).doesNotContain("Mustermann", "price");
    }
  }

  @Test
  void an_attempt_that_fails_is_marked_and_the_next_one_is_another_trace() throws Exception {
    try (Collector collector = new Collector(new CountDownLatch(0))) {
      Tracing tracing = tracing(collector.url());
      open();
      run(
          tracing,
          (_, _, _, _, _, _) -> new Treated.NotRepaired(SECRET, true, "{}"),
          name -> false);
      tracing.close();

      List<Span> roots =
          collector.spans().stream().filter(span -> span.getName().equals("heal")).toList();
      assertThat(roots)
          .extracting(span -> attribute(span, "naosu.attempt"))
          .containsExactly("1", "2", "3");
      assertThat(roots)
          .allMatch(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR);
      assertThat(roots.stream().map(Span::getTraceId).distinct()).hasSize(3);
      assertThat(collector.spans())
          .filteredOn(span -> span.getName().equals("HEALING"))
          .extracting(span -> attribute(span, "naosu.event"))
          .containsExactly("FAILED", "FAILED", "GAVE_UP");
      assertThat(collector.received.toString()).doesNotContain("Mustermann");
    }
  }

  @Test
  void what_a_killed_process_began_is_told_by_the_next_one_in_the_same_trace() throws Exception {
    try (Collector collector = new Collector(new CountDownLatch(0))) {
      open();
      Tracing first = tracing(collector.url());
      Treatments breaking =
          (_, _, _, _, _, _) -> {
            throw new IllegalStateException(SECRET);
          };
      run(first, breaking, name -> name.endsWith(" HEALING"));
      first.close();
      assertThat(collector.spans()).extracting(Span::getName).doesNotContain("heal");
      Span broken = named(collector.spans(), "HEALING");
      assertThat(broken.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
      assertThat(attribute(broken, "error.type")).isEqualTo("java.lang.IllegalStateException");

      Tracing second = tracing(collector.url());
      run(second, healing(second), name -> false);
      second.close();
      List<Span> spans = collector.spans();
      assertThat(spans.stream().map(Span::getTraceId).distinct()).hasSize(1);
      assertThat(spans).filteredOn(span -> span.getName().equals("OPEN")).hasSize(1);
      assertThat(named(spans, "heal").getSpanId()).isEqualTo(broken.getParentSpanId());
      assertThat(collector.received.toString()).doesNotContain("Mustermann");
    }
  }

  @Test
  void a_request_is_told_in_the_trace_of_who_asks() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (Collector collector = new Collector(new CountDownLatch(0))) {
      Tracing tracing = tracing(collector.url());
      UnaryOperator<String> headers =
          name -> name.equals("traceparent") ? "00-" + trace + "-b7ad6b7169203331-01" : "";
      Visits visits = tracing.visits();
      visits.begin("GET", "/api/v1/incidents/{id}", headers).end(503);
      visits.begin("GET", "/ready", headers).end(200);
      visits.begin("POST", "/v1/traces", headers).end(200);
      tracing.close();
      Span span = collector.spans().getFirst();
      assertThat(collector.spans()).hasSize(1);
      assertThat(span.getName()).isEqualTo("GET /api/v1/incidents/{id}");
      assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray())).isEqualTo(trace);
      assertThat(attribute(span, "http.response.status_code")).isEqualTo("503");
      assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    }
  }

  @Test
  void a_collector_that_hangs_or_is_away_holds_nobody_up() throws Exception {
    try (Collector hanging = new Collector(new CountDownLatch(1))) {
      for (String url : List.of(hanging.url(), "http://127.0.0.1:1")) {
        Tracing tracing = tracing(url);
        Visits visits = tracing.visits();
        Instant began = Instant.now();
        for (int i = 0; i < 20_000; i++) {
          visits.begin("GET", "/incidents", _ -> "").end(200);
        }
        tracing.close();
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(12));
      }
    }
  }

  @Test
  void nothing_is_sent_where_no_collector_is_named() throws IOException {
    assertThat(Tracing.open(Optional.empty(), Map.of(), "1.2.3", Instant::now)).isEmpty();
    Optional<Tracing> named =
        Tracing.open(
            Optional.empty(),
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
            "1.2.3",
            Instant::now);
    assertThat(named).isPresent();
    named.orElseThrow().close();
  }

  private static Tracing tracing(String url) throws IOException {
    return Tracing.open(Optional.of(url), Map.of(), "1.2.3", Instant::now).orElseThrow();
  }

  private static Span named(List<Span> spans, String name) {
    List<Span> found = spans.stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  private void open() {
    Signal signal =
        new Signal(
            "s1",
            Signal.Kind.EXCEPTION,
            new Origin("shop", "1", "production"),
            Instant.now(),
            Instant.now(),
            SECRET,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            new TreeMap<>());
    incidents.absorb(
        signal, new Fingerprint("0".repeat(32), "NullPointerException in Shop.buy"), Instant.now());
  }

  /// A treatment in a workshop whose engine tells what it would tell.
  private static Treatments healing(Tracing tracing) {
    Workshop workshop =
        tracing.told(
            (Workshop)
                (_, _) ->
                    new Workshop.Bench(
                        (_, watcher) -> {
                          watcher.accept(
                              new HealEvent.Built(Stories.patient(), Duration.ofSeconds(2)));
                          watcher.accept(
                              new HealEvent.Searched(Funnel.EMPTY, Duration.ofSeconds(1)));
                          return Stories.nothing();
                        },
                        new NoCopy(),
                        () -> {}));
    return (_, _, _, _, time, _) -> {
      try (Workshop.Bench bench = workshop.open(Path.of("/"), UnaryOperator.identity())) {
        bench
            .healer()
            .heal(
                new HealRequest(
                    List.of(), Optional.empty(), Optional.empty(), List.of(), time, 1, 1),
                _ -> {});
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return new Treated.Repaired(TestHouse.remedy(), "{}");
    };
  }

  /// Runs the cycle of incident 1.
  ///
  /// @param dies after which of its steps that fail the process ends
  private void run(Tracing tracing, Treatments treatments, Predicate<String> dies)
      throws InterruptedException {
    Policy usual = Policy.usual();
    IncidentCycle cycle =
        new IncidentCycle(
            incidents,
            treatments,
            (_, _) -> new Shipped.Delivered("branch auto-fix/1", new Version("fix")),
            RollingOut.none(),
            RuntimeHealing.none(),
            Causes.none(),
            new MemoryJournal(),
            new Off(),
            new Policy(
                0.5,
                0.5,
                usual.reviewTime(),
                usual.attempts(),
                usual.searchTime(),
                usual.coolDown(),
                usual.recurrences(),
                usual.healingsPerHour(),
                usual.mostComplex()),
            Instant::now);
    try {
      tracing.told(cycle::run, incidents).run(1, new Remembering(dies));
    } catch (Dead e) {
      // the next one goes on
    }
  }

  private static final class Dead extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private record Off() implements StopSwitch {
    @Override
    public boolean isOn() {
      return false;
    }

    @Override
    public void awaitOff() {
      // it is off
    }
  }

  private final class Remembering implements Steps {
    private final Predicate<String> dies;

    Remembering(Predicate<String> dies) {
      this.dies = dies;
    }

    @Override
    public String once(String name, Callable<String> work) {
      return remembered.computeIfAbsent(
          name,
          _ -> {
            try {
              return work.call();
            } catch (Exception e) {
              if (dies.test(name)) {
                throw new Dead();
              }
              throw new IllegalStateException(e);
            }
          });
    }

    @Override
    public String inTurn(String name, Callable<String> work) {
      return once(name, work);
    }

    @Override
    public String aside(String name, Callable<String> work) {
      return once(name, work);
    }

    @Override
    public Optional<String> await(String topic, Duration limit) {
      return Optional.empty();
    }

    @Override
    public void sleep(Duration time) {
      throw new IllegalStateException("nothing waits here");
    }
  }
}
