package dev.naosu.prove;

import dev.naosu.detect.FailureKind;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestRun;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// How a service usually answers when it is asked for what it has not. Where nobody wrote down what
/// should have been answered, an answer of that kind is more likely meant than a made-up value.
///
/// @param refusals statuses from 400 to 499 that good requests were answered with; empty where
///   there is no such convention, or where the failure is not that something is missing
record Convention(Set<String> refusals) {
  static final Convention NONE = new Convention(Set.of());

  /// What is left of the score of a candidate that does not keep to it.
  private static final double UNUSUAL = 0.25;

  private static final int STATUS_DIGITS = 3;

  Convention {
    refusals = Set.copyOf(refusals);
  }

  /// @param suite with the good requests among its passing tests
  /// @param failing what is to be healed
  static Convention of(SuiteRun suite, List<TestRun> failing) {
    boolean missing =
        failing.stream()
            .allMatch(
                run ->
                    run.kind() == FailureKind.NULL_DEREFERENCE
                        || run.kind() == FailureKind.NO_SUCH_ELEMENT);
    return missing
        ? new Convention(
            suite.passing().stream()
                .map(run -> status(run.said()))
                .filter(status -> status.startsWith("4"))
                .collect(Collectors.toSet()))
        : NONE;
  }

  /// How much of its score a candidate keeps, in (0, 1].
  double credit(Plausible plausible) {
    return refusals.isEmpty()
            || plausible.said().stream().allMatch(said -> refusals.contains(status(said)))
        ? 1
        : UNUSUAL;
  }

  private static String status(String said) {
    return said.substring(0, Math.min(said.length(), STATUS_DIGITS));
  }
}
