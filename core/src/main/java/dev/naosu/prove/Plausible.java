package dev.naosu.prove;

import dev.naosu.detect.TestRun;
import dev.naosu.repair.Candidate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// A candidate that passed the failing tests and every passing test that runs the changed code.
///
/// @param rank how many candidates were tried before it
/// @param behaviour equal for candidates whose tests all took the same number of steps and said the
///   same: they very likely do the same
/// @param said what a service answers with it to the requests that failed, see
///   [dev.naosu.detect.TestRun#said]; empty where there are none
public record Plausible(Candidate candidate, int rank, long behaviour, List<String> said) {
  public Plausible {
    said = List.copyOf(said);
  }

  /// Shown by tests that say nothing.
  public Plausible(Candidate candidate, int rank, long behaviour) {
    this(candidate, rank, behaviour, List.of());
  }

  /// The same with another score.
  Plausible scored(double score) {
    return new Plausible(
        new Candidate(
            candidate.operator(),
            candidate.trust(),
            candidate.patch(),
            candidate.path(),
            candidate.line(),
            candidate.method(),
            candidate.description(),
            score,
            candidate.naturalness()),
        rank,
        behaviour,
        said);
  }

  /// What [#behaviour] is for these runs. Templates and models are judged by the same, so that what
  /// both came to is one class.
  static long behaviour(Collection<TestRun> runs) {
    return Arrays.hashCode(
        runs.stream()
            .sorted(Comparator.comparing((TestRun run) -> run.test().toString()))
            .mapToLong(run -> run.steps() * 31 + run.said().hashCode())
            .toArray());
  }
}
