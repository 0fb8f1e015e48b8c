package dev.naosu.ship.canary;

import java.time.Duration;
import java.util.Set;

/// Failures that a service was seen to throw before the new version came.
///
/// @param fingerprints of them
/// @param watched how long somebody looked
public record KnownFailures(Set<String> fingerprints, Duration watched) {
  public static final KnownFailures NONE = new KnownFailures(Set.of(), Duration.ZERO);

  /// Who looked for a day has seen most of what happens rarely.
  private static final Duration LONG = Duration.ofDays(1);

  public KnownFailures {
    fingerprints = Set.copyOf(fingerprints);
  }

  /// Whether what is not among them is probably new.
  public boolean isMost() {
    return watched.compareTo(LONG) >= 0;
  }
}
