package dev.naosu.detect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /// The same suite with the runs of a later observation in place of those of the same tests.
  public SuiteRun replacing(SuiteRun later) {
    SuiteRun both = join(List.of(this, later));
    Map<TestId, TestRun> last = new LinkedHashMap<>();
    both.runs().forEach(run -> last.put(run.test(), run));
    return new SuiteRun(List.copyOf(last.values()), both.points());
  }

  /// Several runs as one; the same place has one id, whichever JVM ran it.
  public static SuiteRun join(List<SuiteRun> suites) {
    Map<ProbePoint, Integer> ids = new LinkedHashMap<>();
    List<TestRun> runs = new ArrayList<>();
    for (SuiteRun suite : suites) {
      int[] renumbered = new int[suite.points().size()];
      for (int id = 0; id < renumbered.length; id++) {
        ProbePoint point = suite.points().get(id);
        renumbered[id] = ids.computeIfAbsent(point, _ -> ids.size());
      }
      for (TestRun run : suite.runs()) {
        BitSet covered = new BitSet();
        run.covered().stream()
            .filter(id -> id < renumbered.length)
            .forEach(id -> covered.set(renumbered[id]));
        runs.add(
            new TestRun(
                run.test(),
                run.status(),
                run.took(),
                run.steps(),
                run.failure(),
                covered,
                run.said()));
      }
    }
    return new SuiteRun(runs, List.copyOf(ids.keySet()));
  }
}
