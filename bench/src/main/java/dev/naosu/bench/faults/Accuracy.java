package dev.naosu.bench.faults;

import java.util.List;
import java.util.stream.IntStream;

/// How often a cause was among the first ones, each in [0, 1].
///
/// Source: Pham and others, *Root Cause Analysis for Microservices based on Causal Inference: How
/// Far Are We?*, ASE 2024: AC@k, and Avg@5 as the mean of AC@1 to AC@5.
public record Accuracy(double first, double three, double five, double average) {
  private static final int MOST = 5;

  /// @param places from 1 on; 0 for nowhere
  static Accuracy of(List<Integer> places) {
    return new Accuracy(
        among(places, 1),
        among(places, 3),
        among(places, MOST),
        IntStream.rangeClosed(1, MOST).mapToDouble(k -> among(places, k)).average().orElse(0));
  }

  private static double among(List<Integer> places, int most) {
    return places.isEmpty()
        ? 0
        : (double) places.stream().filter(place -> place > 0 && place <= most).count()
            / places.size();
  }
}
