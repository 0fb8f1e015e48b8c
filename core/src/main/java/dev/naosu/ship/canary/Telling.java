package dev.naosu.ship.canary;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them.
final class Telling {
  private Telling() {}

  static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  static String time(Duration time) {
    if (time.compareTo(Duration.ofMinutes(2)) < 0) {
      return time.toSeconds() + " s";
    }
    return time.compareTo(Duration.ofHours(3)) < 0
        ? Math.round(time.toSeconds() / 60.0) + " min"
        : number(Math.round(time.toMinutes() / 6.0) / 10.0) + " h";
  }

  static String percent(double share) {
    double percent = 100 * share;
    return percent == Math.rint(percent)
        ? String.format(Locale.ROOT, "%.0f %%", percent)
        : String.format(Locale.ROOT, percent < 1 ? "%.2f %%" : "%.1f %%", percent);
  }

  static String errors(Answers answers) {
    return answers.requests() == 0
        ? "no requests"
        : "%d of %d requests (%s)"
            .formatted(
                answers.errors(),
                answers.requests(),
                percent((double) answers.errors() / answers.requests()));
  }

  static String millis(Latencies latencies, double quantile) {
    return latencies.count() == 0
        ? "unknown"
        : String.format(
            Locale.ROOT, "%.0f ms", Latencies.end(latencies.quantile(quantile)).toNanos() / 1e6);
  }

  static String evidence(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", Math.min(value, 1e12));
  }
}
