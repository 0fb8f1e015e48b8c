package dev.naosu.ship.canary;

import java.time.Duration;

/// For how long the new version has answered nothing while the old one had requests.
///
/// When each request goes to the new version with the chance of its share, none of so many does
/// with the chance of (1 - share) to the power of their number. It may begin after any request, so
/// the chance is shared by a thousand beginnings.
record Silence(Duration time, double logChance) {
  static final Silence NONE = new Silence(Duration.ZERO, 0);

  private static final double BEGINNINGS = 1000;

  /// Starting and stopping takes a while.
  private static final Duration LEAST = Duration.ofMinutes(1);

  Silence after(Duration span, Sides sides, double share) {
    if (sides.fresh().requests() > 0) {
      return NONE;
    }
    return sides.old().requests() == 0
        ? this
        : new Silence(time.plus(span), logChance + sides.old().requests() * Math.log1p(-share));
  }

  boolean isSure(double alpha) {
    return time.compareTo(LEAST) >= 0 && logChance <= Math.log(alpha / BEGINNINGS);
  }
}
