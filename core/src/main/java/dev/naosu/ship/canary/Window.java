package dev.naosu.ship.canary;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What was answered in a span of one stage, in which the shares did not change.
///
/// @param stage number in the plan, from 0
/// @param traffic not counted up: what came in this span only. The failures are all that were seen
///   in it, also when they were seen before
public record Window(int stage, Traffic traffic) {
  public Window {
    if (stage < 0) {
      throw new IllegalArgumentException("stages count from 0, not " + stage);
    }
  }

  /// What came between two readings of a gateway or a fleet. Of failures, which are not counted
  /// there, those that are new.
  ///
  /// @param later when it began anew since the earlier one, what came since then
  public static Window between(int stage, Traffic earlier, Traffic later) {
    if (later.from().isAfter(earlier.from())) {
      return new Window(stage, later);
    }
    Map<Version, Answers> more = new HashMap<>();
    later
        .answers()
        .forEach((version, answers) -> more.put(version, since(earlier.of(version), answers)));
    return new Window(stage, new Traffic(earlier.to(), later.to(), more));
  }

  private static Answers since(Answers earlier, Answers later) {
    Set<String> failures = new HashSet<>(later.failures());
    failures.removeAll(earlier.failures());
    long requests = Math.max(0, later.requests() - earlier.requests());
    return new Answers(
        requests,
        Math.clamp(later.errors() - earlier.errors(), 0, requests),
        later.latencies().minus(earlier.latencies()),
        failures);
  }
}
