package dev.naosu.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.bench.trial.Machine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadReportTest {
  private static final LoadRun.Plan PLAN =
      new LoadRun.Plan(
          new Traffic(1_000, 100, 50, Duration.ofSeconds(1), Duration.ofSeconds(10), 0),
          Duration.ZERO,
          4,
          List.of("-Xmx512m"));

  @Test
  void a_run_that_meets_every_aim_is_good() throws IOException {
    LoadReport report = report(10_000, 10_000, new Ledger(10, 10, 24, 24, 0, 0), 900);
    assertThat(report.isGood()).isTrue();
    assertThat(report.markdown())
        .contains(
            "| log records a second | 1000 | 1000 | met |",
            "| lost of what was accepted | 0 | 0 | met |",
            "| heap after a collection, peak | below 1024 MB | 321 MB | met |",
            "| accepted | 10000 | 1000 |",
            "refused and sent again: 3 times 429",
            "0.500 s of server and database for 1,000 records",
            "- Command: `naosu bench intake`");
    JsonNode json = new ObjectMapper().readTree(report.json());
    assertThat(json.path("good").asBoolean()).isTrue();
    assertThat(json.path("logs").path("perSecond").asDouble()).isEqualTo(1_000);
    assertThat(json.path("visibleMillis").path("p99").asDouble()).isEqualTo(900);
  }

  @Test
  void a_signal_a_record_or_an_incident_that_is_gone_is_lost() {
    assertThat(report(10_000, 9_999, new Ledger(10, 10, 24, 24, 0, 0), 1).table())
        .contains("| lost of what was accepted | 0 | 1 | **missed** |");
    assertThat(report(10_000, 10_000, new Ledger(10, 9, 24, 21, 1, 0), 1).table())
        .contains("| lost of what was accepted | 0 | 3 | **missed** |");
    assertThat(report(10_000, 0, new Ledger(10, 10, 24, 24, 0, 0), 1).isGood())
        .as("a server that does not count them")
        .isTrue();
  }

  @Test
  void too_slow_is_told() {
    assertThat(report(9_000, 9_000, new Ledger(10, 10, 24, 24, 0, 0), 1).table())
        .contains("| log records a second | 1000 | 900 | **missed** |");
    assertThat(report(10_000, 10_000, new Ledger(10, 10, 24, 24, 0, 0), 2_001).isGood()).isFalse();
  }

  @Test
  void quantiles_are_values_that_were_measured() {
    assertThat(Quantiles.of(List.of(3.0, 1.0, 2.0, 4.0))).isEqualTo(new Quantiles(4, 2, 4, 4));
    assertThat(Quantiles.of(List.of()).p99()).isNaN();
  }

  @Test
  void the_log_of_collections_tells_what_they_left() {
    assertThat(
            GcLog.of(
                List.of(
                    "[0.007s][info][gc] Using G1",
                    "[1.2s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause)"
                        + " 23M->4M(256M) 3.250ms",
                    "[2.2s][info][gc] GC(1) Concurrent Mark Cycle 12.345ms",
                    "[2.3s][info][gc] GC(1) Pause Remark 150M->140M(300M) 1.500ms",
                    "[2.4s][info][gc] GC(2) Pause Young (Mixed) (G1 Evacuation Pause)"
                        + " 200M->90M(300M) 5.250ms")))
        .isEqualTo(new GcLog(3, 140, 10, 5.25));
  }

  private static LoadReport report(long logs, long counted, Ledger ledger, double visible) {
    Sender.Sent sent =
        new Sender.Sent(
            Map.of(Post.Kind.LOGS, logs, Post.Kind.SPANS, 1_000L),
            0,
            0,
            Map.of(429, 3),
            0,
            Collections.nCopies(220, 5.0),
            Collections.nCopies(220, 0.1),
            1_000_000,
            Duration.ofSeconds(10));
    return new LoadReport(
        Instant.parse("2026-11-28T12:00:00Z"),
        "naosu bench intake",
        new Machine(2, 24_000, "a JDK", "Linux", "development"),
        new LoadRun.Figures(
            PLAN,
            Map.of(Post.Kind.LOGS, 10_000L, Post.Kind.SPANS, 1_000L),
            sent,
            Map.of(Post.Kind.LOGS, counted, Post.Kind.SPANS, 1_000L),
            ledger,
            Quantiles.of(Collections.nCopies(10, visible)),
            new GcLog(12, 321, 100, 20),
            Optional.of(600L),
            new Effort(
                Duration.ofSeconds(5), Optional.of(Duration.ofMillis(500)), Duration.ofSeconds(2)),
            0.5));
  }
}
