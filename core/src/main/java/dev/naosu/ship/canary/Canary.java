package dev.naosu.ship.canary;

import dev.naosu.fleet.Version;
import dev.naosu.ship.canary.Verdict.Cause;
import dev.naosu.ship.canary.Verdict.GoesOn;
import dev.naosu.ship.canary.Verdict.Hold;
import dev.naosu.ship.canary.Verdict.Promote;
import dev.naosu.ship.canary.Verdict.RollBack;
import dev.naosu.ship.canary.Verdict.Undecided;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;

/// A new version that runs beside the old one, and what is known about it so far.
///
/// It is nothing but a fold over windows: who keeps those has kept the canary, and [#of] makes it
/// again with the same verdict. It may be asked after each window without anything being wrong more
/// often for it.
///
/// Immutable.
public final class Canary {
  private final CanaryPlan plan;
  private final Version old;
  private final Version fresh;
  private final boolean isPastKnown;
  private final Guards guards;
  private final Stage stage;
  private final Recent recent;
  private final Optional<RollBack> end;

  /// What looks for what is worse.
  private record Guards(ErrorBets errors, SlowBets slow, NewFailures failures, Silence silence) {}

  /// @param to when its last window ended
  private record Stage(int number, Duration lasted, Sides sides, Instant to) {}

  private Canary(
      CanaryPlan plan,
      Version old,
      Version fresh,
      boolean isPastKnown,
      Guards guards,
      Stage stage,
      Recent recent,
      Optional<RollBack> end) {
    this.plan = plan;
    this.old = old;
    this.fresh = fresh;
    this.isPastKnown = isPastKnown;
    this.guards = guards;
    this.stage = stage;
    this.recent = recent;
    this.end = end;
  }

  /// Before anything was answered.
  public static Canary begin(CanaryPlan plan, Version old, Version fresh, KnownFailures known) {
    if (old.equals(fresh)) {
      throw new IllegalArgumentException(old + " cannot be compared with itself");
    }
    return new Canary(
        plan,
        old,
        fresh,
        known.isMost(),
        new Guards(
            new ErrorBets(), new SlowBets(plan.slower()), new NewFailures(known), Silence.NONE),
        new Stage(0, Duration.ZERO, Sides.NONE, Instant.MIN),
        Recent.NONE,
        Optional.empty());
  }

  /// After some windows.
  ///
  /// @param windows in the order of time, not overlapping, of stages that do not go down
  public static Canary of(
      CanaryPlan plan, Version old, Version fresh, KnownFailures known, List<Window> windows) {
    Canary canary = begin(plan, old, fresh, known);
    for (Window each : windows) {
      canary = canary.with(each);
    }
    return canary;
  }

  /// After one more window.
  public Canary with(Window window) {
    if (window.stage() >= plan.stages().size() || window.stage() < stage.number()) {
      throw new IllegalArgumentException(
          "after stage %d of %d comes no stage %d"
              .formatted(stage.number(), plan.stages().size(), window.stage()));
    }
    if (window.traffic().from().isBefore(stage.to())) {
      throw new IllegalArgumentException(
          "a window from %s overlaps the one before, to %s"
              .formatted(window.traffic().from(), stage.to()));
    }
    if (end.isPresent()) {
      return this;
    }
    Duration span = Duration.between(window.traffic().from(), window.traffic().to());
    Sides sides = Sides.of(window.traffic(), old, fresh);
    boolean isNew = window.stage() > stage.number();
    Sides all = isNew ? sides : stage.sides().plus(sides);
    Duration before = isNew ? Duration.ZERO : stage.lasted();
    double share = plan.stages().get(window.stage()).share();
    // routing need not be by chance, so what was seen counts if it is more
    double attributed = Math.max(share, all.share());
    Guards next =
        new Guards(
            guards.errors().after(span, sides),
            guards.slow().after(span, sides, before.compareTo(plan.warmUp()) >= 0),
            guards.failures().after(sides, attributed),
            (isNew ? Silence.NONE : guards.silence()).after(span, sides, share));
    Canary canary =
        new Canary(
            plan,
            old,
            fresh,
            isPastKnown,
            next,
            new Stage(window.stage(), before.plus(span), all, window.traffic().to()),
            recent.after(window.traffic().to(), sides),
            Optional.empty());
    return canary.judged();
  }

  private Canary judged() {
    return new Canary(plan, old, fresh, isPastKnown, guards, stage, recent, worse());
  }

  public Verdict verdict() {
    if (end.isPresent()) {
      return end.get();
    }
    Optional<String> lack = lack();
    boolean isOver = stage.lasted().compareTo(planned().time()) >= 0;
    if (lack.isPresent()) {
      Duration most = planned().time().plus(plan.longestExtension());
      return stage.lasted().compareTo(most) >= 0
          ? new Undecided(evidence(), "Could not be decided: " + lack.get() + ".")
          : new Hold(evidence(), "Cannot be told yet: " + lack.get() + ".");
    }
    if (!isOver) {
      return new GoesOn(evidence(), "Well so far: " + numbers() + progress() + ".");
    }
    int next = stage.number() + 1;
    boolean isLast = next == plan.stages().size();
    return new Promote(
        next,
        isLast,
        evidence(),
        "Well at %s of the requests for %s: %s."
            .formatted(
                Telling.percent(planned().share()), Telling.time(stage.lasted()), numbers()));
  }

