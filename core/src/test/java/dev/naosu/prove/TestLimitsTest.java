package dev.naosu.prove;

import static dev.naosu.detect.Runs.endless;
import static dev.naosu.detect.Runs.failed;
import static dev.naosu.detect.Runs.passed;
import static dev.naosu.detect.Runs.withSteps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.TestRun;
import dev.naosu.prove.Worker.Limits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestLimitsTest {
  @Test
  void a_quick_test_gets_a_floor_below_which_noise_would_decide() {
    Limits limits = TestLimits.forPassing(List.of(passed("T#t")));
    assertThat(limits.perTest()).isEqualTo(Duration.ofSeconds(1));
    assertThat(limits.steps()).isGreaterThanOrEqualTo(200_000);
    assertThat(TestLimits.forPassing(List.of()).steps()).isEqualTo(200_000);
  }

  @Test
  void a_long_test_gets_ten_times_what_it_took() {
    Limits limits =
        TestLimits.forPassing(List.of(passed("T#a"), withSteps(passed("T#b"), 1_000_000)));
    assertThat(limits.steps()).isBetween(10_000_000L, 10_200_000L);
  }

  @Test
  void an_endless_test_does_not_set_the_measure() {
    Limits limits = TestLimits.forFailing(List.of(withSteps(endless("T#loop"), 100_000_000)));
    assertThat(limits.steps()).isEqualTo(3_000_000);
    assertThat(limits.perTest()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void a_failing_test_gets_at_least_what_an_endless_one_gets() {
    assertThat(TestLimits.forFailing(List.of(passed("T#t"))).steps()).isEqualTo(3_000_000);
    assertThat(TestLimits.forFailing(List.of(withSteps(passed("T#t"), 1_000_000))).steps())
        .isGreaterThanOrEqualTo(10_000_000);
  }

  @Test
  void a_first_look_goes_ten_times_as_far_as_the_tests_that_end() {
    Limits limits =
        TestLimits.screening(
            List.of(failed("T#early"), withSteps(endless("T#loop"), 100_000_000)),
            List.of(withSteps(passed("T#sibling"), 3_000)));
    assertThat(limits.steps()).isEqualTo(40_000);
    assertThat(limits.perTest()).isEqualTo(Duration.ofSeconds(5));
    assertThat(TestLimits.screening(List.of(endless("T#loop")), List.of()).steps())
        .isEqualTo(10_000);
  }

  @Test
  void a_first_look_never_goes_further_than_a_second_one() {
    List<TestRun> failing = List.of(failed("T#early"));
    assertThat(
            TestLimits.screening(failing, List.of(withSteps(passed("T#slow"), 90_000_000))).steps())
        .isEqualTo(TestLimits.forFailing(failing).steps());
  }

  @Test
  void the_most_generous_limit_is_above_all_others() {
    assertThat(TestLimits.GENEROUS.steps())
        .isGreaterThan(
            TestLimits.forFailing(List.of(withSteps(passed("T#t"), 100_000_000))).steps());
  }
}
