package dev.naosu.ship.canary;

import java.time.Duration;

/// Whether requests fail more often at the new version: of the errors of a span, more are its own
/// than its share of the requests explains.
///
/// How often requests fail at all is not needed, may be never, and may change at any time, as long
/// as it does for both.
record ErrorBets(Bets bets) {
  /// How many times larger the odds to fail might be.
  private static final double[] RATIOS = {1.5, 2, 3, 5, 10, 30, 100};

  ErrorBets() {
    this(Bets.on(RATIOS.length));
  }

  static double[] ratios() {
    return RATIOS.clone();
  }

  double evidence() {
    return bets.all();
  }

  ErrorBets after(Duration span, Sides sides) {
    Draw draw =
        new Draw(
            sides.fresh().errors(),
            sides.fresh().requests(),
            sides.old().errors(),
            sides.old().requests());
    return draw.isEmpty()
        ? this
        : new ErrorBets(bets.after(span, kind -> draw.logLikelihoodRatio(RATIOS[kind])));
  }
}
