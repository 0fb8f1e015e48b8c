package dev.naosu.app.web;

import java.time.Instant;
import java.util.Optional;

/// Where naosu is stopped and let go on, for all processes of one store. What the cycle sees of it
/// is [dev.naosu.cycle.incident.StopSwitch].
public interface Halt {
  /// Who stopped it; empty when nobody did.
  Optional<Stopped> stopped();

  /// When this returns, no process that shares the store begins a new action after a second. Who
  /// was first stays named.
  void stop(Stopped stopped);

  void resume();

  /// @param by who stopped it
  /// @param reason may be empty
  record Stopped(String by, Instant since, String reason) {}
}
