package dev.naosu.prove.safety;

import java.time.Duration;

/// How often and how widely one action may be done.
///
/// @param coolDown how long a target is left alone by the same action; twice as long after each
///   failure
/// @param perHour most times in any hour
/// @param share of a component that may be away at a time, in [0, 1]
/// @param atOnce most targets of a component at a time, once the first ones went well
/// @param errors share of the last hour's attempts at a component that may fail, in [0, 1]; beyond
///   it, the action is stopped there
/// @param failures in a row after which it is not tried any more on that target
/// @param lease how long a change stands that is not renewed
/// @param signals independent ones that it needs; destructive actions need two at least
/// @param drilled how long a drill of its undo is worth something; zero where none is needed
public record Limits(
    Duration coolDown,
    int perHour,
    double share,
    int atOnce,
    double errors,
    int failures,
    Duration lease,
    int signals,
    Duration drilled) {
  public Limits {
    if (coolDown.isNegative() || lease.isNegative() || lease.isZero() || drilled.isNegative()) {
      throw new IllegalArgumentException("times are not negative, and a lease takes some");
    }
    if (perHour < 1 || atOnce < 1 || failures < 1 || signals < 0) {
      throw new IllegalArgumentException(
          "perHour, atOnce and failures are at least 1, signals at least 0");
    }
    if (!(0 <= share && share <= 1 && 0 <= errors && errors <= 1)) {
      throw new IllegalArgumentException("shares are in [0, 1], not " + share + ", " + errors);
    }
  }

  /// What holds where nothing is set.
  public static Limits usual() {
    return new Limits(
        Duration.ofMinutes(10), 6, 0.5, 4, 0.34, 3, Duration.ofMinutes(15), 1, Duration.ofDays(14));
  }
}
