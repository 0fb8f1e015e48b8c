package dev.naosu.repair.strategy;

import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import java.util.List;

/// Repairs that were made before in the same sources, by people or by naosu.
@FunctionalInterface
public interface PastRepairs {
  /// Where nothing is remembered.
  PastRepairs NONE = (failing, suspects) -> List.of();

  /// @param suspects most suspicious first
  /// @return each as a line that says what it was for and a unified diff, the most similar first;
  ///   empty where there is no history, or none that can be read in time
  List<String> similar(List<TestRun> failing, List<Suspect> suspects) throws InterruptedException;
}
