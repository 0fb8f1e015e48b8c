package dev.naosu.detect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Origin;
import dev.naosu.detect.metrics.Series.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class TracksTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(100_000);
  private final Semaphore room = new Semaphore(100);
  private final Semaphore forests = new Semaphore(2);
  private final Tracks tracks =
      new Tracks(
          new Tracks.Limits(50, Duration.ofSeconds(10), 720, Duration.ofMinutes(10)),
          new Tracks.Room(room, forests, () -> new RobustDeviation(256)));

  @Test
  void of_a_counter_its_growth_per_second_is_kept_and_a_restart_is_no_fall() {
    add(Shape.COUNTER, 0, 1_000);
    add(Shape.COUNTER, 10, 1_050);
    add(Shape.COUNTER, 20, 1_150);
    add(Shape.COUNTER, 30, 20);
    add(Shape.COUNTER, 40, 40);

    assertThat(values()).containsExactly(5.0, 10.0, 2.0, 2.0);
  }

  @Test
  void of_sums_what_came_in_a_second_is_kept_whatever_the_senders_step() {
    add(Shape.DELTA, 60, 600);
    add(Shape.DELTA, 120, 600);
    add(Shape.DELTA, 180, 1_200);

    assertThat(values()).containsExactly(60.0, 10.0, 20.0);
  }

  @Test
  void of_values_that_come_fast_the_mean_of_ten_seconds_is_kept() {
    for (int i = 0; i < 20; i++) {
      add(Shape.GAUGE, i, i);
    }

    assertThat(values()).containsExactly(4.5, 14.5);
  }

  @Test
  void what_is_out_of_order_or_comes_twice_changes_nothing() {
    add(Shape.COUNTER, 0, 100);
    add(Shape.COUNTER, 10, 200);
    add(Shape.COUNTER, 10, 200);
    add(Shape.COUNTER, 0, 100);
    add(Shape.COUNTER, 20, 300);

    assertThat(values()).containsExactly(10.0, 10.0);
  }

  @Test
  void a_clock_that_runs_ahead_is_not_believed() {
    Instant ahead = NOON.plus(Duration.ofDays(1));
    tracks.add(new Sample(series("a", Shape.GAUGE), ahead, 1), NOON);
    tracks.add(new Sample(series("a", Shape.GAUGE), ahead, 2), NOON.plusSeconds(10));
    tracks.flush(NOON.plusSeconds(60));

    assertThat(tracks.between(NOON, NOON.plusSeconds(60)).getFirst().points())
        .containsExactly(new Track.Point(NOON, 1), new Track.Point(NOON.plusSeconds(10), 2));
  }

  @Test
  void who_makes_up_series_without_end_does_not_push_out_what_is_known() {
    for (int round = 0; round < 3; round++) {
      add(Shape.GAUGE, 10 * round, 7);
      for (int i = 0; i < 100_000; i++) {
        Instant now = NOON.plusSeconds(10L * round);
        tracks.add(new Sample(series("made up " + round + " " + i, Shape.GAUGE), now, i), now);
      }
    }

    assertThat(tracks.size()).isEqualTo(50);
    assertThat(room.availablePermits()).isEqualTo(50);
    assertThat(values()).containsExactly(7.0, 7.0, 7.0);
  }

  @Test
  void a_series_that_was_silent_for_long_gives_way() {
    for (int i = 0; i < 50; i++) {
      tracks.add(new Sample(series("old " + i, Shape.GAUGE), NOON, i), NOON);
    }
    Instant later = NOON.plusSeconds(700);
    tracks.add(new Sample(series("new", Shape.GAUGE), later, 1), later);
    tracks.flush(LATER);

    assertThat(tracks.size()).isEqualTo(50);
    assertThat(tracks.between(later.minusSeconds(60), LATER))
        .extracting(track -> track.series().name())
        .containsExactly("new");
  }

  @Test
  void the_room_that_was_taken_is_given_back() {
    tracks.add(new Sample(series("request.errors", Shape.GAUGE), NOON, 1), NOON);
    assertThat(forests.availablePermits()).isEqualTo(1);

    tracks.clear();

    assertThat(forests.availablePermits()).isEqualTo(2);
    assertThat(room.availablePermits()).isEqualTo(100);
  }

  @Test
  void a_leap_is_graded_and_the_nightly_one_is_not_once_two_nights_are_known() {
    double leap = 0;
    for (int day = 0; day < 4; day++) {
      for (int tenMinutes = 0; tenMinutes < 144; tenMinutes++) {
        Instant now = NOON.plusSeconds(86_400L * day + 600L * tenMinutes);
        boolean isNight = tenMinutes == 84;
        double value = (isNight ? 500 : 10) + tenMinutes % 3;
        Reading reading =
            tracks
                .put(series("queue", Shape.GAUGE), new Track.Point(now, value), now)
                .orElseThrow();
        leap = isNight ? reading.deviation() : leap;
      }
      assertThat(leap).as("night " + day).isGreaterThanOrEqualTo(0);
      assertThat(leap > 0.9).as("night " + day).isEqualTo(day < 2);
    }
  }

  @Test
  void only_the_last_points_are_remembered() {
    for (int i = 0; i < 2_000; i++) {
      add(Shape.GAUGE, 10 * i, i);
    }

    assertThat(values()).hasSize(720).startsWith(1_280.0).endsWith(1_999.0);
  }

  private void add(Shape shape, int second, double value) {
    Instant now = NOON.plusSeconds(second);
    tracks.add(new Sample(series("requests", shape), now, value), now);
  }

  private List<Double> values() {
    tracks.flush(LATER);
    return tracks.between(NOON, LATER).stream()
        .filter(track -> track.series().name().equals("requests"))
        .flatMap(track -> track.points().stream())
        .map(Track.Point::value)
        .toList();
  }

  private static Series series(String name, Shape shape) {
    return new Series(new Origin("shop", "", ""), name, new TreeMap<>(Map.of("host", "a")), shape);
  }
}
