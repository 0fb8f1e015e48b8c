package dev.naosu.detect.traces;

import java.util.Set;

/// Which services ask each other, so that a trouble of one shows in the other.
@FunctionalInterface
public interface Neighbours {
  /// Those that it asks, directly or through others, and those that ask it; without itself.
  Set<String> of(String service, String environment);

  /// Where nobody knows.
  static Neighbours none() {
    return (_, _) -> Set.of();
  }
}
