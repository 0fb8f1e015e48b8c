package dev.naosu.repair.strategy;

import dev.naosu.detect.TestRun;
import dev.naosu.model.Quoted;
import java.util.List;
import java.util.stream.Collectors;

/// Tells a model what came of its suggestion. What tests and compilers say is data.
record Outcome(Tried tried, Quoted quoted) {
  private static final int MOST_RUNS = 2;
  private static final int LONGEST = 3_000;

  String told() {
    return switch (tried) {
      case Tried.Forbidden forbidden ->
          "That change is not allowed and was not tried.\n"
              + quoted.data("What forbids it", forbidden.why(), LONGEST);
      case Tried.DoesNotCompile broken ->
          "That does not compile.\n"
              + quoted.data("Compiler", String.join("\n", broken.problems()), LONGEST);
      case Tried.StillFails failing ->
          "That compiles, and a test that must pass fails still.\n" + runs(failing.runs());
      case Tried.Breaks breaking ->
          "The tests that failed pass now, and others that passed before fail.\n"
              + runs(breaking.broken());
      case Tried.Plausible _ -> "All tests pass.\n";
      case Tried.Known _ -> "That says the same as an earlier suggestion.\n";
    };
  }

  private String runs(List<TestRun> runs) {
    return runs.stream()
        .filter(TestRun::failed)
        .limit(MOST_RUNS)
        .map(run -> Briefing.told(run, quoted))
        .collect(Collectors.joining());
  }
}
