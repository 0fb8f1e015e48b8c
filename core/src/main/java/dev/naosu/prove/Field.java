package dev.naosu.prove;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.Candidate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What there is to choose from, and what is known about it.
///
/// @param plausible in the order they were found
/// @param failing the failing tests, with their runs on the patient as it is; at least one
/// @param suspects most suspicious first
/// @param covering passing tests that run the code a candidate changes
/// @param original gives the unpatched text of a path
/// @param partial candidates that passed some of the failing tests, and not all; empty when that is
///   not known
/// @param candidates how many candidates there were to try; among more, one is likelier to pass by
///   accident
/// @param exhausted whether every candidate was tried
public record Field(
    List<Plausible> plausible,
    List<TestRun> failing,
    List<Suspect> suspects,
    Function<Candidate, List<TestRun>> covering,
    UnaryOperator<String> original,
    Optional<List<Partial>> partial,
    int candidates,
    boolean exhausted) {
  public Field {
    plausible = List.copyOf(plausible);
    failing = List.copyOf(failing);
    suspects = List.copyOf(suspects);
    partial = partial.map(List::copyOf);
  }

  /// A candidate that some of the failing tests would have taken for the repair.
  public record Partial(Candidate candidate, Set<TestId> passed) {
    public Partial {
      passed = Set.copyOf(passed);
    }
  }

  /// Share of the failing tests each of which alone would have chosen this candidate: no better
  /// scored one passes it. NaN when there is one test only, or when it is not known.
  double heldOut(Candidate chosen) {
    if (failing.size() < 2 || partial.isEmpty()) {
      return Double.NaN;
    }
    long choosing =
        failing.stream()
            .filter(
                run ->
                    partial.get().stream()
                        .noneMatch(
                            each ->
                                each.passed().contains(run.test())
                                    && each.candidate().trust() == chosen.trust()
                                    && each.candidate().score() > chosen.score()))
            .count();
    return (double) choosing / failing.size();
  }
}
