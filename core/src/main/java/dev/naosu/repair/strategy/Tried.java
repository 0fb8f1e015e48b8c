package dev.naosu.repair.strategy;

import dev.naosu.detect.TestRun;
import java.util.List;

/// What came of a suggestion.
public sealed interface Tried {
  Suggestion suggestion();

  /// The rules for what a model may change refused it; it was not compiled.
  record Forbidden(Suggestion suggestion, String why) implements Tried {}

  /// @param problems first ones, as `line: message`
  record DoesNotCompile(Suggestion suggestion, List<String> problems) implements Tried {
    public DoesNotCompile {
      problems = List.copyOf(problems);
    }
  }

  /// A failing test fails still.
  ///
  /// @param runs of the failing tests with it
  record StillFails(Suggestion suggestion, List<TestRun> runs) implements Tried {
    public StillFails {
      runs = List.copyOf(runs);
    }
  }

  /// The failing tests pass and others fail now.
  ///
  /// @param broken runs of those others
  record Breaks(Suggestion suggestion, List<TestRun> broken) implements Tried {
    public Breaks {
      broken = List.copyOf(broken);
    }
  }

  /// The failing tests pass, and so do those that run the changed code.
  record Plausible(Suggestion suggestion) implements Tried {}

  /// It is the same as an earlier one, by its tokens or its bytecode.
  record Known(Suggestion suggestion) implements Tried {}
}
