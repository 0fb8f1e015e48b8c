package dev.naosu.fleet;

import java.io.IOException;
import java.time.Instant;
import java.util.OptionalDouble;

/// What the instances of a version have to do. What could not be measured is empty, and never taken
/// for nothing.
///
/// @param version the one with the largest share
/// @param wanted how many instances it should have
/// @param serving how many of them get requests
/// @param cpu of what an instance is meant to have, in percent, the mean of those that serve
/// @param underWay requests, for each instance that serves
/// @param latencyMillis that 95 % of the answers since the last look stayed below; empty when they
///   were too few
public record Workload(
    Instant at,
    Version version,
    int wanted,
    int serving,
    OptionalDouble cpu,
    OptionalDouble underWay,
    OptionalDouble latencyMillis) {
  /// Measures it, from the look before until now.
  @FunctionalInterface
  public interface Meter {
    /// @throws IOException with a text for people, as when nothing runs
    Workload measure() throws IOException;
  }
}
