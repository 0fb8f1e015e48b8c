package dev.naosu.ship.rollout;

import java.time.Duration;

/// Lets time go by.
@FunctionalInterface
public interface Pause {
  /// @throws InterruptedException when naosu ends
  void pause(Duration time) throws InterruptedException;
}
