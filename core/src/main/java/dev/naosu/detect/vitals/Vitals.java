package dev.naosu.detect.vitals;

import java.time.Instant;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/// What was measured of a target at one moment.
///
/// @param values by name of a [Vital]; one that could not be measured is not there, which is never
///   good
public record Vitals(Target target, Instant at, SortedMap<String, Double> values) {
  public Vitals {
    SortedMap<String, Double> numbers = new TreeMap<>(values);
    numbers.values().removeIf(each -> !Double.isFinite(each));
    values = Collections.unmodifiableSortedMap(numbers);
  }

  public OptionalDouble of(String vital) {
    Double value = values.get(vital);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /// Measures one kind of target.
  @FunctionalInterface
  public interface Gauge {
    Vitals measure(Target target) throws InterruptedException;
  }
}
