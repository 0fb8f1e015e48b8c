package dev.naosu.repair.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// How soon a need has to be met; the most urgent first.
public enum Urgency {
  /// Within a day.
  NOW,
  /// Within a week.
  SOON,
  /// Within a month.
  PLANNED,
  /// Whenever there is time.
  SOME_DAY;

  private static final Duration MONTH = Duration.ofDays(30);

  static Urgency of(Optional<Instant> until, Instant now) {
    if (until.isEmpty()) {
      return SOME_DAY;
    }
    Duration left = Duration.between(now, until.get());
    if (left.compareTo(Duration.ofDays(1)) <= 0) {
      return NOW;
    }
    if (left.compareTo(Duration.ofDays(7)) <= 0) {
      return SOON;
    }
    return left.compareTo(MONTH) <= 0 ? PLANNED : SOME_DAY;
  }

  Urgency atLeast(Urgency other) {
    return compareTo(other) <= 0 ? this : other;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
