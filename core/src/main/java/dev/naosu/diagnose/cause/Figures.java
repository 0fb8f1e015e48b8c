package dev.naosu.diagnose.cause;

import dev.naosu.detect.metrics.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Numbers and times in the sentences of a report.
final class Figures {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Figures() {}

  /// Three digits that count.
  static String of(double value) {
    double size = Math.abs(value);
    if (size >= 1e6 || (size > 0 && size < 0.001)) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
  }

  static String clock(Instant time) {
    return CLOCK.format(time) + " UTC";
  }

  /// `18 s before`, `3 min after`.
  static String apart(Instant time, Instant from) {
    Duration apart = Duration.between(from, time);
    return span(apart.abs()) + (apart.isNegative() ? " before" : " after");
  }

  static String span(Duration time) {
    if (time.toDays() >= 2) {
      return time.toDays() + " days";
    }
    if (time.toHours() >= 2) {
      return time.toHours() + " h";
    }
    return time.toMinutes() >= 2 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }

  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /// In hundredths.
  static String share(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /// What a metric is called, with the labels that tell it apart.
  static String name(Series series) {
    String labels = series.labels().toString();
    String told = labels.equals("{}") ? "" : labels;
    return series.name() + (told.length() <= 120 ? told : told.substring(0, 119) + "…");
  }
}
