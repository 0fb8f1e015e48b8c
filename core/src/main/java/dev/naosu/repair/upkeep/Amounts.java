package dev.naosu.repair.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Amounts and dates in sentences.
final class Amounts {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Amounts() {}

  /// `3 Dec 2026`, and within three days of `now` with the hour.
  static String date(Instant instant, Instant now) {
    boolean near = Duration.between(now, instant).abs().compareTo(Duration.ofDays(3)) < 0;
    return (near ? HOUR : DAY).format(instant);
  }

  static String of(long amount, String unit) {
    return of((double) amount, unit);
  }

  /// `4.2 GB`, or `17` of what is counted.
  static String of(double amount, String unit) {
    if (!unit.equals("bytes")) {
      String number =
          Math.abs(amount) >= 100
              ? String.format(Locale.ROOT, "%,.0f", amount)
              : String.format(Locale.ROOT, "%.3g", amount).replaceFirst("\\.0+$", "");
      return unit.isEmpty() ? number : number + " " + unit;
    }
    double left = amount;
    int power = 0;
    while (Math.abs(left) >= 1000 && power < UNITS.length - 1) {
      left /= 1000;
      power++;
    }
    return String.format(Locale.ROOT, power == 0 ? "%.0f %s" : "%.1f %s", left, UNITS[power]);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
