package dev.naosu.cycle.incident;

import dev.naosu.detect.Signal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Reproduces an incident and looks for a repair, in a throw-away copy of the service.
public interface Treatments {
  /// @param signals what was observed, the first signal first
  /// @param good requests that are answered well, and must be after a repair
  /// @param before attempts that came to nothing, or whose repair was refused
  /// @param progress told in one line each what was reached
  /// @throws InterruptedException when naosu ends; the copy is removed then
  Treated treat(
      Incident incident,
      List<Signal> signals,
      List<Signal> good,
      List<Attempt> before,
      Duration searchTime,
      Consumer<String> progress)
      throws InterruptedException;

  /// What came of it.
  sealed interface Treated {
    /// A repair holds.
    ///
    /// @param report the JSON object of `naosu heal --json`
    record Repaired(Remedy remedy, String report) implements Treated {}

    /// No repair is proposed.
    ///
    /// @param why in one sentence
    /// @param again whether a longer search could find more
    record NotRepaired(String why, boolean again, String report) implements Treated {}

    /// The incident is beyond what should be tried alone.
    ///
    /// @param complexity in [0, 1]
    record TooComplex(String why, double complexity) implements Treated {}

    /// The work could not begin.
    ///
    /// @param remedy what a person can do
    record CouldNotRun(String why, String remedy) implements Treated {}
  }
}
