package dev.naosu.cycle.upkeep;

import dev.naosu.repair.upkeep.Means;

/// Brings newer versions of libraries to people who review them. Changes nothing that runs.
@FunctionalInterface
public interface Updating {
  Offer offer(Means.Update update) throws InterruptedException;

  /// What came of it.
  sealed interface Offer {
    /// @param words where it can be reviewed, with what was proven
    record Offered(String words) implements Offer {}

    /// @param why in one sentence, with the remedy
    record Refused(String why) implements Offer {}
  }
}
