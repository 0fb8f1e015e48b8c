package dev.naosu.detect.metrics;

import java.util.Locale;
import java.util.regex.Pattern;

/// What it says of a service when a metric rises, as far as its name tells: of the hundreds of
/// metrics that a service has, few are about how it serves.
public enum Meaning {
  /// More goes wrong.
  ERRORS("error|fail|exception|rejected|timeout|dropped|5xx"),
  /// It takes longer.
  LATENCY("duration|latency|response[_.]time|self_time"),
  /// Something is used up.
  SATURATION("utilization|saturation|pending|queue|backlog|waiting|busy|\\bload\\b"),
  /// Anything else.
  OTHER("(?!)");

  private final Pattern words;

  Meaning(String words) {
    this.words = Pattern.compile(words);
  }

  /// By its name; the first that fits.
  public static Meaning of(Series series) {
    String name = series.name().toLowerCase(Locale.ROOT);
    for (Meaning each : values()) {
      if (each.words.matcher(name).find()) {
        return each;
      }
    }
    return OTHER;
  }

  /// Whether a rise alone makes one suspicious.
  public boolean isTelling() {
    return this != OTHER;
  }
}
