package dev.naosu.app.runtime;

import java.io.IOException;
import java.util.SortedMap;

/// The processes of a service's fleet on this machine.
@FunctionalInterface
public interface FleetProcesses {
  /// Numbers of processes by the name of their instance, such as `a1b2c3:2`.
  ///
  /// @throws IOException when the fleet cannot be asked
  SortedMap<String, Long> of(String service) throws IOException;
}
