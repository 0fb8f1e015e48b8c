package dev.naosu.prove;

import dev.naosu.detect.Failure;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import java.util.ArrayList;
import java.util.List;

/// Says in words what was found.
final class Explanation {
  private Explanation() {}

  /// The root cause, in one paragraph.
  ///
  /// @param failing at least one
  static String cause(Candidate candidate, List<TestRun> failing, List<Suspect> suspects) {
    TestRun first = failing.getFirst();
    StringBuilder text = new StringBuilder(first.test().shortName());
    text.append(
        switch (first.status()) {
          case OUT_OF_STEPS, TIMED_OUT -> " never ends";
          case OUT_OF_MEMORY -> " runs out of memory";
          case EXITED -> " ends the JVM";
          default ->
              " fails"
                  + first
                      .failure()
                      .map(Failure::headline)
                      .map(headline -> " with " + shortened(headline))
                      .orElse("");
        });
    if (failing.size() > 1) {
      text.append(", and ")
          .append(failing.size() - 1)
          .append(failing.size() == 2 ? " other test like it" : " other tests with it");
    }
    String file = candidate.path().substring(candidate.path().lastIndexOf('/') + 1);
    text.append(". The fault is in ")
        .append(candidate.method())
        .append(" (")
        .append(file)
        .append(':')
        .append(candidate.line())
        .append(")");
    suspects.stream()
        .filter(
            suspect ->
                suspect.path().equals(candidate.path()) && suspect.line() == candidate.line())
        .findFirst()
        .ifPresent(
            suspect -> {
              List<String> why = new ArrayList<>(suspect.reasons());
              if (suspect.ochiai() > 0.5) {
                why.addFirst("run mostly by failing tests");
              }
              if (!why.isEmpty()) {
                text.append(", a line suspected by: ").append(String.join(", ", why));
              }
            });
    text.append(". To ").append(candidate.description()).append(" mends it.");
    return text.toString();
  }

  /// What speaks against a repair.
  static List<String> doubts(
      Candidate candidate, int covering, int rivals, boolean counted, List<String> otherFailures) {
    List<String> doubts = new ArrayList<>();
    if (candidate.trust() == Trust.SYMPTOM_SUPPRESSION) {
      doubts.add("this kind of edit often hides a symptom instead of mending its cause");
    }
    if (covering == 0) {
      doubts.add("no passing test runs the changed code, so nothing guards what it did right");
    }
    if (rivals > 0) {
      doubts.add(
          rivals
              + (rivals == 1 ? " other edit passes" : " other edits pass")
              + " every test and may behave differently; the tests do not tell them apart");
    }
    if (!counted) {
      doubts.add("the project's test command tells only success or failure, not single tests");
    }
    if (!otherFailures.isEmpty()) {
      doubts.add(
          otherFailures.size() + " other failing tests stay as they are, with or without it");
    }
    return doubts;
  }

  private static String shortened(String text) {
    return text.length() <= 160 ? text : text.substring(0, 157) + "...";
  }
}
