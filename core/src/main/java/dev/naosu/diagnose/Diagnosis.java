package dev.naosu.diagnose;

import dev.naosu.detect.TestRun;
import java.util.List;

/// Where the fault may be, and what the failing tests say about it.
///
/// @param failing the failing tests it explains, at least one
/// @param suspects most suspicious first; empty when nothing could be localised
public record Diagnosis(List<TestRun> failing, List<Suspect> suspects) {
  public Diagnosis {
    failing = List.copyOf(failing);
    suspects = List.copyOf(suspects);
  }
}
