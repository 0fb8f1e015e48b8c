package dev.naosu.cycle.incident;

import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Signal;
import java.time.Instant;

/// Is told what came of each signal, whichever way it came in.
@FunctionalInterface
public interface Arrivals {
  /// @param now when it was kept
  void arrived(Signal signal, Absorbed absorbed, Instant now);

  /// Where nobody counts.
  static Arrivals none() {
    return (_, _, _) -> {};
  }
}
