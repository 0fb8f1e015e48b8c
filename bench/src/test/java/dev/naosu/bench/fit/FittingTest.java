package dev.naosu.bench.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.bench.fit.Example.HoldOut;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Calibration;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Samples;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FittingTest {
  private static final double PENALTY = 1;

  @Test
  void the_weights_that_made_the_data_are_found_again() {
    Random random = new Random(1);
    int size = 20_000;
    double[][] rows = new double[size][];
    boolean[] outcomes = new boolean[size];
    for (int i = 0; i < size; i++) {
      rows[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
      outcomes[i] =
          random.nextDouble() < Logistic.probability(new double[] {-0.5, 1.5, -0.7}, rows[i]);
    }
    double[] weights = Logistic.fit(rows, outcomes, PENALTY);
    assertThat(weights[0]).isCloseTo(-0.5, within(0.1));
    assertThat(weights[1]).isCloseTo(1.5, within(0.1));
    assertThat(weights[2]).isCloseTo(-0.7, within(0.1));
  }

  @Test
  void the_slope_of_the_penalised_likelihood_is_zero_at_the_fit() {
    double[][] rows = {{1, 0}, {0, 1}, {2, 1}, {-1, 3}, {0.5, -2}};
    boolean[] outcomes = {true, false, true, false, true};
    double[] weights = Logistic.fit(rows, outcomes, 0.3);
    for (int column = 0; column < 2; column++) {
      double slope = 0.3 * weights[column + 1];
      for (int i = 0; i < rows.length; i++) {
        slope += (Logistic.probability(weights, rows[i]) - (outcomes[i] ? 1 : 0)) * rows[i][column];
      }
      assertThat(slope).isCloseTo(0, within(1e-4));
    }
  }

  @Test
  void data_that_a_line_separates_gets_finite_weights_and_more_penalty_smaller_ones() {
    double[][] rows = {{-100}, {-1}, {1}, {100}};
    boolean[] outcomes = {false, false, true, true};
    double little = Logistic.fit(rows, outcomes, 0.01)[1];
    double much = Logistic.fit(rows, outcomes, 10)[1];
    assertThat(little).isFinite().isGreaterThan(much);
    assertThat(much).isPositive();
  }

  @Test
  void features_that_never_vary_or_say_the_same_twice_do_no_harm() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double value = i % 4;
      examples.add(
          new Example(
              "g" + i % 5, true, 0.5, Map.of("a", value, "twin", value, "still", 7.0), i % 4 > 1));
    }
    Model model = Model.fit(examples, PENALTY);
    assertThat(model.terms()).containsOnlyKeys("a", "twin");
    assertThat(
            model.terms().values().stream().map(Model.Term::weight).map(w -> Math.round(w * 1e6)))
        .hasSize(2)
        .allSatisfy(weight -> assertThat(weight).isPositive())
        .satisfies(weights -> assertThat(weights.stream().distinct()).hasSize(1));
    assertThat(model.confidence(Map.of("a", 3.0, "twin", 3.0))).isGreaterThan(0.9);
  }

  @Test
  void a_feature_that_only_names_its_group_helps_in_sample_and_not_held_out() {
    // each group has a feature of its own, and its outcomes say nothing about other groups
    List<Example> examples = new ArrayList<>();
    for (int group = 0; group < 10; group++) {
      for (int i = 0; i < 6; i++) {
        examples.add(
            new Example("g" + group, true, 0.5, Map.of("is" + group, 1.0), group % 2 == 0));
      }
    }
    Fitting fitting = Fitting.of(examples, 0.1);
    Calibration inSample = fitting.inSample(_ -> true);
    Calibration heldOut = fitting.heldOut(_ -> true);
    assertThat(inSample.brier()).isLessThan(0.05);
    assertThat(heldOut.brier()).isGreaterThan(0.2);
  }

  @Test
  void one_group_alone_cannot_be_held_out() {
    Example example = new Example("g", true, 0.5, Map.of("a", 1.0), true);
    assertThatThrownBy(() -> Fitting.of(List.of(example, example), PENALTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_same_repair_in_two_reports_counts_once_and_an_undecided_one_not_at_all() {
    List<Example> examples =
        Example.of(
            List.of(
                Samples.report(
                    Samples.healed("one", Samples.repair(0.9, Verdict.CORRECT)),
                    Samples.healed("two", Samples.repair(0.9, Verdict.UNDECIDED))),
                Samples.report(
                    Samples.healed(
                        "one",
                        Samples.repair(0.8, Verdict.CORRECT),
                        Samples.repair(0.4, Verdict.PLAUSIBLE_ONLY, "+other\n")))),
            HoldOut.GROUP);
    assertThat(examples).extracting(Example::confidence).containsExactly(0.8, 0.4);
    assertThat(examples).extracting(Example::isFirst).containsExactly(true, false);
    assertThat(examples).extracting(Example::group).containsOnly("shop");
  }

  @Test
  void a_whole_data_set_can_be_held_out() {
    Report report = Samples.report(Samples.healed("one", Samples.repair(0.9, Verdict.CORRECT)));
    assertThat(Example.of(List.of(report), HoldOut.DATA_SET))
        .extracting(Example::group)
        .containsOnly(report.manifest());
  }

  @Test
  void a_value_far_out_counts_as_one_at_two_scales() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      examples.add(new Example("g" + i % 5, true, 0.5, Map.of("a", i % 2.0), i % 2 == 0));
    }
    Model model = Model.fit(examples, PENALTY);
    assertThat(model.confidence(Map.of("a", 1e9)))
        .isEqualTo(model.confidence(Map.of("a", 1.5)))
        .isLessThan(model.confidence(Map.of("a", 1.0)));
  }

  @Test
  void a_feature_can_be_left_out() {
    assertThat(
            new Example("g", true, 0.5, Map.of("a", 1.0, "b", 2.0), true)
                .without(Set.of("b", "c"))
                .features())
        .containsOnlyKeys("a");
  }

  @Test
  void what_is_written_gives_the_same_confidence_when_it_is_read() throws Exception {
    List<Example> examples = new ArrayList<>();
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      double size = random.nextInt(9);
      examples.add(
          new Example(
              "g" + i % 6,
              true,
              0.5,
              Map.of("edit size", size, "odd:=#!\\name", random.nextDouble()),
              size < 4));
    }
    Model model = Model.fit(examples, PENALTY);
    Properties read = new Properties();
    read.load(new StringReader(model.properties(List.of("a remark\nof two lines"))));
    Map<String, Double> features = Map.of("edit size", 2.0, "odd:=#!\\name", 0.3);
    double score = number(read, "intercept");
    for (Map.Entry<String, Double> feature : features.entrySet()) {
      score +=
          number(read, "weight." + feature.getKey())
              * (feature.getValue() - number(read, "mean." + feature.getKey()))
              / number(read, "scale." + feature.getKey());
    }
    assertThat(1 / (1 + Math.exp(-score))).isCloseTo(model.confidence(features), within(1e-12));
  }

  private static double number(Properties read, String key) {
    return Double.parseDouble(read.getProperty(key));
  }
}
