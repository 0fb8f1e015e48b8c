package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Treatments;
import dev.naosu.cycle.incident.Treatments.Treated;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
}
