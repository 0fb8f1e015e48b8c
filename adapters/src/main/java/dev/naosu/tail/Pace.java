package dev.naosu.tail;

import java.time.Duration;

/// How often logs are looked at.
///
/// @param poll between two looks at files that had nothing new
/// @param scan between two looks for files that are new or gone
/// @param unfinished silence after which a record is taken to be over
/// @param leaving silence after which a file that was rotated away is left
/// @param longestPause between two tries while nobody takes what was read
public record Pace(
    Duration poll, Duration scan, Duration unfinished, Duration leaving, Duration longestPause) {
  public static final Pace USUAL =
      new Pace(
          Duration.ofMillis(250),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30));

  /// The pause after a pause that was of no use: twice as long, up to the longest.
  Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longestPause) > 0 ? longestPause : twice;
  }
}
