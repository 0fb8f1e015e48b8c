package dev.naosu.detect.metrics;

import java.util.Arrays;

/// Statistics that a few odd values do not change.
public final class Robust {
  /// Of a normal distribution, from the median of the distances to its standard deviation.
  private static final double NORMAL = 1.4826;

  private Robust() {}

  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// A standard deviation made from the median of the distances to `center`.
  public static double deviation(double[] values, double center) {
    double[] distances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      distances[i] = Math.abs(values[i] - center);
    }
    return NORMAL * median(distances);
  }

  /// Median of the slopes between all pairs, in units of one step.
  ///
  /// Source: Sen, *Estimates of the Regression Coefficient Based on Kendall's Tau*, JASA 1968.
  public static double slope(double[] values) {
    int n = values.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[count++] = (values[j] - values[i]) / (j - i);
      }
    }
    return median(slopes);
  }
}
