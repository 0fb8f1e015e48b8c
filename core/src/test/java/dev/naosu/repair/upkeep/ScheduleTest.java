package dev.naosu.repair.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  /// A Sunday.
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private static final List<Window> NIGHTS = List.of(WindowTest.window("daily 02:00-04:00 UTC"));

  @Test
  void the_one_that_ends_first_comes_first_where_both_touch_the_same() {
    Schedule schedule =
        Schedule.of(
            List.of(
                need("b", Duration.ofMinutes(90), Optional.of(NOW.plus(Duration.ofDays(9))), "db"),
                need("a", Duration.ofMinutes(90), Optional.of(NOW.plus(Duration.ofDays(2))), "db")),
            NIGHTS,
            NOW);
    assertThat(begin(schedule, "a")).isEqualTo(Instant.parse("2026-11-30T02:00:00Z"));
    assertThat(begin(schedule, "b")).isEqualTo(Instant.parse("2026-12-01T02:00:00Z"));
  }

  @Test
  void two_that_touch_nothing_in_common_are_met_at_once() {
    Schedule schedule =
        Schedule.of(
            List.of(
                need("a", Duration.ofMinutes(90), Optional.empty(), "db"),
                need("b", Duration.ofMinutes(90), Optional.empty(), "disk")),
            NIGHTS,
            NOW);
    assertThat(begin(schedule, "a")).isEqualTo(begin(schedule, "b"));
  }

  @Test
  void what_cannot_be_met_in_time_is_told() {
    Schedule schedule =
        Schedule.of(
            List.of(
                need("now", Duration.ofMinutes(10), Optional.of(NOW.plusSeconds(60)), "a"),
                need("long", Duration.ofHours(3), Optional.of(NOW.plus(Duration.ofDays(9))), "b")),
            NIGHTS,
            NOW);
    Schedule.Entry late = schedule.of("disk-now").orElseThrow();
    assertThat(late.late()).isTrue();
    assertThat(late.why()).contains("too late");
    Schedule.Entry tooLong = schedule.of("disk-long").orElseThrow();
    assertThat(tooLong.slot()).isEmpty();
    assertThat(tooLong.why()).contains("180 min");
  }

  @Test
  void without_a_window_nothing_gets_a_slot_and_that_is_said() {
    Schedule schedule =
        Schedule.of(
            List.of(need("a", Duration.ofMinutes(1), Optional.empty(), "x")), List.of(), NOW);
    assertThat(schedule.entries().getFirst().slot()).isEmpty();
    assertThat(schedule.entries().getFirst().why()).contains("no maintenance window");
  }

  @Test
  void the_earlier_of_two_windows_is_taken() {
    Schedule schedule =
        Schedule.of(
            List.of(need("a", Duration.ofMinutes(30), Optional.empty(), "x")),
            List.of(
                WindowTest.window("Wed 02:00-03:00 UTC"), WindowTest.window("Tue 02:00-03:00 UTC")),
            NOW);
    assertThat(begin(schedule, "a")).isEqualTo(Instant.parse("2026-12-01T02:00:00Z"));
  }

  @Test
  void no_two_slots_that_touch_the_same_overlap_and_all_lie_in_a_window() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 50; round++) {
      List<Need> needs = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        needs.add(
            need(
                "n" + i,
                Duration.ofMinutes(5 + random.nextInt(100)),
                random.nextBoolean()
                    ? Optional.of(NOW.plus(Duration.ofHours(random.nextInt(400))))
                    : Optional.empty(),
                "resource" + random.nextInt(4)));
      }
      List<Schedule.Entry> entries = Schedule.of(needs, NIGHTS, NOW).entries();
      assertThat(entries).hasSize(30);
      for (Schedule.Entry each : entries) {
        Window.Opening slot = each.slot().orElseThrow();
        Window.Opening around = NIGHTS.getFirst().from(slot.begin());
        assertThat(around.begin()).isBeforeOrEqualTo(slot.begin());
        assertThat(around.end()).isAfterOrEqualTo(slot.end());
        for (Schedule.Entry other : entries) {
          boolean apart =
              other == each
                  || !other.need().touches().equals(each.need().touches())
                  || !other.slot().orElseThrow().begin().isBefore(slot.end())
                  || !slot.begin().isBefore(other.slot().orElseThrow().end());
          assertThat(apart).as("%s and %s", each, other).isTrue();
        }
      }
    }
  }

  private static Instant begin(Schedule schedule, String name) {
    return schedule.of("disk-" + name).orElseThrow().slot().orElseThrow().begin();
  }

  private static Need need(
      String name, Duration duration, Optional<Instant> until, String touches) {
    return new Need(
        Subject.of(Kind.DISK, name),
        name,
        Urgency.of(until, NOW),
        duration,
        Duration.ZERO,
        "it breaks",
        until,
        0.9,
        List.of(),
        List.of(touches),
        new Means.ByPerson("do it"));
  }
}
