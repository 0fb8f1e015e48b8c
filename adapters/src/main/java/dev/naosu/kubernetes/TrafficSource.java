package dev.naosu.kubernetes;

import dev.naosu.fleet.Traffic;
import java.io.IOException;

/// Knows what the versions of a service have answered: a cluster does not.
@FunctionalInterface
public interface TrafficSource {
  /// Counted up, as by `Gateway.traffic()`.
  ///
  /// @throws IOException with a text for people
  Traffic traffic() throws IOException;
}
