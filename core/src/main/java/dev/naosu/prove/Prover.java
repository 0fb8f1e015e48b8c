package dev.naosu.prove;

import dev.naosu.project.Build;
import dev.naosu.project.WorkingCopy;
import dev.naosu.repair.Candidate;
import dev.naosu.sandbox.Exit;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts a finalist through the project's own build, in fresh JVMs, in the working copy.
///
/// Not safe for use by several threads.
public final class Prover {
  private final WorkingCopy copy;
  private final Build build;
  private final int testsBefore;
  private final Set<String> failingBefore;
  private final Set<String> mustPass;
  private final Duration limit;
  private final Check check;
  private Optional<Build.Suite> unpatched = Optional.empty();

  /// @param testsBefore size of the suite as observed
  /// @param failingBefore names of all tests that failed as observed
  /// @param mustPass those of them that the patch must make pass
  /// @param check what else must hold
  /// @param limit longest time for one run of the suite
  public Prover(
      WorkingCopy copy,
      Build build,
      int testsBefore,
      Set<String> failingBefore,
      Set<String> mustPass,
      Check check,
      Duration limit) {
    this.copy = copy;
    this.build = build;
    this.testsBefore = testsBefore;
    this.failingBefore = Set.copyOf(failingBefore);
    this.mustPass = Set.copyOf(mustPass);
    this.check = check;
    this.limit = limit;
  }

  /// Something else that must hold of the patched working copy, once it is built.
  @FunctionalInterface
  public interface Check {
    /// Nothing else.
    Check NONE = Optional::empty;

    /// @return why it does not hold; empty when it does
    Optional<String> objection();

    /// What recorded requests show once there is no objection.
    default Proof.Requests requests() {
      return Proof.Requests.NONE;
    }
  }

  /// What the project's own build said of a candidate.
  public sealed interface Verdict {
    /// Every test that must pass does, and none fails that passed before.
    record Proven(Proof proof) implements Verdict {}

    /// @param why one sentence
    record Refuted(String why) implements Verdict {}

    /// It could not be told; not held against the candidate, and not shown as a repair.
    record Undecided(String why) implements Verdict {}
  }

  /// Runs the whole suite on the patched working copy, and puts the copy back as it was.
  public Verdict prove(Candidate candidate) {
    Map<String, String> before = new HashMap<>();
    candidate.patch().paths().forEach(path -> before.put(path, copy.read(path)));
    Build.Suite suite;
    Optional<String> objection;
    try {
      candidate.patch().applyTo(copy::read).forEach(copy::write);
      suite = build.test(limit);
      objection = check.objection();
    } finally {
      before.forEach(copy::write);
    }
    Verdict verdict = judge(suite);
    return verdict instanceof Verdict.Proven && objection.isPresent()
        ? new Verdict.Refuted(objection.get())
        : verdict;
  }

  private Verdict judge(Build.Suite suite) {
    return switch (suite.exit()) {
      case Exit.NeverStarted never ->
          new Verdict.Undecided("the project's build did not start: " + never.why());
      case Exit.TimedOut timedOut ->
          new Verdict.Undecided(
              "the project's build was not done after " + timedOut.limit().toSeconds() + " s");
      case Exit.Finished finished -> judge(suite, finished);
    };
  }

  private Verdict judge(Build.Suite suite, Exit.Finished finished) {
    if (!suite.counted()) {
      if (finished.succeeded()) {
        return new Verdict.Proven(proof(suite, List.of()));
      }
      return new Verdict.Refuted("the project's own build fails");
    }
    Set<String> failing = new HashSet<>(suite.failing());
    for (String name : mustPass) {
      if (failing.contains(name)) {
        return new Verdict.Refuted(name + " still fails in the project's own build");
      }
    }
    failing.removeAll(failingBefore);
    if (!failing.isEmpty()) {
      // a test may fail in this build whatever the patch: ask the unpatched copy once
      unpatchedFailing().forEach(failing::remove);
    }
    if (!failing.isEmpty()) {
      return new Verdict.Refuted(
          "the project's own build has a new failure: "
              + failing.stream().sorted().findFirst().get());
    }
    if (suite.tests() == 0 && testsBefore > 0) {
      return new Verdict.Undecided("the project's own build ran no test");
    }
    return new Verdict.Proven(proof(suite, suite.failing()));
  }

  private Proof proof(Build.Suite suite, List<String> otherFailures) {
    return new Proof(
        build.testCommand(),
        mustPass.stream().sorted().toList(),
        testsBefore,
        suite.tests(),
        otherFailures,
        check.requests());
  }

  /// What fails in this build without any patch; asked once, when it matters.
  private Set<String> unpatchedFailing() {
    Build.Suite suite = unpatched.orElseGet(() -> build.test(limit));
    unpatched = Optional.of(suite);
    return Set.copyOf(suite.failing());
  }
}
