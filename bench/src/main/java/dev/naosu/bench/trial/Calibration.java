package dev.naosu.bench.trial;

import dev.naosu.bench.judge.Verdict;
import java.util.List;
import java.util.stream.IntStream;

/// How well a confidence says how often it is right.
///
/// @param bins ten of equal width, lowest first
/// @param ece expected calibration error in [0, 1]: how far the mean confidence of a bin is from
///   the share that is correct, weighted by the bin's size. Source: Naeini, Cooper, Hauskrecht,
///   *Obtaining Well Calibrated Probabilities Using Bayesian Binning*, AAAI 2015.
/// @param eceByChance the error that a perfect confidence would show on average with as many
///   repairs and the same confidences: the fewer there are, the more. Source: Roelofs, Cain,
///   Shlens, Mozer, *Mitigating Bias in Calibration Error Estimation*, AISTATS 2022.
/// @param brier mean squared distance from the outcome, in [0, 1]. Source: Brier, *Verification of
///   Forecasts Expressed in Terms of Probability*, Monthly Weather Review 1950.
/// @param sure those with a confidence of at least 0.9
public record Calibration(
    int repairs,
    List<Bin> bins,
    double ece,
    double eceByChance,
    double brier,
    int sure,
    int sureCorrect) {
  public static final double SURE = 0.9;
  private static final int BINS = 10;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /// A forecast and what came of it.
  ///
  /// @param confidence in [0, 1]
  public record Outcome(double confidence, boolean correct) {}

  /// @param from lower edge, part of the bin; the upper edge belongs to the next one, 1 to the last
  /// @param meanConfidence 0 when it is empty
  public record Bin(double from, int repairs, int correct, double meanConfidence) {
    /// Share that is correct; 0 when it is empty.
    public double share() {
      return repairs == 0 ? 0 : (double) correct / repairs;
    }
  }

  /// Over the repairs shown first whose verdict is known.
  public static Calibration of(List<Trial> trials) {
    return ofOutcomes(
        trials.stream()
            .flatMap(trial -> trial.shownFirst().stream())
            .filter(repair -> repair.verdict() != Verdict.UNDECIDED)
            .map(repair -> new Outcome(repair.confidence(), repair.verdict() == Verdict.CORRECT))
            .toList());
  }

  public static Calibration ofOutcomes(List<Outcome> outcomes) {
    List<List<Outcome>> within =
        IntStream.range(0, BINS).mapToObj(number -> within(number, outcomes)).toList();
    List<Bin> bins =
        IntStream.range(0, BINS).mapToObj(number -> bin(number, within.get(number))).toList();
    int all = outcomes.size();
    double ece =
        bins.stream()
            .mapToDouble(
                bin ->
                    bin.repairs() * Math.abs(bin.share() - bin.meanConfidence()) / Math.max(1, all))
            .sum();
    double brier =
        outcomes.stream()
            .mapToDouble(each -> Math.pow(each.confidence() - (each.correct() ? 1 : 0), 2))
            .average()
            .orElse(0);
    List<Outcome> sure = outcomes.stream().filter(each -> each.confidence() >= SURE).toList();
    return new Calibration(
        all,
        bins,
        ece,
        within.stream().mapToDouble(Calibration::meanDistance).sum() / Math.max(1, all),
        brier,
        sure.size(),
        (int) sure.stream().filter(Outcome::correct).count());
  }

  /// How far the number of those that are correct is from the sum of their confidences, on average,
  /// when each is correct as often as it says.
  private static double meanDistance(List<Outcome> outcomes) {
    // the chance of each number of correct ones, one repair after the other
    double[] chance = new double[outcomes.size() + 1];
    chance[0] = 1;
    double expected = 0;
    for (Outcome each : outcomes) {
      expected += each.confidence();
      for (int correct = outcomes.size(); correct > 0; correct--) {
        chance[correct] =
            chance[correct] * (1 - each.confidence()) + chance[correct - 1] * each.confidence();
      }
      chance[0] *= 1 - each.confidence();
    }
    double distance = 0;
    for (int correct = 0; correct < chance.length; correct++) {
      distance += chance[correct] * Math.abs(correct - expected);
    }
    return distance;
  }

  private static List<Outcome> within(int number, List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(each -> Math.min(BINS - 1, (int) (each.confidence() * BINS)) == number)
        .toList();
  }

  private static Bin bin(int number, List<Outcome> within) {
    return new Bin(
        (double) number / BINS,
        within.size(),
        (int) within.stream().filter(Outcome::correct).count(),
        within.stream().mapToDouble(Outcome::confidence).average().orElse(0));
  }
}
