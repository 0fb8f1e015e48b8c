package dev.naosu.repair.runbook;

import dev.naosu.detect.vitals.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// When to take which actions, in order: the first that helps is the last.
///
/// @param name letters, digits and `-`
/// @param title a few words for people
/// @param kinds of components that it is for, such as `jvm` or `disk`
/// @param when all must hold
/// @param evidence what is collected before anything is changed, such as `thread-dump`
/// @param steps tried one after the other; escalated when none helps
/// @param helped holds once the trouble is over
public record Runbook(
    String name,
    String title,
    List<String> kinds,
    List<Condition> when,
    List<String> evidence,
    List<Step> steps,
    List<Condition> helped) {
  public Runbook {
    kinds = List.copyOf(kinds);
    when = List.copyOf(when);
    evidence = List.copyOf(evidence);
    steps = List.copyOf(steps);
    helped = List.copyOf(helped);
  }

  /// One action.
  ///
  /// @param action in the catalogue
  /// @param component of the same service that it is taken on; empty for the one in trouble
  /// @param arguments as written
  /// @param within how long it may take until it helps
  public record Step(
      String action, String component, Map<String, String> arguments, Duration within) {
    public Step {
      arguments = Map.copyOf(arguments);
    }
  }
}
