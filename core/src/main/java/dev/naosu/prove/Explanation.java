package dev.naosu.prove;

import dev.naosu.detect.Failure;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.Candidate;
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
      String others = first.test().className().equals(RequestReplay.MODULE) ? "request" : "test";
      text.append(", and ")
          .append(failing.size() - 1)
          .append(" other ")
          .append(others)
          .append(failing.size() == 2 ? " like it" : "s with it");
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

  private static String shortened(String text) {
    return text.length() <= 160 ? text : text.substring(0, 157) + "...";
  }
}
