package dev.naosu.ship.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DrawTest {
  @Test
  void the_ratio_is_one_on_average_when_the_versions_are_alike() {
    for (double ratio : new double[] {0.5, 1.5, 3, 30}) {
      double mean = 0;
      for (int marked = 0; marked <= 6; marked++) {
        mean +=
            chance(marked, 10, 6, 40) * Math.exp(draw(marked, 10, 6, 40).logLikelihoodRatio(ratio));
      }
      assertThat(mean).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void one_error_of_few_requests_counts_as_much_as_its_share_allows() {
    // 1 error among 5 new and 95 old requests: odds of 3 give it to the new one with 15 of 110
    assertThat(Math.exp(draw(1, 5, 1, 95).logLikelihoodRatio(3)))
        .isCloseTo((15.0 / 110) / 0.05, within(1e-9));
    assertThat(Math.exp(draw(0, 5, 1, 95).logLikelihoodRatio(3)))
        .isCloseTo((95.0 / 110) / 0.95, within(1e-9));
  }

  @Test
  void what_could_not_have_come_otherwise_says_nothing() {
    assertThat(draw(0, 10, 0, 40).isEmpty()).isTrue();
    assertThat(draw(10, 10, 50, 40).logLikelihoodRatio(5)).isZero();
    assertThat(draw(0, 0, 7, 40).logLikelihoodRatio(5)).isZero();
  }

  @Test
  void large_counts_are_neither_infinite_nor_nothing() {
    double said = draw(50_000, 50_000, 60_000, 950_000).logLikelihoodRatio(100);
    assertThat(said).isFinite().isGreaterThan(1_000);
    assertThat(draw(0, 50_000, 10_000, 950_000).logLikelihoodRatio(100)).isLessThan(-500);
  }

  @Test
  void more_marks_than_requests_are_refused() {
    assertThatThrownBy(() -> new Draw(3, 2, 0, 5)).hasMessageContaining("3 of 2");
  }

  /// @param all marked ones of both
  private static Draw draw(long marked, long fresh, long all, long old) {
    return new Draw(marked, fresh, all - marked, old);
  }

  private static double chance(int marked, int fresh, int all, int old) {
    return choose(fresh, marked) * choose(old, all - marked) / choose(fresh + old, all);
  }

  private static double choose(int of, int some) {
    double ways = 1;
    for (int i = 1; i <= some; i++) {
      ways *= (double) (of - some + i) / i;
    }
    return ways;
  }
}
