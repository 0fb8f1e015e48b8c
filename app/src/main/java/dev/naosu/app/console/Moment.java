package dev.naosu.app.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// A time as a page shows it.
///
/// @param machine for programs, ISO 8601
/// @param exact such as `28 Nov 2026, 12:03:10 UTC`
/// @param ago such as `3 min ago`, or `in 23 h`
public record Moment(String machine, String exact, String ago) {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  static Moment of(Instant instant, Instant now) {
    Instant second = instant.truncatedTo(ChronoUnit.SECONDS);
    Duration past = Duration.between(second, now);
    String ago =
        past.isNegative()
            ? "in " + rough(past.negated())
            : past.toSeconds() < 1 ? "just now" : rough(past) + " ago";
    return new Moment(second.toString(), EXACT.format(second), ago);
  }

  /// Only the time of the day.
  static String clock(Instant instant) {
    return CLOCK.format(instant);
  }

  private static String rough(Duration time) {
    if (time.toSeconds() < 60) {
      return Math.max(1, time.toSeconds()) + " s";
    }
    if (time.toMinutes() < 60) {
      return time.toMinutes() + " min";
    }
    return time.toHours() < 48 ? time.toHours() + " h" : time.toDays() + " days";
  }
}
