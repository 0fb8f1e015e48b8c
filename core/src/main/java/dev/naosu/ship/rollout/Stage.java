package dev.naosu.ship.rollout;

import java.time.Duration;

/// A step on the way to all requests.
///
/// @param share of the requests that the new version gets, in (0, 1)
/// @param time how long it is looked at, at least
public record Stage(double share, Duration time) {
  public Stage {
    if (!(0 < share && share < 1)) {
      throw new IllegalArgumentException("a stage's share is between 0 and 1, not " + share);
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a stage takes some time");
    }
  }
}
