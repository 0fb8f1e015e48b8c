package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.Worker.Attempt;
import dev.naosu.prove.Worker.Limits;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Candidates and workers as the tests of this package need them.
final class Given {
  /// Time stands still.
  static final InstantSource NOW = InstantSource.fixed(Instant.EPOCH);

  private Given() {}

  static Candidate candidate(String name, double score) {
    return candidate(name, Trust.ORDINARY, score);
  }

  /// A candidate that puts its own name at the start of `A.java`.
  static Candidate candidate(String name, Trust trust, double score) {
    return candidate(name, "Operator", trust, score);
  }

  static Candidate candidate(String name, String operator, Trust trust, double score) {
    return new Candidate(
        operator,
        trust,
        Patch.of(new Edit("A.java", Span.at(0), name)),
        "A.java",
        1,
        "A.m",
        "try " + name,
        score);
  }

  /// Its name, as [#candidate] was given it.
  static String name(Candidate candidate) {
    return candidate.patch().edits().getFirst().replacement();
  }

  static Field field(
      List<Plausible> plausible, List<TestRun> failing, UnaryOperator<String> original) {
    return new Field(
        plausible, failing, List.of(), _ -> List.of(), original, Optional.empty(), 1, false);
  }

  /// Nothing compiles, so nothing is replayed.
  static Replaying notReplaying() {
    return new Replaying(
        Replay.none(),
        Given.patient(),
        candidates -> candidates.stream().<Compiled>map(_ -> new Compiled.Unchanged()).toList(),
        _ -> {
          throw new AssertionError("no source is needed");
        },
        _ -> "m");
  }

  static Patient patient() {
    Path root = Path.of("/nowhere");
    Module module =
        new Module(
            "m",
            root,
            List.of(root),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            17,
            List.of(),
            Map.of(),
            List.of());
    return new Patient("p", "memory", root, List.of(module), new Jdk(root, 25, "25"));
  }

  /// A worker that answers by a function and needs no closing.
  @FunctionalInterface
  interface Trying extends Worker {
    @Override
    Attempt attempt(Map<String, byte[]> classes, List<TestId> tests, Limits limits);

    @Override
    default void close() {
      // holds nothing
    }
  }

  static TestRun as(TestId test, TestRun.Status status) {
    TestRun run =
        status == TestRun.Status.PASSED
            ? dev.naosu.detect.Runs.passed("T#t")
            : dev.naosu.detect.Runs.failed("T#t");
    return new TestRun(test, status, run.took(), run.steps(), run.failure(), run.covered());
  }
}
