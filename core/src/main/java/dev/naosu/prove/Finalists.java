package dev.naosu.prove;

import dev.naosu.code.UnifiedDiff;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.prove.Ranking.Alike;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Chooses among plausible candidates: the best of each class goes through the project's own build,
/// and what holds there is shown with its confidence and its doubts.
public final class Finalists {
  /// Classes put through the project's own build beyond those to be shown.
  private static final int SPARE_TRIES = 4;

  private final Prover prover;
  private final InstantSource clock;

  public Finalists(Prover prover, InstantSource clock) {
    this.prover = prover;
    this.clock = clock;
  }

  /// Watches finalists come and go.
  public interface Watcher {
    void proving(int number, int of);

    void proved(int number, boolean holds, Duration took);
  }

  /// What came of the finalists.
  ///
  /// @param repairs best first
  /// @param classes how many classes there were to choose from
  /// @param refuted plausible candidates the project's own build refused
  /// @param lastRefusal why the last one was refused, empty when none was
  public record Choice(List<Repair> repairs, int classes, int refuted, String lastRefusal) {
    public Choice {
      repairs = List.copyOf(repairs);
    }
  }

  /// @param covering passing tests that run the code a candidate changes
  /// @param original gives the unpatched text of a path
  /// @param shown most repairs to return
  public Choice choose(
      List<Plausible> plausible,
      List<TestRun> failing,
      List<Suspect> suspects,
      Function<Candidate, List<TestRun>> covering,
      UnaryOperator<String> original,
      int shown,
      Watcher watcher)
      throws InterruptedException {
    List<Alike> classes = Ranking.classes(plausible);
    int tries = Math.min(classes.size(), shown + SPARE_TRIES);
    List<Repair> repairs = new ArrayList<>();
    int refuted = 0;
    String lastRefusal = "";
    for (int i = 0; i < tries && repairs.size() < shown; i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Alike alike = classes.get(i);
      Candidate candidate = alike.best().candidate();
      watcher.proving(i + 1, tries);
      var began = clock.instant();
      Prover.Verdict verdict = prover.prove(candidate);
      watcher.proved(
          i + 1,
          verdict instanceof Prover.Verdict.Proven,
          Duration.between(began, clock.instant()));
      switch (verdict) {
        case Prover.Verdict.Proven(Proof proof) -> {
          int runs = covering.apply(candidate).size();
          int rivals = rivals(classes, alike);
          repairs.add(
              new Repair(
                  candidate,
                  UnifiedDiff.of(candidate.patch(), original),
                  Explanation.cause(candidate, failing, suspects),
                  proof,
                  Confidence.of(candidate.trust(), failing.size(), runs, rivals, alike.size() - 1),
                  Explanation.doubts(
                      candidate, runs, rivals, proof.testsAfter() > 0, proof.otherFailures()),
                  alike.size() - 1));
        }
        case Prover.Verdict.Refuted(String why) -> {
          refuted++;
          lastRefusal = why;
        }
        case Prover.Verdict.Undecided(String why) -> lastRefusal = why;
      }
    }
    return new Choice(repairs, classes.size(), refuted, lastRefusal);
  }

  private static int rivals(List<Alike> classes, Alike chosen) {
    return (int)
        classes.stream()
            .filter(each -> !each.equals(chosen))
            .filter(each -> each.best().candidate().trust() == Trust.ORDINARY)
            .count();
  }
}