  private CanaryPlan.Stage planned() {
    return plan.stages().get(stage.number());
  }

  private Optional<RollBack> worse() {
    SortedSet<String> sure =
        guards.failures().sure(isPastKnown, plan.firstSightChance(), plan.failuresAlpha());
    if (!sure.isEmpty()) {
      return Optional.of(
          rollBack(
              Cause.NEW_FAILURE,
              "it has %s that %s does not have: %s"
                  .formatted(
                      sure.size() == 1 ? "a failure" : sure.size() + " failures",
                      old,
                      String.join(", ", sure))));
    }
    if (guards.errors().evidence() >= plan.errorsNeeded()) {
      return Optional.of(
          rollBack(
              Cause.ERRORS,
              "it fails more often: "
                  + numbers()
                  + "; evidence "
                  + Telling.evidence(guards.errors().evidence())
                  + " of "
                  + Telling.evidence(plan.errorsNeeded())
                  + " needed"));
    }
    if (guards.silence().isSure(plan.silenceAlpha())) {
      return Optional.of(
          rollBack(
              Cause.SILENCE,
              "it has answered nothing for %s, while %s had requests"
                  .formatted(Telling.time(guards.silence().time()), old)));
    }
    return plan.latencyRollsBack() && isSlower()
        ? Optional.of(rollBack(Cause.LATENCY, "it is slower: " + times()))
        : Optional.empty();
  }

  private boolean isSlower() {
    return guards.slow().evidence() >= plan.slownessNeeded();
  }

  /// Half of what is needed, as bets grow by factors, is too much to let it go on to more requests.
  private static boolean isSuspicious(double evidence, double needed) {
    return evidence >= Math.sqrt(needed);
  }

  private RollBack rollBack(Cause cause, String why) {
    return new RollBack(cause, evidence(), "Worse: " + why + ".");
  }

  /// What is missing to call it well; while the stage lasts, only what would not come by itself.
  private Optional<String> lack() {
    if (stage.lasted().isZero() || recent.isWithoutOld() && recent.isWithoutFresh()) {
      return Optional.of("there were no requests in the last minutes");
    }
    if (recent.isTroubled()) {
      return Optional.of(
          "%s itself fails far more often than a while ago, so something else is going on"
              .formatted(old));
    }
    if (isSlower()) {
      return Optional.of("it is slower, %s, which a person has to decide about".formatted(times()));
    }
    return stage.lasted().compareTo(planned().time()) < 0 ? Optional.empty() : lackAtTheEnd();
  }

  private Optional<String> lackAtTheEnd() {
    if (recent.isWithoutOld() || recent.isWithoutFresh()) {
      return Optional.of(
          "%s had no requests in the last minutes".formatted(recent.isWithoutOld() ? old : fresh));
    }
    long least = Math.min(stage.sides().old().requests(), stage.sides().fresh().requests());
    if (least < plan.leastRequests()) {
      return Optional.of(
          "one version answered only %d requests in this stage, and %d are needed"
              .formatted(least, plan.leastRequests()));
    }
    if (isSuspicious(guards.errors().evidence(), plan.errorsNeeded())) {
      return Optional.of("it looks as if it failed more often: " + numbers());
    }
    if (isSuspicious(guards.slow().evidence(), plan.slownessNeeded())) {
      return Optional.of("it looks slower: " + times());
    }
    return Optional.empty();
  }

  private String numbers() {
    return "%s failed %s, %s %s"
        .formatted(
            fresh, Telling.errors(stage.sides().fresh()), old, Telling.errors(stage.sides().old()));
  }

  private String times() {
    return "a median of %s and a p99 of %s, %s has %s and %s"
        .formatted(
            Telling.millis(stage.sides().fresh().latencies(), 0.5),
            Telling.millis(stage.sides().fresh().latencies(), 0.99),
            old,
            Telling.millis(stage.sides().old().latencies(), 0.5),
            Telling.millis(stage.sides().old().latencies(), 0.99));
  }

  private String progress() {
    return String.format(
        Locale.ROOT,
        "; %s of %s at %s",
        Telling.time(stage.lasted()),
        Telling.time(planned().time()),
        Telling.percent(planned().share()));
  }

  private Evidence evidence() {
    return new Evidence(
        stage.number(),
        planned().share(),
        stage.lasted(),
        stage.sides().old(),
        stage.sides().fresh(),
        guards.errors().evidence(),
        plan.errorsNeeded(),
        guards.slow().evidence(),
        plan.slownessNeeded(),
        guards.failures().onlyFresh(),
        Power.of(stage.sides(), planned().share(), stage.lasted(), plan));
  }
}
