package dev.naosu.cycle.action;

import java.time.Instant;
import java.util.Optional;

/// While it lasts, nothing is done to what runs; everything else goes on. Of all processes that
/// share a store.
public interface Recess {
  /// @param by who wanted it
  record Since(String by, Instant at, String reason) {}

  /// Empty while actions are done.
  ///
  /// @throws dev.naosu.journal.JournalUnavailable when that cannot be found out
  Optional<Since> since();

  /// Who was first stays named.
  void begin(Since since);

  void end();
}
