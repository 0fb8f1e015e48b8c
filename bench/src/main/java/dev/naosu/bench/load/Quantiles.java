package dev.naosu.bench.load;

import java.util.Collection;
import java.util.List;

/// What is usual and what is rare among measured values; NaN when there are none.
record Quantiles(int count, double median, double p99, double most) {
  static Quantiles of(Collection<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return new Quantiles(
        sorted.size(),
        at(sorted, 0.5),
        at(sorted, 0.99),
        sorted.isEmpty() ? Double.NaN : sorted.getLast());
  }

  /// The smallest value that is not exceeded by this share of all.
  private static double at(List<Double> sorted, double share) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }
}
