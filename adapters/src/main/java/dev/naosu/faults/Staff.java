package dev.naosu.faults;

import java.io.IOException;
import java.util.List;

/// Which processes the instances of a service are.
@FunctionalInterface
public interface Staff {
  /// Of all versions.
  ///
  /// @throws IOException with a text for people, as when the service has no fleet here
  List<Running> of(String service) throws IOException;

  /// One instance.
  ///
  /// @param name within the service
  /// @param pid 0 where it does not run
  record Running(String name, long pid, boolean isWell) {}
}
