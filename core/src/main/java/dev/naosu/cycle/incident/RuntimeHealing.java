package dev.naosu.cycle.incident;

import java.util.Optional;

/// Takes incidents that no change of code heals.
@FunctionalInterface
public interface RuntimeHealing {
  /// @return what will be done, in one sentence; empty when nobody takes it
  Optional<String> take(Incident incident) throws InterruptedException;

  /// Where there is none.
  static RuntimeHealing none() {
    return _ -> Optional.empty();
  }
}
