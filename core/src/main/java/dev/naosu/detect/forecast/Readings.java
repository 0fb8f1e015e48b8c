package dev.naosu.detect.forecast;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What was measured before.
public interface Readings {
  /// @param values by series
  void add(Instant at, Map<String, Double> values);

  /// Oldest first.
  List<Reading> of(String series, Instant since);
}
