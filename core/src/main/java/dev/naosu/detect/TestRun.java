package dev.naosu.detect;

import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;

/// One test, run once.
///
/// @param steps method entries and loop turns of the patient's own code while it ran
/// @param failure present unless it passed or was skipped
/// @param covered ids of the probe points it ran, see [SuiteRun#points]; empty when not observed
/// @param said what a service answered, its status first; empty for tests of other kinds
public record TestRun(
    TestId test,
    Status status,
    Duration took,
    long steps,
    Optional<Failure> failure,
    BitSet covered,
    String said) {
  /// A run that says nothing but how it ended.
  public TestRun(
      TestId test,
      Status status,
      Duration took,
      long steps,
      Optional<Failure> failure,
      BitSet covered) {
    this(test, status, took, steps, failure, covered, "");
  }

  /// How a test ended.
  public enum Status {
    PASSED,
    /// An assertion of the test did not hold.
    FAILED,
    /// Something else was thrown.
    ERROR,
    SKIPPED,
    /// Stopped by the clock.
    TIMED_OUT,
    /// Stopped by its step budget.
    OUT_OF_STEPS,
    /// Tried to end the JVM.
    EXITED,
    OUT_OF_MEMORY;

    public boolean isFailure() {
      return this != PASSED && this != SKIPPED;
    }
  }

  public boolean failed() {
    return status.isFailure();
  }

  /// Whether it failed for a limit of steps or time, so that it might have passed with more.
  public boolean isCutShort() {
    boolean overflowed =
        failure
            .map(Failure::exceptionClass)
            .filter("java.lang.StackOverflowError"::equals)
            .isPresent();
    return failed()
        && kind() == FailureKind.ENDLESS
        && status != Status.OUT_OF_MEMORY
        && !overflowed;
  }

  /// The kind of its failure.
  public FailureKind kind() {
    return switch (status) {
      case TIMED_OUT, OUT_OF_STEPS, OUT_OF_MEMORY -> FailureKind.ENDLESS;
      default -> failure.map(Failure::kind).orElse(FailureKind.OTHER_EXCEPTION);
    };
  }
}
