package dev.naosu.model;

import java.time.Duration;

/// How long an answer is waited for, and how often it is asked for.
///
/// @param limit longest time for a call, with all that it is asked again
/// @param attempts at least one
/// @param firstWait before the second attempt; twice as long before each further one
/// @param longestWait between two attempts, unless the provider asks for longer
public record Patience(Duration limit, int attempts, Duration firstWait, Duration longestWait) {
  public Patience {
    if (attempts < 1 || !limit.isPositive()) {
      throw new IllegalArgumentException("no patience at all");
    }
  }

  public static Patience usual() {
    return new Patience(Duration.ofMinutes(5), 4, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  /// The longest wait before an attempt.
  ///
  /// @param failed attempts so far, from 1
  Duration before(int failed) {
    Duration doubled = firstWait.multipliedBy(1L << Math.min(failed - 1, 20));
    return doubled.compareTo(longestWait) < 0 ? doubled : longestWait;
  }
}
