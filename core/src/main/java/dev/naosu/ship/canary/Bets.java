package dev.naosu.ship.canary;

import java.time.Duration;
import java.util.function.IntToDoubleFunction;

/// A game against the sentence that the new version is no worse: a wealth of 1 is put on how much
/// worse it might be, and grows only when it is.
///
/// While the sentence holds, no way of betting multiplies the wealth by 100 with a chance of more
/// than 1 in 100, ever (Ville, 1939): so the wealth may be looked at after each span, and the game
/// ended when it is large enough. It is an e-value.
///
/// The wealth is spread over some ratios, and a part of it over no difference at all, which keeps
/// it. A small share of all is spread anew all the time, so that a fault that begins late, or a
/// burst of errors at both versions, does not find the useful bets ruined (fixed share).
///
/// Sources: J. Ville, *Étude critique de la notion de collectif*, 1939; V. Vovk, R. Wang,
/// *E-values: Calibration, combination and applications*, Annals of Statistics 2021; M. Lindon, A.
/// Malek, *Anytime-Valid Inference for Multinomial Count Data*, arXiv 2011.03567; M. Herbster, M.
/// K. Warmuth, *Tracking the Best Expert*, Machine Learning 32, 1998.
final class Bets {
  /// What is kept by the bet that nothing is worse.
  static final double KEPT = 0.2;

  /// In this time, so much is spread anew as would be all of it by steady steps.
  static final Duration SPREADING = Duration.ofMinutes(100);

  /// Beyond, nothing is learnt any more.
  private static final double ENOUGH = 1e12;

  /// One span alone is not believed more than this; as a logarithm.
  private static final double MOST_OF_ONE = 50;

  private final double[] wealth;

  private Bets(double[] wealth) {
    this.wealth = wealth;
  }

  /// @param kinds of bets, besides the one that keeps
  static Bets on(int kinds) {
    double[] wealth = new double[kinds + 1];
    for (int i = 0; i <= kinds; i++) {
      wealth[i] = stake(i, kinds);
    }
    return new Bets(wealth);
  }

  private static double stake(int bet, int kinds) {
    return bet == kinds ? KEPT : stake(kinds);
  }

  /// What is put on one kind at first.
  static double stake(int kinds) {
    return (1 - KEPT) / kinds;
  }

  double all() {
    double sum = 0;
    for (double each : wealth) {
      sum += each;
    }
    return sum;
  }

  /// After a span.
  ///
  /// @param said logarithm of the likelihood ratio of a kind
  Bets after(Duration span, IntToDoubleFunction said) {
    if (all() >= ENOUGH) {
      return this;
    }
    int kinds = wealth.length - 1;
    double[] next = new double[kinds + 1];
    double sum = wealth[kinds];
    next[kinds] = wealth[kinds];
    for (int i = 0; i < kinds; i++) {
      next[i] = wealth[i] * Math.exp(Math.min(MOST_OF_ONE, said.applyAsDouble(i)));
      sum += next[i];
    }
    double spread = -Math.expm1(-(double) span.toMillis() / SPREADING.toMillis());
    for (int i = 0; i <= kinds; i++) {
      next[i] = (1 - spread) * next[i] + spread * sum * stake(i, kinds);
    }
    return new Bets(next);
  }
}
