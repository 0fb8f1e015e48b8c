package dev.naosu.detect;

import java.util.List;

/// A suite, run once under observation.
///
/// @param runs in the order they were run
/// @param points probe points by id
public record SuiteRun(List<TestRun> runs, List<ProbePoint> points) {
  public SuiteRun {
    runs = List.copyOf(runs);
    points = List.copyOf(points);
  }

  public List<TestRun> failing() {
    return runs.stream().filter(TestRun::failed).toList();
  }

  public List<TestRun> passing() {
    return runs.stream().filter(run -> run.status() == TestRun.Status.PASSED).toList();
  }
}
