package dev.naosu.bench.canary;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.ship.canary.Canary;
import dev.naosu.ship.canary.CanaryPlan;
import dev.naosu.ship.canary.KnownFailures;
import dev.naosu.ship.canary.Power;
import dev.naosu.ship.canary.Verdict;
import dev.naosu.ship.canary.Verdict.Cause;
import dev.naosu.ship.canary.Verdict.Promote;
import dev.naosu.ship.canary.Verdict.RollBack;
import dev.naosu.ship.canary.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One canary of a made-up service.
final class Trial {
  private static final Version OLD = new Version("old");
  private static final Version FRESH = new Version("fresh");
  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
  private static final Duration SPAN = Duration.ofSeconds(10);
  private static final int HOUR_SECONDS = 3600;
  private static final int SPANS_A_MINUTE = 6;

  private final CanaryPlan plan;
  private final World world;
  private final long seed;
  private final Duration most;

  /// @param most time, when nothing is decided before
  Trial(CanaryPlan plan, World world, long seed, Duration most) {
    this.plan = plan;
    this.world = world;
    this.seed = seed;
    this.most = most;
  }

  /// What came of it.
  ///
  /// @param cause empty when it was not rolled back
  /// @param after when it was rolled back or let in, or the longest time
  /// @param isLetIn whether it got everything in the end
  /// @param predicted when so many errors are noticed at the share of the first stage, from what
  ///   the old version answered in the hour before; empty when not within a month, or when the new
  ///   one does not fail more often
  /// @param intervals whether the comparison by the minute found it worse at the end of a stage
  record Outcome(
      World world,
      Optional<Cause> cause,
      Duration after,
      boolean isLetIn,
      Optional<Duration> predicted,
      boolean intervals) {
    boolean isRolledBack() {
      return cause.isPresent();
    }

    boolean isInTime() {
      return isRolledBack() && predicted.filter(time -> after.compareTo(time) <= 0).isPresent();
    }
  }

  /// @param withIntervals whether to compare by the minute too, for which everything goes on after
  ///   it was decided
  Outcome run(boolean withIntervals) {
    Life life = new Life(world, seed);
    Optional<Duration> predicted = predict(life);
    Canary canary =
        Canary.begin(plan, OLD, FRESH, new KnownFailures(Set.of(Life.KNOWN), Duration.ofDays(7)));
    IntervalJudge judge = new IntervalJudge();
    List<Life.Both> minute = new ArrayList<>();
    boolean isWorse = false;
    int stage = 0;
    Duration stageBegan = Duration.ZERO;
    Optional<Duration> decided = Optional.empty();
    boolean isLetIn = false;
    Duration now = Duration.ZERO;
    while (now.compareTo(most) < 0 && (decided.isEmpty() || withIntervals)) {
      Duration sinceStage = now.minus(stageBegan);
      Life.Both both =
          life.in(
              seconds(now), seconds(sinceStage), seconds(SPAN), plan.stages().get(stage).share());
      now = now.plus(SPAN);
      minute.add(both);
      if (minute.size() == SPANS_A_MINUTE) {
        judge.add(
            sum(minute.stream().map(Life.Both::old).toList()),
            sum(minute.stream().map(Life.Both::fresh).toList()));
        minute.clear();
      }
      if (decided.isEmpty()) {
        canary = canary.with(window(stage, now, both));
      }
      boolean isOver = now.minus(stageBegan).compareTo(plan.stages().get(stage).time()) >= 0;
      Verdict verdict = canary.verdict();
      if (decided.isEmpty() && verdict instanceof RollBack) {
        decided = Optional.of(now);
      } else if (decided.isEmpty() && verdict instanceof Promote promote) {
        isLetIn = promote.isLast();
        decided = isLetIn ? Optional.of(now) : Optional.empty();
      }
      boolean goesOn =
          decided.isEmpty() ? verdict instanceof Promote promote && promote.next() > stage : isOver;
      if (goesOn) {
        isWorse |= withIntervals && judge.isWorse();
        judge = new IntervalJudge();
        minute.clear();
        stage++;
        stageBegan = now;
        if (stage == plan.stages().size()) {
          break;
        }
      }
    }
    Optional<Cause> cause =
        canary.verdict() instanceof RollBack worse ? Optional.of(worse.cause()) : Optional.empty();
    return new Outcome(world, cause, decided.orElse(now), isLetIn, predicted, isWorse);
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }

  private Optional<Duration> predict(Life life) {
    if (world.errorRatio() == 1) {
      return Optional.empty();
    }
    Answers before = life.in(-HOUR_SECONDS, HOUR_SECONDS, HOUR_SECONDS, 0).old();
    return Power.ahead(before, Duration.ofSeconds(HOUR_SECONDS), plan)
        .noticedIn(world.errorRatio());
  }

  private static Window window(int stage, Duration to, Life.Both both) {
    return new Window(
        stage,
        new Traffic(
            START.plus(to).minus(SPAN),
            START.plus(to),
            Map.of(OLD, both.old(), FRESH, both.fresh())));
  }

  private static Answers sum(List<Answers> answers) {
    return answers.stream()
        .reduce(
            Answers.NONE,
            (one, other) ->
                new Answers(
                    one.requests() + other.requests(),
                    one.errors() + other.errors(),
                    one.latencies().plus(other.latencies()),
                    Set.of()));
  }
}
