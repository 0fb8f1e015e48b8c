package dev.naosu.cycle;

import dev.naosu.detect.Failure;
import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.StackTraceText;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.sandbox.Exit;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// A command whose exit code shows the bug, in the words used for tests: it "fails" while the exit
/// code is not 0.
///
/// @param line for `sh -c`
record Reproduction(String line) {
  /// Name of the module that stands for the command; no real module is called like it.
  static final String MODULE = "<command>";

  private static final int MAX_MESSAGE = 500;

  TestId test() {
    return new TestId(MODULE, line, "");
  }

  /// The run of the command as a suite of one test.
  SuiteRun suite(Exit exit, List<ProbePoint> points) {
    BitSet covered = new BitSet();
    covered.set(0, points.size());
    return new SuiteRun(List.of(run(exit, covered)), points);
  }

  TestRun run(Exit exit, BitSet covered) {
    return switch (exit) {
      case Exit.Finished finished when finished.succeeded() ->
          new TestRun(test(), TestRun.Status.PASSED, finished.took(), 0, Optional.empty(), covered);
      case Exit.Finished finished ->
          failed(TestRun.Status.ERROR, finished.took(), failure(finished), covered);
      case Exit.TimedOut timedOut ->
          failed(
              TestRun.Status.TIMED_OUT,
              timedOut.limit(),
              new Failure(
                  "TimeoutException",
                  "not done after " + timedOut.limit().toSeconds() + " s",
                  List.of(),
                  Optional.empty(),
                  Optional.empty()),
              covered);
      case Exit.NeverStarted never ->
          failed(
              TestRun.Status.ERROR,
              Duration.ZERO,
              new Failure(
                  "NeverStarted", never.why(), List.of(), Optional.empty(), Optional.empty()),
              covered);
    };
  }

  private TestRun failed(TestRun.Status status, Duration took, Failure failure, BitSet covered) {
    return new TestRun(test(), status, took, 0, Optional.of(failure), covered);
  }

  private static Failure failure(Exit.Finished finished) {
    String output = finished.output();
    Optional<StackTraceText.Named> thrown = StackTraceText.throwable(output);
    String message =
        thrown.map(StackTraceText.Named::message).orElse("exit code " + finished.code());
    return new Failure(
        thrown.map(StackTraceText.Named::exceptionClass).orElse("ExitCode"),
        message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message,
        StackTraceText.frames(output),
        Optional.empty(),
        Optional.empty());
  }
}
