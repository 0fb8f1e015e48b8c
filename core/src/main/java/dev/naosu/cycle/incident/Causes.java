package dev.naosu.cycle.incident;

import dev.naosu.diagnose.cause.CauseReport;

/// Says why an incident came about, as far as it can be told without trying anything.
@FunctionalInterface
public interface Causes {
  /// Takes bounded time, and may be asked again: later there is more to go by.
  ///
  /// @throws InterruptedException when naosu ends
  Estimate of(Incident incident) throws InterruptedException;

  /// Where nobody says.
  static Causes none() {
    return _ -> new Estimate.Nobody();
  }

  /// What came of it.
  sealed interface Estimate {
    record Told(CauseReport report) implements Estimate {}

    /// It could not be worked out.
    ///
    /// @param why in one sentence
    record NotTold(String why) implements Estimate {}

    /// Nobody was asked.
    record Nobody() implements Estimate {}
  }
}
