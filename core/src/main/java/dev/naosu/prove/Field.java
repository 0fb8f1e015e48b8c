package dev.naosu.prove;

import dev.naosu.code.Patch;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.Candidate;
import java.util.List;
import java.util.Map;
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
/// @param votes of models for plausible candidates, by their patch; empty where none was asked
public record Field(
    List<Plausible> plausible,
    List<TestRun> failing,
    List<Suspect> suspects,
    Function<Candidate, List<TestRun>> covering,
    UnaryOperator<String> original,
    Optional<List<Partial>> partial,
    int candidates,
    boolean exhausted,
    Map<Patch, Votes> votes) {
  public Field {
    votes = Map.copyOf(votes);
    plausible = List.copyOf(plausible);
    failing = List.copyOf(failing);
    suspects = List.copyOf(suspects);
    partial = partial.map(List::copyOf);
  }

  /// What templates made.
  public Field(
      List<Plausible> plausible,
      List<TestRun> failing,
      List<Suspect> suspects,
      Function<Candidate, List<TestRun>> covering,
      UnaryOperator<String> original,
      Optional<List<Partial>> partial,
      int candidates,
      boolean exhausted) {
    this(
        plausible, failing, suspects, covering, original, partial, candidates, exhausted, Map.of());
  }

  /// Votes for a class of candidates that do the same; empty when templates alone made it.
  Optional<Votes> votes(List<Plausible> members) {
    return members.stream()
        .flatMap(each -> Optional.ofNullable(votes.get(each.candidate().patch())).stream())
        .reduce(Votes::and);
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
