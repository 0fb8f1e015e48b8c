package dev.naosu.diagnose;

import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestRun;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How many failing and passing tests ran each probe point.
final class Spectrum {
  private final int[] failingThrough;
  private final int[] passingThrough;
  private final int failing;

  /// @param target the failing tests to explain; other failing tests count for neither side, since
  ///   they may have another cause
  Spectrum(SuiteRun suite, List<TestRun> target) {
    failingThrough = new int[suite.points().size()];
    passingThrough = new int[suite.points().size()];
    failing = target.size();
    Set<TestRun> targets = new HashSet<>(target);
    for (TestRun run : suite.runs()) {
      int[] counts =
          targets.contains(run)
              ? failingThrough
              : run.status() == TestRun.Status.PASSED ? passingThrough : new int[0];
      if (counts.length > 0) {
        run.covered().stream().filter(id -> id < counts.length).forEach(id -> counts[id]++);
      }
    }
  }

  int failingThrough(int point) {
    return failingThrough[point];
  }

  /// Ochiai suspiciousness in [0, 1]; 0 when no failing test ran the point.
  double ochiai(int point) {
    int through = failingThrough[point];
    return through == 0
        ? 0
        : through / Math.sqrt((double) failing * (through + passingThrough[point]));
  }
}
