package dev.naosu.detect.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
  private static final Forecast FORECAST = Forecast.usual();

  @Test
  void a_disk_that_grows_by_one_an_hour_is_full_at_the_hour_that_a_child_would_say() {
    Outlook outlook = FORECAST.reaches(hourly(48, i -> 10 + i), 100);
    assertThat(outlook).isInstanceOf(Outlook.Reached.class);
    Outlook.Reached reached = (Outlook.Reached) outlook;
    Instant full = BEGIN.plus(Duration.ofHours(90));
    assertThat(reached.likely())
        .isBetween(full.minus(Duration.ofHours(1)), full.plus(Duration.ofHours(1)));
    assertThat(reached.earliest()).isBeforeOrEqualTo(reached.likely());
    assertThat(reached.latest().orElseThrow()).isAfterOrEqualTo(reached.likely());
    assertThat(reached.perDay()).isBetween(23.5, 24.5);
    assertThat(reached.confidence()).isGreaterThan(0.99);
  }

  @Test
  void from_seven_values_nothing_is_told_and_it_is_said_what_would_help() {
    assertThat(FORECAST.reaches(hourly(7, i -> 10 + i), 100))
        .isInstanceOfSatisfying(
            Outlook.Unclear.class,
            unclear -> assertThat(unclear.why()).contains("7 measurements", "8"));
    assertThat(FORECAST.reaches(List.of(), 100)).isInstanceOf(Outlook.Unclear.class);
  }

  @Test
  void what_stands_still_is_not_said_to_move() {
    assertThat(FORECAST.reaches(hourly(100, _ -> 50), 100))
        .isInstanceOfSatisfying(
            Outlook.NotWithin.class,
            not -> {
              assertThat(not.perDay()).isZero();
              assertThat(not.confidence()).isGreaterThan(0.95);
            });
  }

  @Test
  void what_falls_does_not_get_there() {
    assertThat(FORECAST.reaches(hourly(100, i -> 90 - 0.1 * i), 100))
        .isInstanceOf(Outlook.NotWithin.class);
  }

  @Test
  void what_is_there_is_there() {
    assertThat(FORECAST.reaches(hourly(3, i -> 99 + i), 100)).isEqualTo(new Outlook.Over(101));
  }

  @Test
  void nobody_looks_farther_ahead_than_four_times_what_was_seen() {
    // full in 900 hours, and 48 were seen
    assertThat(FORECAST.reaches(hourly(48, i -> 5 + 0.1 * i), 100))
        .isInstanceOfSatisfying(
            Outlook.NotWithin.class,
            not -> assertThat(not.within()).isLessThan(Duration.ofHours(200)));
  }

  @Test
  void growth_before_a_cleaning_does_not_hide_growth_after_it() {
    Outlook outlook = FORECAST.reaches(hourly(80, i -> i < 40 ? 50 + i : i - 30), 100);
    assertThat(outlook)
        .isInstanceOfSatisfying(
            Outlook.Reached.class,
            reached ->
                assertThat(reached.likely())
                    .isBetween(
                        BEGIN.plus(Duration.ofHours(127)), BEGIN.plus(Duration.ofHours(133))));
  }

  @Test
  void right_after_a_cleaning_nobody_can_tell() {
    assertThat(FORECAST.reaches(hourly(60, i -> i < 57 ? 40 + i : i - 50), 100))
        .isInstanceOfSatisfying(
            Outlook.Unclear.class, unclear -> assertThat(unclear.why()).contains("by force"));
  }

  @Test
  void a_heap_that_is_collected_leaks_when_its_floor_rises() {
    List<Reading> leaking = minutely(240, i -> 100 + 0.5 * i + 80 * (i % 10));
    List<Reading> healthy = minutely(240, i -> 100 + 80 * (i % 10));
    assertThat(FORECAST.floorReaches(leaking, 500)).isInstanceOf(Outlook.Reached.class);
    assertThat(FORECAST.floorReaches(healthy, 500)).isInstanceOf(Outlook.NotWithin.class);
  }

  @Test
  void holes_in_the_measurements_are_no_trend() {
    List<Reading> holed = new ArrayList<>(hourly(100, i -> 10 + 0.5 * i));
    holed.removeIf(each -> Duration.between(BEGIN, each.at()).toHours() % 7 < 4);
    assertThat(FORECAST.reaches(holed, 100))
        .isInstanceOfSatisfying(
            Outlook.Reached.class, reached -> assertThat(reached.perDay()).isBetween(11.0, 13.0));
  }

  @Test
  void logs_grow_by_what_is_written_and_not_by_what_is_left() {
    Optional<Pace> pace = Pace.of(hourly(49, i -> 1000 + 100 * (i % 12)));
    // eleven of twelve hours write 100
    assertThat(pace.orElseThrow().perDay()).isBetween(2100.0, 2300.0);
    assertThat(Pace.of(hourly(3, i -> i))).isEmpty();
  }

  @Test
  void a_statement_that_takes_ever_longer_is_told_from_one_that_is_only_asked_more_often() {
    List<Reading> calls = hourly(60, i -> 1000.0 * i);
    List<Reading> slower = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < 60; i++) {
      sum += i == 0 ? 0 : 1000 * 10 * Math.pow(1.02, i);
      slower.add(new Reading(calls.get(i).at(), sum));
    }
    Slowdown slowdown = Slowdown.of(calls, slower).orElseThrow();
    assertThat(slowdown.factor()).isBetween(2.8, 3.6);
    assertThat(slowdown.confidence()).isGreaterThan(0.99);
    Slowdown busier =
        Slowdown.of(hourly(60, i -> 10.0 * i * i), hourly(60, i -> 200.0 * i * i)).orElseThrow();
    assertThat(busier.factor()).isBetween(0.95, 1.05);
  }

  @Test
  void a_database_that_began_to_count_anew_is_no_statement_that_got_faster() {
    List<Reading> calls = hourly(60, i -> 1000.0 * (i % 30));
    List<Reading> millis = hourly(60, i -> 20_000.0 * (i % 30));
    assertThat(Slowdown.of(calls, millis).orElseThrow().factor()).isBetween(0.99, 1.01);
  }

  @Test
  void the_ends_that_are_known_are_found_by_line_and_not_by_a_longer_number() {
    Endings endings = Endings.known();
    assertThat(endings.lines()).hasSizeGreaterThan(15);
    assertThat(endings.of("postgresql", "14")).isPresent();
    assertThat(endings.of("org.springframework.boot", "2.7.18").orElseThrow().at())
        .isEqualTo(Instant.parse("2023-07-01T00:00:00Z"));
    assertThat(endings.of("org.springframework.boot", "25.1")).isEmpty();
    assertThat(endings.of("com.example", "1")).isEmpty();
  }

  @Test
  void students_quantiles_are_those_of_the_tables() {
    assertThat(Student.quantile(0.9, 10)).isBetween(1.370, 1.374);
    assertThat(Student.quantile(0.975, 5)).isBetween(2.55, 2.59);
    assertThat(Student.quantile(0.1, 30)).isBetween(-1.312, -1.308);
    assertThat(Student.below(1.372, 10)).isBetween(0.897, 0.903);
  }

  private static List<Reading> hourly(int count, IntToDoubleFunction value) {
    return every(Duration.ofHours(1), count, value);
  }

  private static List<Reading> minutely(int count, IntToDoubleFunction value) {
    return every(Duration.ofMinutes(1), count, value);
  }

  private static List<Reading> every(Duration step, int count, IntToDoubleFunction value) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      readings.add(new Reading(BEGIN.plus(step.multipliedBy(i)), value.applyAsDouble(i)));
    }
    return readings;
  }
}
