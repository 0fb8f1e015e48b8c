package dev.naosu.detect.metrics;

import java.time.Instant;

/// A value of a metric.
///
/// @param value finite
public record Sample(Series series, Instant at, double value) {
  public Sample {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a sample is a number, and " + value + " is none");
    }
  }
}
