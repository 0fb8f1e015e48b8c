package dev.naosu.prove;

import dev.naosu.detect.FailureKind;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Worker.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How far a patched test may go before it counts as endless: ten times what it took on the patient
/// as it is, and a floor below which noise would decide.
final class TestLimits {
  private static final int FACTOR = 10;
  private static final long STEPS_FLOOR = 200_000;
  private static final long SCREENING_FLOOR = 10_000;

  /// Limits that are far apart are seldom different, and candidates with the same can be tried
  /// together.
  private static final long SCREENING_STEP = 4;

  private static final long ENDLESS_STEPS = 3_000_000;
  private static final Duration TIME_FLOOR = Duration.ofSeconds(1);
  private static final Duration ENDLESS_TIME = Duration.ofSeconds(5);

  /// For a test that may only work hard.
  static final Limits GENEROUS = new Limits(true, Duration.ofSeconds(20), 2_000_000_000L);

  private TestLimits() {}

  static Limits forPassing(List<TestRun> tests) {
    return limits(tests);
  }

  /// A failing test may end early and need more once repaired, and an endless one tells nothing of
  /// what it needs: both get a generous share.
  static Limits forFailing(List<TestRun> tests) {
    List<TestRun> ending = tests.stream().filter(run -> run.kind() != FailureKind.ENDLESS).toList();
    Limits limits = limits(ending);
    return new Limits(
        true, longer(limits.perTest(), ENDLESS_TIME), Math.max(limits.steps(), ENDLESS_STEPS));
  }

  /// For the first look at a candidate: tests that end say what such tests need. Whatever needs
  /// more than ten times of that can be looked at again.
  ///
  /// @param covering passing tests that run the same code
  static Limits screening(List<TestRun> failing, List<TestRun> covering) {
    List<TestRun> ending = new ArrayList<>(covering);
    failing.stream().filter(run -> run.kind() != FailureKind.ENDLESS).forEach(ending::add);
    long needed = ending.stream().mapToLong(TestRun::steps).max().orElse(0) * FACTOR;
    long steps = SCREENING_FLOOR;
    while (steps < needed + SCREENING_FLOOR) {
      steps *= SCREENING_STEP;
    }
    Limits second = forFailing(failing);
    return new Limits(true, second.perTest(), Math.min(steps, second.steps()));
  }

  private static Limits limits(List<TestRun> tests) {
    long steps = STEPS_FLOOR;
    Duration time = TIME_FLOOR;
    for (TestRun run : tests) {
      steps = Math.max(steps, run.steps() * FACTOR + STEPS_FLOOR);
      time = longer(time, run.took().multipliedBy(FACTOR));
    }
    return new Limits(true, time, steps);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
