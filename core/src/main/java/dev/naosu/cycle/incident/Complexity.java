package dev.naosu.cycle.incident;

import dev.naosu.cycle.Findings;
import dev.naosu.detect.Failure;
import dev.naosu.detect.FailureKind;
import dev.naosu.diagnose.Suspect;
import java.util.List;

/// How far a fault is from what a few small edits mend, in [0, 1]. It decides only whether another
/// attempt is worth its while, so it is a sum of plain signs:
/// - threads get in each other's way, or something never ends: 0.5
/// - what fails does not always fail: 0.4
/// - the most suspicious lines are in more than three files: 0.25
/// - more than ten tests or requests fail: 0.2
public final class Complexity {
  private static final int TOP = 10;
  private static final int FEW_FILES = 3;
  private static final int FEW_FAILURES = 10;

  private static final List<String> OF_THREADS =
      List.of(
          "ConcurrentModificationException",
          "IllegalMonitorStateException",
          "CompletionException",
          "TimeoutException",
          "RejectedExecutionException",
          "BrokenBarrierException");

  private Complexity() {}

  public static double of(Findings findings) {
    double sum = 0;
    if (findings.failing().stream()
        .flatMap(run -> run.failure().stream())
        .anyMatch(Complexity::isOfThreads)) {
      sum += 0.5;
    }
    if (!findings.flaky().isEmpty()) {
      sum += 0.4;
    }
    if (findings.suspects().stream().limit(TOP).map(Suspect::path).distinct().count() > FEW_FILES) {
      sum += 0.25;
    }
    if (findings.failing().size() > FEW_FAILURES) {
      sum += 0.2;
    }
    return Math.min(1, sum);
  }

  private static boolean isOfThreads(Failure failure) {
    return failure.kind() == FailureKind.ENDLESS
        || OF_THREADS.stream().anyMatch(failure.exceptionClass()::endsWith);
  }
}
