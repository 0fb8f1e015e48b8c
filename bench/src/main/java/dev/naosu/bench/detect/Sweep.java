package dev.naosu.bench.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The scores of a detector on some series at every threshold there is a difference at.
///
/// An anomaly earns once, for its best alarm; every alarm outside costs. 0 is what a detector gets
/// that never says anything, 100 what a perfect one gets.
///
/// Source: NAB's `nab/sweeper.py`, `nab/optimizer.py` and `nab/runner.py`; Lavin, Ahmad,
/// *Evaluating Real-time Anomaly Detection Algorithms*, ICMLA 2015.
final class Sweep {
  /// @param threshold a grade of at least this is an alarm
  record Step(double threshold, double score) {}

  /// @param window counted through all series, or [Series#NONE]
  private record Alarm(double grade, int window, double worth) {}

  private final List<Step> steps;

  private Sweep(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /// @param grades of each series, one for each value; what is not above 0 is never an alarm
  static Sweep of(List<Series> series, Map<String, double[]> grades, Profile profile) {
    int windows = series.stream().mapToInt(Series::windowCount).sum();
    double worst = -profile.miss() * windows;
    List<Alarm> alarms = new ArrayList<>();
    int before = 0;
    for (Series each : series) {
      double[] own = grades.get(each.name());
      if (own == null || own.length != each.size()) {
        throw new IllegalArgumentException(
            "there are not as many grades as values of " + each.name());
      }
      for (int i = each.start(); i < each.size(); i++) {
        if (own[i] > 0) {
          int window = each.window(i) == Series.NONE ? Series.NONE : before + each.window(i);
          alarms.add(new Alarm(own[i], window, each.worth(i)));
        }
      }
      before += each.windowCount();
    }
    alarms.sort(Comparator.comparingDouble(Alarm::grade).reversed());
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Double.POSITIVE_INFINITY, 0));
    Map<Integer, Double> earned = new HashMap<>();
    double total = worst;
    for (int i = 0; i < alarms.size(); i++) {
      Alarm alarm = alarms.get(i);
      if (alarm.window() == Series.NONE) {
        total += profile.alarm() * alarm.worth();
      } else {
        double least = earned.getOrDefault(alarm.window(), -profile.miss());
        if (alarm.worth() > least) {
          earned.put(alarm.window(), alarm.worth());
          total += alarm.worth() - least;
        }
      }
      if (i + 1 == alarms.size() || alarms.get(i + 1).grade() != alarm.grade()) {
        steps.add(new Step(alarm.grade(), 100 * (total - worst) / (windows - worst)));
      }
    }
    return new Sweep(steps);
  }

  /// The threshold that suits these series best.
  Step best() {
    return steps.stream().max(Comparator.comparingDouble(Step::score)).orElseThrow();
  }

  /// The score at a threshold that was chosen elsewhere.
  double scoreAt(double threshold) {
    double score = 0;
    for (Step step : steps) {
      if (step.threshold() < threshold) {
        break;
      }
      score = step.score();
    }
    return score;
  }
}
