package dev.naosu.ship.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.ship.canary.CanaryPlan.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanaryPlanTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void all_mistakes_are_told_at_once() {
    assertThatThrownBy(
            () ->
                new CanaryPlan(
                    List.of(new Stage(0.5, HOUR), new Stage(0.2, Duration.ZERO)),
                    0,
                    0,
                    HOUR,
                    Duration.ofSeconds(-1),
                    -1,
                    true,
                    1,
                    0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "at 0.2",
            "longer than 0",
            "false roll backs",
            "at least 1 request",
            "warm-up",
            "slower",
            "first sight",
            "predictions");
  }

  @Test
  void everything_is_no_stage() {
    assertThatThrownBy(() -> stages(new Stage(1, HOUR))).hasMessageContaining("no stage");
    assertThatThrownBy(() -> stages()).hasMessageContaining("at least one stage");
  }

  @Test
  void the_guards_share_what_may_be_wrong() {
    CanaryPlan plan = CanaryPlan.USUAL;
    assertThat(
            1 / plan.errorsNeeded()
                + 1 / plan.slownessNeeded()
                + plan.failuresAlpha()
                + plan.silenceAlpha())
        .isBetween(0.00999999, 0.01000001);
  }

  private static CanaryPlan stages(Stage... stages) {
    return new CanaryPlan(List.of(stages), 0.01, 100, HOUR, Duration.ZERO, 0.2, true, 0.1, 0.95);
  }
}
