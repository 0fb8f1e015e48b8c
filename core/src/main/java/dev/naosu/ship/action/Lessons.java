package dev.naosu.ship.action;

import dev.naosu.prove.safety.Deed;

/// Learns from what was done.
@FunctionalInterface
public interface Lessons {
  /// @param deed over, with what came of it
  void learn(Deed deed);
}
