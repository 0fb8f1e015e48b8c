package dev.naosu.bench.canary;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Compares a number a minute of each version, as Kayenta's judge does: worse is a metric of which
/// the 98 % confidence interval of the shift between both (Hodges and Lehmann's, from the
/// Mann-Whitney test) lies above a quarter of the shift. Every metric is critical.
///
/// Minutes without requests are left out, which is its usual way with missing data.
///
/// Source: github.com/spinnaker/kayenta, kayenta-judge, `MannWhitneyClassifier`.
final class IntervalJudge {
  /// Of the normal distribution, for 98 % on both sides.
  private static final double DEVIATIONS = 2.326;

  private static final double TOLERANCE = 0.25;

  private static final List<ToDoubleFunction<Answers>> METRICS =
      List.of(
          answers -> (double) answers.errors() / answers.requests(),
          answers -> mean(answers.latencies()),
          answers -> millis(answers.latencies().quantile(0.99)));

  private final List<Answers> old = new ArrayList<>();
  private final List<Answers> fresh = new ArrayList<>();

  /// A minute.
  void add(Answers ofOld, Answers ofFresh) {
    old.add(ofOld);
    fresh.add(ofFresh);
  }

  boolean isWorse() {
    return METRICS.stream().anyMatch(metric -> isHigh(values(old, metric), values(fresh, metric)));
  }

  static boolean isHigh(List<Double> control, List<Double> experiment) {
    int pairs = control.size() * experiment.size();
    if (pairs == 0) {
      return false;
    }
    double[] shifts =
        experiment.stream()
            .flatMap(one -> control.stream().map(other -> one - other))
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    double spread = Math.sqrt(pairs * (control.size() + experiment.size() + 1.0) / 12);
    int low = (int) Math.floor(pairs / 2.0 - DEVIATIONS * spread);
    double shift = (shifts[(pairs - 1) / 2] + shifts[pairs / 2]) / 2;
    return low >= 0 && shifts[low] > TOLERANCE * Math.abs(shift);
  }

  private static List<Double> values(List<Answers> minutes, ToDoubleFunction<Answers> metric) {
    return minutes.stream().filter(each -> each.requests() > 0).map(metric::applyAsDouble).toList();
  }

  private static double mean(Latencies latencies) {
    double sum = 0;
    for (Map.Entry<Integer, Long> each : latencies.counts().entrySet()) {
      sum += each.getValue() * millis(each.getKey());
    }
    return sum / latencies.count();
  }

  private static double millis(int bucket) {
    return Latencies.end(bucket).toNanos() / 1e6;
  }
}
