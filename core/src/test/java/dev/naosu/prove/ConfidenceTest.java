package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.repair.Trust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfidenceTest {
  private static final int[] COUNTS = {0, 1, 2, 3, 5, 10, 100, 10_000};

  @ParameterizedTest
  @EnumSource
  void more_tests_never_lower_it_and_rivals_never_raise_it(Trust trust) {
    for (int failing : new int[] {1, 2, 5, 50}) {
      for (int covering : COUNTS) {
        for (int rivals : COUNTS) {
          for (int agreeing : COUNTS) {
            double here = Confidence.of(trust, failing, covering, rivals, agreeing);
            assertThat(here).isBetween(0.0, 1.0).isNotEqualTo(0.0).isNotEqualTo(1.0);
            assertThat(Confidence.of(trust, failing + 1, covering, rivals, agreeing))
                .isGreaterThanOrEqualTo(here);
            assertThat(Confidence.of(trust, failing, covering + 1, rivals, agreeing))
                .isGreaterThanOrEqualTo(here);
            assertThat(Confidence.of(trust, failing, covering, rivals + 1, agreeing))
                .isLessThanOrEqualTo(here);
          }
        }
      }
    }
  }

  @Test
  void what_may_merely_suppress_a_symptom_is_trusted_less() {
    assertThat(Confidence.of(Trust.SYMPTOM_SUPPRESSION, 1, 3, 0, 0))
        .isLessThan(Confidence.of(Trust.ORDINARY, 1, 3, 0, 0));
  }
}
