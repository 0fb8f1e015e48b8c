package dev.naosu.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Calibration.Outcome;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void the_calibration_error_is_the_distance_of_each_bin_weighted_by_its_size() {
    // two bins: 0.9 said and half right, 0.2 said and none right
    Calibration calibration =
        Calibration.ofOutcomes(
            List.of(
                new Outcome(0.9, true),
                new Outcome(0.9, false),
                new Outcome(0.2, false),
                new Outcome(0.2, false)));
    assertThat(calibration.ece()).isCloseTo(0.5 * 0.4 + 0.5 * 0.2, within(1e-9));
    assertThat(calibration.brier()).isCloseTo((0.01 + 0.81 + 0.04 + 0.04) / 4, within(1e-9));
    assertThat(calibration.sure()).isEqualTo(2);
    assertThat(calibration.sureCorrect()).isEqualTo(1);
    assertThat(calibration.bins()).hasSize(10);
    assertThat(calibration.bins().get(9).share()).isEqualTo(0.5);
  }

  @Test
  void the_error_that_chance_alone_makes_shrinks_with_the_number_of_repairs() {
    // one repair of 0.5 is always half away; of two, one is correct half of the time
    assertThat(Calibration.ofOutcomes(List.of(new Outcome(0.5, true))).eceByChance())
        .isCloseTo(0.5, within(1e-9));
    assertThat(
            Calibration.ofOutcomes(List.of(new Outcome(0.5, true), new Outcome(0.5, true)))
                .eceByChance())
        .isCloseTo(0.25, within(1e-9));
    // the mean distance of a binomial from its mean is nearly sqrt(2/pi) of its deviation
    assertThat(
            Calibration.ofOutcomes(Collections.nCopies(400, new Outcome(0.8, true))).eceByChance())
        .isCloseTo(Math.sqrt(2 / Math.PI) * Math.sqrt(0.8 * 0.2 / 400), within(1e-4));
    assertThat(Calibration.ofOutcomes(List.of(new Outcome(1, true))).eceByChance()).isZero();
  }

  @Test
  void certainty_belongs_to_the_last_bin() {
    assertThat(Calibration.ofOutcomes(List.of(new Outcome(1, true))).bins().get(9).repairs())
        .isEqualTo(1);
  }

  @Test
  void nothing_known_is_no_error() {
    Calibration none = Calibration.of(List.of());
    assertThat(none.ece()).isZero();
    assertThat(none.brier()).isZero();
  }

  @Test
  void only_the_first_repair_counts_and_only_when_its_verdict_is_known() {
    Calibration calibration =
        Calibration.of(
            List.of(
                Samples.healed(
                    "one",
                    Samples.repair(0.95, Verdict.CORRECT),
                    Samples.repair(0.95, Verdict.PLAUSIBLE_ONLY)),
                Samples.healed("two", Samples.repair(0.95, Verdict.UNDECIDED)),
                Samples.notHealed("three")));
    assertThat(calibration.repairs()).isEqualTo(1);
    assertThat(calibration.sureCorrect()).isEqualTo(1);
  }

  @Test
  void a_core_is_a_thread_of_the_search() {
    Speed speed = Speed.of(Samples.measures()).orElseThrow();
    assertThat(speed.perSecondPerCore()).isEqualTo(10);
    assertThat(speed.run()).isEqualTo(50 + 6 + 4 + 5 + 3);
    assertThat(speed.rejectRate()).isEqualTo(0.2);
  }

  @Test
  void the_shares_of_the_time_add_up_to_all_of_it() {
    Speed speed = Speed.of(Samples.measures()).orElseThrow();
    assertThat(speed.shares().values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, within(1e-9));
    // 1 s of generating, then 2 threads of 5 s: 7 s measured, 3 s not
    assertThat(speed.shares().get(Speed.Part.REST)).isCloseTo(3.0 / 11, within(1e-9));
  }

  @Test
  void a_search_that_never_began_has_no_speed() {
    assertThat(
            Speed.of(
                new Trial.Measures(
                    1, 1, Funnel.EMPTY, Effort.NONE, Optional.empty(), Duration.ZERO)))
        .isEmpty();
  }
}
