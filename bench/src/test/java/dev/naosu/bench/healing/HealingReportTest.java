package dev.naosu.bench.healing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.bench.tell.Scores;
import dev.naosu.bench.trial.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealingReportTest {
  private static final Instant WHEN = Instant.parse("2026-11-29T10:00:00Z");
  private static final Machine MACHINE = new Machine(2, 4_096, "a JDK", "a system", "naosu");

  private static Course course(Ailment ailment, int noticed, int recovered, String... wrong) {
    return new Course(
        ailment,
        1,
        seconds(noticed),
        seconds(recovered),
        3,
        List.of(wrong),
        "process 7 is stopped");
  }

  private static Optional<Duration> seconds(int number) {
    return number == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(number));
  }

  private static HealingReport report(Course... courses) {
    return new HealingReport(WHEN, "naosu bench faults", MACHINE, List.of(courses));
  }

  @Test
  void what_never_got_well_counts_as_later_than_everything() throws IOException {
    HealingReport report =
        report(
            course(Ailment.KILLED, 1, 4),
            course(Ailment.KILLED, 2, 6),
            course(Ailment.PAUSED, 3, 0));
    assertThat(report.table())
        .contains("| the process is killed | 2 | 1.0 | 2.0 | 4.0 | 6.0 | 100 % | 0 | 6 |")
        .contains("| the process stands still | 1 | 3.0 | 3.0 | – | – | 0 % | 0 | 3 |")
        .contains("| **all** | 3 | 2.0 | 3.0 | 6.0 | – | 67 % | 0 | 9 |");
    JsonNode json = new ObjectMapper().readTree(report.json("as usual"));
    assertThat(json.path("all").path("recoveredP90").isNull()).isTrue();
    assertThat(json.path("courses")).hasSize(3);
  }

  @Test
  void aims_that_are_missed_are_said_to_be_missed() {
    assertThat(report(course(Ailment.KILLED, 1, 4)).markdown("as usual"))
        .contains("| noticed, p90 < 30 s | 1.0 | yes |")
        .contains("| well again, p90 < 60 s | 4.0 | yes |")
        .contains("| healed ≥ 85 % | 100 % | yes |")
        .contains("| wrong actions 0 | 0 | yes |");
    assertThat(report(course(Ailment.KILLED, 31, 61, "2 was ended")).markdown("as usual"))
        .contains("| noticed, p90 < 30 s | 31.0 | **no** |")
        .contains("| well again, p90 < 60 s | 61.0 | **no** |")
        .contains("| wrong actions 0 | 1 | **no** |");
    assertThat(report(course(Ailment.KILLED, 1, 0)).markdown("as usual"))
        .contains("| healed ≥ 85 % | 0 % | **no** |");
  }

  @Test
  void it_can_be_compared_with_the_last_release(@TempDir Path place) throws IOException {
    HealingReport report =
        report(
            course(Ailment.KILLED, 1, 4),
            course(Ailment.KILLED, 2, 6),
            course(Ailment.KILLED, 2, 6, "2 was ended"),
            course(Ailment.PAUSED, 3, 0));
    assertThat(Scores.of(Files.writeString(place.resolve("f.json"), report.json("as usual"))))
        .isEqualTo(
            new Scores(
                new TreeMap<>(
                    Map.of("faults healed", 75.0, "faults without a wrong action", 75.0))));
  }

  @Test
  void every_ailment_is_a_fault_that_can_be_written() {
    assertThat(Ailment.values()).hasSizeGreaterThanOrEqualTo(15);
    for (Ailment each : Ailment.values()) {
      assertThat(each.at("1", Duration.ofMinutes(1)).words()).isNotBlank();
    }
  }
}
