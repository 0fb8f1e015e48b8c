package dev.naosu.detect;

import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// Test runs as tests need them.
public final class Runs {
  private Runs() {}

  public static TestId id(String name) {
    int hash = name.indexOf('#');
    return new TestId(name.substring(0, hash), name.substring(hash + 1), name);
  }

  /// @param name as `package.Class#method`
  /// @param covered ids of probe points
  public static TestRun passed(String name, int... covered) {
    return new TestRun(
        id(name),
        TestRun.Status.PASSED,
        Duration.ofMillis(5),
        100,
        Optional.empty(),
        bits(covered));
  }

  public static TestRun failed(String name, int... covered) {
    return failed(name, failure("java.lang.AssertionError", ""), covered);
  }

  public static TestRun failed(String name, Failure failure, int... covered) {
    return new TestRun(
        id(name),
        TestRun.Status.FAILED,
        Duration.ofMillis(5),
        100,
        Optional.of(failure),
        bits(covered));
  }

  public static TestRun endless(String name, int... covered) {
    return new TestRun(
        id(name),
        TestRun.Status.OUT_OF_STEPS,
        Duration.ofSeconds(2),
        5_000_000,
        Optional.empty(),
        bits(covered));
  }

  public static TestRun withSteps(TestRun run, long steps) {
    return new TestRun(run.test(), run.status(), run.took(), steps, run.failure(), run.covered());
  }

  public static Failure failure(String exceptionClass, String message, Frame... frames) {
    return new Failure(
        exceptionClass, message, List.of(frames), Optional.empty(), Optional.empty());
  }

  public static Failure comparison(String expected, String actual) {
    return new Failure(
        "org.junit.ComparisonFailure",
        "expected:<" + expected + "> but was:<" + actual + ">",
        List.of(),
        Optional.of(expected),
        Optional.of(actual));
  }

  /// The point of a line.
  public static ProbePoint line(String className, int line) {
    return line(className, "m()V", line);
  }

  public static ProbePoint line(String className, String method, int line) {
    return new ProbePoint(className, method, line, -1, -1);
  }

  public static ProbePoint branch(String className, int line, int outcome) {
    return new ProbePoint(className, "m()V", line, 0, outcome);
  }

  private static BitSet bits(int... ids) {
    BitSet set = new BitSet();
    Arrays.stream(ids).forEach(set::set);
    return set;
  }
}
