package dev.naosu.fleet;

import java.nio.file.Path;

/// Builds a service from its sources.
@FunctionalInterface
public interface Builder {
  /// @param sources of the service's project; written into, and kept as long as what was built may
  ///   run
  Built build(Path sources) throws InterruptedException;

  /// What came of building.
  sealed interface Built {
    record Ready(Launch launch) implements Built {}

    /// @param why in one sentence
    /// @param output the end of what the build said, or what to do about it; secrets left out
    record Broken(String why, String output) implements Built {}
  }
}
