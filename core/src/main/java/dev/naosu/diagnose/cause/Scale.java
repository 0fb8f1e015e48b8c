package dev.naosu.diagnose.cause;

import java.util.Arrays;

/// What was usual of a metric, and how far its values lay apart then.
///
/// @param median of the values before
/// @param unit one interquartile range, or as much as matters where that is next to nothing
record Scale(double median, double unit) {
  /// Of the range of the values before: one that went up and down there may do so again.
  private static final double SHARE_OF_RANGE_BEFORE = 0.2;

  /// Of the whole range, so that a metric that was constant has a finite score.
  private static final double SHARE_OF_RANGE = 1.0 / 16;

  /// Of the median: a smaller change is true and does not matter.
  private static final double SHARE_OF_MEDIAN = 0.05;

  /// What is counted in whole numbers is not unusual by one.
  private static final double LEAST_COUNT = 1;

  private static final double SMALL_COUNT = 20;

  /// @param before what was usual; at least one
  /// @param all the values before and after
  static Scale of(double[] before, double[] all) {
    double[] sorted = before.clone();
    Arrays.sort(sorted);
    double median = quantile(sorted, 0.5);
    double[] whole = all.clone();
    Arrays.sort(whole);
    double range = whole[whole.length - 1] - whole[0];
    double unit = quantile(sorted, 0.75) - quantile(sorted, 0.25);
    unit = Math.max(unit, SHARE_OF_RANGE_BEFORE * (sorted[sorted.length - 1] - sorted[0]));
    unit = Math.max(unit, SHARE_OF_RANGE * range);
    unit = Math.max(unit, SHARE_OF_MEDIAN * Math.abs(median));
    boolean countsFew =
        range <= SMALL_COUNT && Arrays.stream(whole).allMatch(each -> each == Math.rint(each));
    return new Scale(median, countsFew ? Math.max(unit, LEAST_COUNT) : unit);
  }

  /// In units, with its sign; 0 where nothing ever changed.
  double deviation(double value) {
    return unit == 0 ? 0 : (value - median) / unit;
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return quantile(sorted, 0.5);
  }

  /// @param share in [0, 1]; between two values in proportion
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
