package dev.naosu.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void a_bucket_ends_at_most_five_percent_above_what_is_in_it() {
    for (long micros : new long[] {10, 11, 999, 12_345, 900_000, 3_000_000_000L}) {
      Duration time = Duration.ofNanos(1000 * micros);
      double end = Latencies.end(Latencies.bucket(time)).toNanos();
      assertThat(end / time.toNanos()).isBetween(1.0, 1.0501);
    }
  }

  @Test
  void what_is_shorter_or_longer_than_anybody_measures_is_in_the_first_or_last_bucket() {
    assertThat(Latencies.bucket(Duration.ZERO)).isZero();
    assertThat(Latencies.bucket(Duration.ofDays(2)))
        .isEqualTo(Latencies.bucket(Duration.ofHours(1)));
  }

  @Test
  void the_difference_of_two_counts_is_what_came_between() {
    Latencies before = new Latencies(new TreeMap<>(Map.of(3, 5L, 7, 1L)));
    Latencies more = new Latencies(new TreeMap<>(Map.of(3, 2L, 9, 4L)));
    assertThat(before.plus(more).minus(before)).isEqualTo(more);
  }

  @Test
  void a_quantile_is_the_bucket_that_holds_it() {
    Latencies counted = new Latencies(new TreeMap<>(Map.of(1, 90L, 5, 9L, 9, 1L)));
    assertThat(counted.quantile(0.5)).isEqualTo(1);
    assertThat(counted.quantile(0.95)).isEqualTo(5);
    assertThat(counted.quantile(1)).isEqualTo(9);
    assertThat(counted.above(5)).isEqualTo(1);
  }
}
