package dev.naosu.detect.metrics;

import dev.naosu.detect.Origin;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One metric of one running program, with one set of labels.
///
/// @param name such as `jvm.memory.used`
/// @param labels by name; those that tell instances and operations apart
public record Series(Origin origin, String name, SortedMap<String, String> labels, Shape shape) {
  public Series {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /// What its values mean.
  public enum Shape {
    /// A value of its own, such as a temperature.
    GAUGE,
    /// A sum since the program started: only its growth says something.
    COUNTER,
    /// What was added since the value before.
    DELTA
  }
}
