package dev.naosu.app.prevent;

import dev.naosu.cycle.upkeep.Case;
import java.util.Optional;

/// What the faces of a server ask about prevention.
public interface Foresight {
  PreventionJson.Told told();

  /// Begins to meet a need, and waits a short while for it.
  ///
  /// @param by who wants it
  /// @return how it stands then; empty when no such need is open
  Optional<Case> run(String need, String by) throws InterruptedException;
}
