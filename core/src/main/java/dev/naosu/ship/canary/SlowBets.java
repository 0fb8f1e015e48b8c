package dev.naosu.ship.canary;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import java.time.Duration;

/// Whether single requests take longer at the new version, by more than matters.
///
/// A request is slow when it takes longer than a quantile of what the old version took *before* the
/// span, and the new version's only when it takes longer than that by what does not matter yet. If
/// the new version is no slower than that, its requests are slow no more often than the old one's,
/// wherever the line is drawn; so the slow ones are attributed as errors are, at several lines at
/// once: the lower ones see that everything got slower, the upper ones that a few got very slow.
///
/// In place of the confidence sequences for whole distributions of Lindon, Sanden, Shirikian,
/// *Rapid Regression Detection in Software Deployments through Sequential Testing*, arXiv
/// 2205.14762, which cannot be had from counts, it tests at lines that were drawn before.
record SlowBets(Bets bets, int matters, Latencies before) {
  private static final double[] QUANTILES = {0.5, 0.75, 0.9, 0.95, 0.99};
  private static final double[] RATIOS = {2, 4, 10, 30};

  /// Fewer requests of the past draw no lines.
  private static final long LEAST_PAST = 50;

  private static final double BUCKET = Math.log(1.05);

  /// @param slower share from which on it matters
  SlowBets(double slower) {
    this(
        Bets.on(QUANTILES.length * RATIOS.length),
        (int) Math.ceil(Math.log1p(slower) / BUCKET - 1e-9),
        Latencies.NONE);
  }

  double evidence() {
    return bets.all();
  }

  /// @param counts whether the new version is warm
  SlowBets after(Duration span, Sides sides, boolean counts) {
    Latencies known = before.plus(sides.old().latencies());
    if (!counts || before.count() < LEAST_PAST) {
      return new SlowBets(bets, matters, known);
    }
    Draw[] draws = new Draw[QUANTILES.length];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = draw(sides, before.quantile(QUANTILES[i]));
    }
    Bets next =
        bets.after(
            span,
            kind -> draws[kind / RATIOS.length].logLikelihoodRatio(RATIOS[kind % RATIOS.length]));
    return new SlowBets(next, matters, known);
  }

  private Draw draw(Sides sides, int line) {
    return new Draw(
        sides.fresh().latencies().above(line + matters),
        count(sides.fresh()),
        sides.old().latencies().above(line),
        count(sides.old()));
  }

  private static long count(Answers answers) {
    return answers.latencies().count();
  }
}
