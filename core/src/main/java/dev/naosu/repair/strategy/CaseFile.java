package dev.naosu.repair.strategy;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.Codebase;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a strategy is told of a case. All of it but the sources' place is text from outside.
///
/// @param suspects most suspicious first
/// @param failing tests that must pass, with their runs on the patient as it is
/// @param codebase the patient's main sources: only these may be changed
/// @param testSource the source text of a test method, where it is found
/// @param killed what the templates tried in vain, one line for people and models each, such as
///   "Cart.java:84: compare with <= instead of <: still fails"; at most 20
/// @param lessons of [PastRepairs], best first
public record CaseFile(
    List<Suspect> suspects,
    List<TestRun> failing,
    Codebase codebase,
    Function<TestId, Optional<String>> testSource,
    List<String> killed,
    List<String> lessons) {
  public CaseFile {
    suspects = List.copyOf(suspects);
    failing = List.copyOf(failing);
    killed = List.copyOf(killed);
    lessons = List.copyOf(lessons);
  }
}
