package dev.naosu.ship.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PowerTest {
  @Test
  void more_errors_are_noticed_sooner() {
    Power power = power(50, 0.005, Duration.ofMinutes(30));
    Duration twice = power.noticedIn(2).orElseThrow();
    Duration five = power.noticedIn(5).orElseThrow();
    Duration ten = power.noticedIn(10).orElseThrow();
    assertThat(twice).isGreaterThan(five.multipliedBy(4));
    assertThat(five).isGreaterThan(ten).isLessThan(Duration.ofMinutes(10));
  }

  @Test
  void the_chance_by_a_predicted_time_is_the_one_that_was_asked_for() {
    Duration predicted = power(50, 0.005, Duration.ZERO).noticedIn(3).orElseThrow();
    assertThat(power(50, 0.005, predicted).chanceByNow(3)).isBetween(0.95, 0.97);
    assertThat(power(50, 0.005, predicted).smallest()).contains(3.0);
  }

  @Test
  void nobody_notices_anything_without_requests() {
    Power power = power(0, 0.01, Duration.ofHours(1));
    assertThat(power.noticedIn(100)).isEmpty();
    assertThat(power.smallest()).isEmpty();
    assertThat(power.sentence()).startsWith("nothing can be said");
  }

  @Test
  void what_always_fails_cannot_fail_more_often() {
    assertThat(power(50, 1, Duration.ofHours(1)).chanceByNow(5)).isZero();
  }

  @Test
  void it_says_what_would_have_been_noticed() {
    assertThat(power(50, 0.005, Duration.ofMinutes(10)).sentence())
        .isEqualTo(
            "5 times the errors would have been noticed by now in 95 of 100 cases; twice as many"
                + " take "
                + Telling.time(power(50, 0.005, Duration.ZERO).noticedIn(2).orElseThrow()));
  }

  private static Power power(double requestsPerSecond, double errorShare, Duration time) {
    return new Power(
        requestsPerSecond, errorShare, 0.05, time, CanaryPlan.USUAL.errorsNeeded(), 0.95);
  }
}
