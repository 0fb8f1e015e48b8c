package dev.naosu.detect.metrics;

/// Says how unusual each value of one metric is, while they come in. It has a memory: one for each
/// metric, values in the order of their times.
@FunctionalInterface
public interface Grader {
  /// The next value's grade: 0 for what is usual, up to 1; learns.
  ///
  /// @param value finite
  double grade(double value);
}
