package dev.naosu.detect.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When something reaches a limit.
public sealed interface Outlook {
  /// It is there, or beyond it.
  record Over(double value) implements Outlook {}

  /// It will be there, if it goes on as it did.
  ///
  /// @param earliest begin of the interval
  /// @param likely as likely before as after
  /// @param latest end of the interval; empty when it lies beyond what can be looked ahead
  /// @param confidence that it is reached before the end of what is looked ahead, in [0, 1]
  /// @param perDay growth in a day
  record Reached(
      Instant earliest, Instant likely, Optional<Instant> latest, double confidence, double perDay)
      implements Outlook {}

  /// It does not get there within the time that can be looked ahead.
  ///
  /// @param within how far was looked ahead
  /// @param confidence of that, in [0, 1]
  /// @param perDay growth in a day; negative when it falls
  record NotWithin(Duration within, double confidence, double perDay) implements Outlook {}

  /// Too little is known.
  ///
  /// @param why in one sentence, with what would help
  record Unclear(String why) implements Outlook {}
}
