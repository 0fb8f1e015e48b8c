package dev.naosu.prometheus;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a query gave.
sealed interface Answer {
  /// @param series empty when there are none: a good answer too
  record Vector(List<Value> series) implements Answer {
    public Vector {
      series = List.copyOf(series);
    }
  }

  /// The query is wrong, or its answer of no use; others may do.
  record Refused(String why) implements Answer {}

  /// The server did not answer at all.
  record Away(String why) implements Answer {}

  /// One series.
  ///
  /// @param labels by name, that of the metric left out
  /// @param value may be NaN or infinite
  record Value(SortedMap<String, String> labels, Instant at, double value) {
    public Value {
      labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
  }
}
