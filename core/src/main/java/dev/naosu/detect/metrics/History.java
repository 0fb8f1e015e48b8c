package dev.naosu.detect.metrics;

import java.time.Instant;
import java.util.List;

/// What metrics were like of late. It does not reach back for ever.
@FunctionalInterface
public interface History {
  /// Of all services of an environment, for a cause may lie in another one than its symptoms.
  ///
  /// @param from inclusive
  /// @param to exclusive
  List<Track> between(String environment, Instant from, Instant to);

  /// Where nothing is remembered.
  static History none() {
    return (_, _, _) -> List.of();
  }
}
