package dev.naosu.cycle;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.project.Patient;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.util.List;

/// What was learnt on the way, whatever came of it.
///
/// @param testsRun size of the suite
/// @param failing the failing tests worked on
/// @param flaky tests that failed once and passed when run again
/// @param suspects most suspicious first; at most 50
/// @param effort where the time of the search went
/// @param took wall time from start to end
/// @param asked what asking models came to
public record Findings(
    Patient patient,
    int testsRun,
    List<TestRun> failing,
    List<TestId> flaky,
    List<Suspect> suspects,
    Funnel funnel,
    Effort effort,
    Duration took,
    Asked asked) {
  public Findings {
    failing = List.copyOf(failing);
    flaky = List.copyOf(flaky);
    suspects = List.copyOf(suspects);
  }

  /// Without models.
  public Findings(
      Patient patient,
      int testsRun,
      List<TestRun> failing,
      List<TestId> flaky,
      List<Suspect> suspects,
      Funnel funnel,
      Effort effort,
      Duration took) {
    this(patient, testsRun, failing, flaky, suspects, funnel, effort, took, Asked.NOBODY);
  }
}
