package dev.naosu.bench.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.ship.canary.CanaryPlan;
import dev.naosu.ship.canary.Verdict.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final Duration MOST = Duration.ofHours(5);

  @Test
  void a_version_that_is_no_worse_is_let_in_after_the_time_of_the_plan() {
    Trial.Outcome outcome = play(World.same(10, 0.005), 7);
    assertThat(outcome.isLetIn()).isTrue();
    assertThat(outcome.after()).isBetween(Duration.ofMinutes(90), Duration.ofMinutes(100));
    assertThat(outcome.predicted()).isEmpty();
  }

  @Test
  void a_version_that_fails_far_more_often_is_rolled_back_soon() {
    Trial.Outcome outcome = play(World.failing(20, 0.01, 10), 7);
    assertThat(outcome.cause()).contains(Cause.ERRORS);
    assertThat(outcome.isInTime()).isTrue();
    assertThat(outcome.after()).isLessThan(Duration.ofMinutes(15));
    assertThat(outcome.intervals()).isTrue();
  }

  @Test
  void the_same_seed_plays_the_same() {
    World world = World.slow(20, 0.01, 1.5);
    assertThat(play(world, 3)).isEqualTo(play(world, 3));
    assertThat(play(world, 3)).isNotEqualTo(play(world, 4));
  }

  private static Trial.Outcome play(World world, long seed) {
    return new Trial(CanaryPlan.USUAL, world, seed, MOST).run(true);
  }
}
