package dev.naosu.prove;

import dev.naosu.code.UnifiedDiff;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Ranking.Alike;
import dev.naosu.repair.Candidate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Chooses among plausible candidates: replaying sorts them into classes by what they do and puts
/// the classes in order, the best of each goes through the project's own build, and what holds
/// there is shown with its confidence and its doubts.
public final class Finalists {
  /// Classes put through the project's own build beyond those to be shown.
  private static final int SPARE_TRIES = 4;

  private final Prover prover;
  private final Replaying replaying;
  private final InstantSource clock;
  private final Confidence confidence = Confidence.asFitted();
  private final Confidence modelConfidence = Confidence.ofModels();

  private final SuiteRun suite;

  /// @param suite as observed, with the answers of good requests where there are some
  public Finalists(Prover prover, Replaying replaying, SuiteRun suite, InstantSource clock) {
    this.prover = prover;
    this.replaying = replaying;
    this.suite = suite;
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

  /// @param shown most repairs to return
  public Choice choose(Field field, int shown, Watcher watcher) throws InterruptedException {
    if (field.plausible().isEmpty()) {
      return new Choice(List.of(), 0, 0, "");
    }
    List<Alike> bySteps = Ranking.classes(field.plausible());
    Behaviours behaviours =
        replaying.of(bySteps, field).with(Convention.of(suite, field.failing()));
    List<Alike> refined = behaviours.refine(bySteps);
    List<Alike> classes =
        field.votes().isEmpty()
            ? Ranking.byEvidence(refined, behaviours::credit)
            : Ranking.byVotes(
                refined,
                behaviours::credit,
                each -> Features.changedTokens(each.candidate().patch(), field.original()),
                alike -> field.votes(alike.members()));
    int tries = Math.min(classes.size(), shown + SPARE_TRIES);
    List<Repair> repairs = new ArrayList<>();
    int refuted = 0;
    String lastRefusal = "";
    for (int i = 0; i < tries && repairs.size() < shown; i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Candidate candidate = classes.get(i).best().candidate();
      watcher.proving(i + 1, tries);
      var began = clock.instant();
      Prover.Verdict verdict = prover.prove(candidate);
      watcher.proved(
          i + 1,
          verdict instanceof Prover.Verdict.Proven,
          Duration.between(began, clock.instant()));
      switch (verdict) {
        case Prover.Verdict.Proven(Proof proof) ->
            repairs.add(repair(field, classes, i, behaviours, proof));
        case Prover.Verdict.Refuted(String why) -> {
          refuted++;
          lastRefusal = why;
        }
        case Prover.Verdict.Undecided(String why) -> lastRefusal = why;
      }
    }
    return new Choice(repairs, classes.size(), refuted, lastRefusal);
  }

  /// @param place of the class among all
  private Repair repair(
      Field field, List<Alike> classes, int place, Behaviours behaviours, Proof proof) {
    Alike alike = classes.get(place);
    Candidate candidate = alike.best().candidate();
    List<Alike> rivals =
        classes.stream()
            .filter(each -> !each.equals(alike) && !Ranking.suppresses(each.best()))
            .toList();
    Replayed replayed = behaviours.of(alike.best());
    int covering = field.covering().apply(candidate).size();
    SortedMap<String, Double> features =
        Features.of(
            new Features.About(
                alike,
                place,
                rivals,
                replayed,
                behaviours.crashesAlone(alike.best()),
                behaviours.consensus(alike.best()),
                field.failing().stream().map(TestRun::kind).toList(),
                covering,
                field.suspects(),
                field.heldOut(candidate),
                field.candidates(),
                field.exhausted(),
                proof.testsAfter() > 0),
            field.original());
    Doubts doubts = Doubts.of(alike, rivals, behaviours, covering, proof);
    Optional<Votes> votes = field.votes(alike.members());
    if (votes.isPresent()) {
      features.putAll(VoteFeatures.of(alike, votes.get(), rivals.isEmpty(), field.original()));
      doubts = doubts.and(votes.get());
    }
    boolean byModel = Ranking.isOfModel(alike.best());
    Repair repair =
        new Repair(
            candidate,
            UnifiedDiff.of(candidate.patch(), field.original()),
            Explanation.cause(candidate, field.failing(), field.suspects()),
            proof,
            doubts.limit((byModel ? modelConfidence : confidence).of(features)),
            doubts.sentences(),
            alike.size() - 1,
            features,
            replayed);
    return votes.map(repair::with).orElse(repair);
  }
}
