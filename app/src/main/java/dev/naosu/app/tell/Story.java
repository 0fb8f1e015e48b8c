package dev.naosu.app.tell;

import dev.naosu.cycle.Findings;
import dev.naosu.cycle.Outcome;
import dev.naosu.prove.Repair;
import dev.naosu.ship.Delivery.Delivered;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Everything there is to tell about one healing.
///
/// @param project the directory as the user gave it
/// @param name for people
/// @param delivered what came of --apply or --branch; empty when neither was asked for
/// @param steps time by step
/// @param took wall time from start to end
/// @param named whether the user named the tests to heal
/// @param showCandidates whether unproven and further candidates are wanted
/// @param exitCode of the program
/// @param version of naosu
public record Story(
    String project,
    String name,
    Outcome outcome,
    Optional<Delivered> delivered,
    Map<String, Duration> steps,
    Duration took,
    boolean named,
    boolean showCandidates,
    int exitCode,
    String version) {
  /// What was learnt, if the work began.
  Optional<Findings> findings() {
    return switch (outcome) {
      case Outcome.Healed healed -> Optional.of(healed.findings());
      case Outcome.NotHealed notHealed -> Optional.of(notHealed.findings());
      case Outcome.NothingToHeal nothing -> Optional.of(nothing.findings());
      case Outcome.CouldNotRun _ -> Optional.empty();
    };
  }

  /// The outcome in one line.
  String verdict() {
    return switch (outcome) {
      case Outcome.Healed healed ->
          healed.repairs().isEmpty() ? "Fixed" : fixed(healed.repairs().getFirst());
      case Outcome.NotHealed notHealed ->
          "Not fixed: abstained after "
              + Words.count(notHealed.findings().funnel().decided(), "candidate")
              + " in "
              + Words.time(took);
      case Outcome.NothingToHeal nothing ->
          nothing.findings().flaky().isEmpty()
              ? "Nothing to heal: " + passing(nothing.findings().testsRun())
              : "Nothing to heal: only flaky tests fail";
      case Outcome.CouldNotRun couldNotRun -> "Could not run: " + couldNotRun.what();
    };
  }

  private static String fixed(Repair repair) {
    return (repair.isSure() ? "Fixed, confidence " : "Perhaps fixed, not sure: confidence ")
        + Words.share(repair.confidence());
  }

  /// Whether the outcome is good news without reserve.
  boolean isGood() {
    return switch (outcome) {
      case Outcome.Healed healed -> healed.repairs().stream().limit(1).allMatch(Repair::isSure);
      case Outcome.NothingToHeal _ -> true;
      case Outcome.NotHealed _, Outcome.CouldNotRun _ -> false;
    };
  }

  private String passing(int tests) {
    if (named) {
      return "no test that was named fails";
    }
    return switch (tests) {
      case 0 -> "the command succeeds";
      case 1 -> "the one test passes";
      default -> "all " + Words.number(tests) + " tests pass";
    };
  }
}
