package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.app.tell.Stories;
import dev.naosu.cycle.Ports;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Treatments;
import dev.naosu.cycle.incident.Treatments.Treated;
import dev.naosu.detect.CommandObserver;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver;
import dev.naosu.machine.OutputFiles;
import dev.naosu.project.Build;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.RegressionTests;
import dev.naosu.prove.Replay;
import dev.naosu.prove.RequestReplay;
import dev.naosu.prove.Worker;
import dev.naosu.repair.strategy.PastRepairs;
import dev.naosu.sandbox.Exit;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ObservabilityTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @Test
  void a_record_of_the_log_is_one_line_of_json_whatever_is_in_it() throws IOException {
    LogRecord record = new LogRecord(Level.WARNING, "shop said {0}");
    record.setParameters(new Object[] {"\"it\nbroke\"\u001b[2J"});
    record.setLoggerName("dev.naosu.serve");
    record.setInstant(NOON);
    record.setThrown(new IllegalStateException("no\nprice"));
    String line = new JsonLines().format(record);
    assertThat(line.lines()).hasSize(1);
    assertThat(line).doesNotContain("\u001b");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.path("at").asText()).isEqualTo("2026-11-28T12:00:00Z");
    assertThat(json.path("level").asText()).isEqualTo("WARNING");
    assertThat(json.path("message").asText()).contains("\"it\nbroke\"");
    assertThat(json.path("trace").asText()).contains("IllegalStateException: no\nprice", "\tat ");
  }

  @Test
  void the_time_of_an_attempt_is_measured_by_what_came_of_it() throws InterruptedException {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Deque<Instant> times = new ArrayDeque<>(List.of(NOON, NOON.plusSeconds(7)));
    Treatments abstaining =
        (_, _, _, _, _, _) -> new Treated.NotRepaired("nothing holds", true, "{}");
    new MeasuredTreatments(abstaining, meters, times::removeFirst)
        .treat(incident(), List.of(), List.of(), List.of(), Duration.ofMinutes(1), _ -> {});
    assertThat(meters.scrape())
        .contains(
            "fix_generation_seconds_count{outcome=\"notrepaired\"} 1",
            "fix_generation_seconds_sum{outcome=\"notrepaired\"} 7");
  }

  @Test
  void runs_of_tests_are_measured_by_what_they_are_for() throws Exception {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    SuiteRun suite = new SuiteRun(List.of(), List.of());
    Worker worker = new IdleWorker();
    Ports ports =
        new MeasuredTests(meters)
            .apply(
                new Ports(
                    new NoCopy(),
                    new IdleBuild(),
                    (_, _, _, _, _) -> suite,
                    (_, _, _) -> new CommandObserver.Seen(new Exit.NeverStarted("no"), List.of()),
                    (_, _) -> worker,
                    (_, _) -> _ -> new Compiled.Unchanged(),
                    Replay.none(),
                    RequestReplay.none(),
                    RegressionTests.none(),
                    PastRepairs.NONE,
                    new OutputFiles(Path.of("nowhere")),
                    _ -> new Exit.NeverStarted("no"),
                    () -> NOON));
    Patient patient = Stories.patient();
    Module module = patient.modules().getFirst();
    TestObserver.Limits limits = new TestObserver.Limits(Duration.ofSeconds(1), 0);
    assertThat(ports.tests().observe(patient, module, List.of(), limits, _ -> {})).isSameAs(suite);
    assertThatThrownBy(() -> ports.requests().open(patient, List.of()))
        .isInstanceOf(TestObserver.ObservationFailed.class);
    try (Worker judging = ports.workers().open(patient, module)) {
      judging.attempt(Map.of(), List.of(), new Worker.Limits(true, Duration.ofSeconds(1), 0));
    }
    assertThat(ports.build().test(Duration.ofSeconds(1)).tests()).isEqualTo(3);
    assertThat(meters.scrape())
        .contains(
            "test_execution_seconds_count{kind=\"observation\"} 2",
            "test_execution_seconds_count{kind=\"judging\"} 1",
            "test_execution_seconds_count{kind=\"proof\"} 1");
  }

  private static Incident incident() {
    return new Incident(
        1,
        new Fingerprint("0".repeat(32), "NullPointerException in Shop.buy"),
        new Origin("shop", "", ""),
        Signal.Kind.EXCEPTION,
        State.HEALING,
        NOON,
        NOON,
        NOON,
        NOON,
        1,
        0,
        1,
        Optional.empty(),
        Optional.empty(),
        "");
  }

  /// A worker that has nothing to do.
  private static final class IdleWorker implements Worker {
    @Override
    public Attempt attempt(Map<String, byte[]> classes, List<TestId> tests, Limits limits) {
      return new Attempt.Ran(List.of());
    }

    @Override
    public void close() {
      // there is no JVM
    }
  }

  private static final class IdleBuild implements Build {
    @Override
    public Compilation compile() {
      return new Compilation.Impossible("nothing is built here", "");
    }

    @Override
    public Suite test(Duration limit) {
      return new Suite(new Exit.NeverStarted("no"), true, 3, List.of());
    }

    @Override
    public String testCommand() {
      return "true";
    }
  }
}
