package dev.naosu.prove.safety;

import java.util.Optional;

/// Whether somebody holds everything.
@FunctionalInterface
public interface Brake {
  /// Why nothing may be done, in one sentence; empty when nobody holds it. What cannot be found out
  /// is held.
  Optional<String> held();
}
