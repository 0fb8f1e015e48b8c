package dev.naosu.detect.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.detect.metrics.MetricAnomalies.Settings;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MetricAnomaliesTest {
  /// The grade is the value.
  private static final Grader ITSELF = value -> value;

  @Test
  void an_anomaly_is_told_when_it_begins_and_when_it_gets_worse() {
    assertThat(grades(new Onsets(ITSELF, 3), 0.1, 0.5, 0.5, 0.4, 0.7, 0.7))
        .containsExactly(0.1, 0.5, 0, 0, 0.7, 0);
  }

  @Test
  void after_a_while_it_is_told_again() {
    assertThat(grades(new Onsets(ITSELF, 2), 0.5, 0.1, 0.1, 0.4, 0.5))
        .containsExactly(0.5, 0, 0, 0.4, 0.5);
  }

  @Test
  void a_metric_that_is_always_unusual_is_believed_less() {
    assertThat(grades(new Fatigue(ITSELF, 3, 0.5, 0.3), 1, 1, 1, 0, 0, 0, 0, 1))
        .containsExactly(1, 0.5, 0.25, 0, 0, 0, 0, 1);
  }

  @Test
  void small_steps_of_a_metric_that_is_nearly_constant_do_not_matter() {
    Grader always = _ -> 1;
    assertThat(grades(new LeastEffect(always, 0, 0.01), 1000, 1001, 999, 1011))
        .containsExactly(0, 0, 0, 1);
    assertThat(grades(new LeastEffect(always, 5, 0), 1, 3, 9)).containsExactly(0, 0, 1);
  }

  @Test
  void what_is_far_from_the_median_is_unusual_and_stays_so_after_a_first_anomaly() {
    RobustDeviation deviation = new RobustDeviation(200);
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      assertThat(deviation.grade(100 + random.nextGaussian())).isLessThan(0.55);
    }
    assertThat(deviation.grade(200)).isGreaterThan(0.9);
    assertThat(deviation.grade(200)).isGreaterThan(0.9);
    assertThat(deviation.grade(100)).isLessThan(0.2);
  }

  @Test
  void a_constant_metric_is_never_unusual_until_it_moves() {
    RobustDeviation deviation = new RobustDeviation(100);
    for (int i = 0; i < 100; i++) {
      assertThat(deviation.grade(7)).isZero();
    }
    assertThat(deviation.grade(8)).isEqualTo(1);
  }

  @Test
  void the_last_values_are_in_order_whatever_comes_and_goes() {
    RecentValues recent = new RecentValues(5);
    Random random = new Random(2);
    double[] all = random.ints(1_000, 0, 4).asDoubleStream().toArray();
    for (int i = 0; i < all.length; i++) {
      recent.add(all[i]);
      double[] last =
          DoubleStream.of(all)
              .skip(Math.max(0, i - 4))
              .limit(Math.min(5, i + 1))
              .sorted()
              .toArray();
      assertThat(recent.size()).isEqualTo(last.length);
      assertThat(recent.quantile(0)).isEqualTo(last[0]);
      assertThat(recent.quantile(0.5)).isEqualTo(last[last.length / 2]);
      assertThat(recent.quantile(1)).isEqualTo(last[last.length - 1]);
    }
  }

  @Test
  void what_is_no_number_teaches_nothing() {
    double[] seen = {0};
    Grader counting =
        value -> {
          seen[0]++;
          return value;
        };
    MetricAnomalies anomalies = new MetricAnomalies(counting, Settings.USUAL);
    assertThat(grades(anomalies, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY))
        .containsOnly(0);
    assertThat(seen[0]).isZero();
  }

  @Test
  void the_whole_tells_a_spike_once() {
    MetricAnomalies anomalies =
        new MetricAnomalies(new RobustDeviation(200), new Settings(50, 1_000, 1, 0, 0.01));
    Random random = new Random(3);
    double told = 0;
    for (int i = 0; i < 400; i++) {
      double value = i >= 300 && i < 310 ? 500 : 100 + random.nextGaussian();
      double grade = anomalies.grade(value);
      told += grade > 0.8 ? 1 : 0;
      assertThat(grade > 0.8).as("value %d", i).isEqualTo(i == 300);
    }
    assertThat(told).isCloseTo(1, within(0.0));
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new Settings(-1, 1, 0.5, 0, 0)).hasMessageContaining("silence -1");
    assertThatThrownBy(() -> new Settings(1, 1, 0, 0, 0)).hasMessageContaining("belief 0.0");
    assertThatThrownBy(() -> new Settings(1, 1, 0.5, Double.NaN, 0)).hasMessageContaining("NaN");
  }

  private static double[] grades(Grader grader, double... values) {
    return DoubleStream.of(values).map(grader::grade).toArray();
  }
}
