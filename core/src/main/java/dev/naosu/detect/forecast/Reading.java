package dev.naosu.detect.forecast;

import java.time.Instant;

/// A value at a time.
///
/// @param value finite
public record Reading(Instant at, double value) {
  public Reading {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a reading is a number, and " + value + " is none");
    }
  }
}
