package dev.naosu.tail.reading;

import dev.naosu.detect.logs.LogLine.Level;
import java.util.Locale;
import java.util.Optional;

/// The words that logging libraries have for how bad something is.
final class Levels {
  private static final int LOGBACK_WARN = 30_000;
  private static final int LOGBACK_ERROR = 40_000;

  private Levels() {}

  /// In any case; or a number, of syslog below ten, of bunyan and its like from ten on.
  static Optional<Level> of(String word) {
    return Optional.ofNullable(
        switch (word.strip().toUpperCase(Locale.ROOT)) {
          case "TRACE", "FINEST", "FINER", "ALL", "10" -> Level.TRACE;
          case "DEBUG", "FINE", "CONFIG", "7", "20" -> Level.DEBUG;
          case "INFO", "INFORMATION", "NOTICE", "6", "5", "30" -> Level.INFO;
          case "WARN", "WARNING", "4", "40" -> Level.WARN;
          case "ERROR", "ERR", "SEVERE", "3", "50" -> Level.ERROR;
          case "FATAL",
              "CRITICAL",
              "CRIT",
              "ALERT",
              "EMERGENCY",
              "EMERG",
              "PANIC",
              "2",
              "1",
              "0",
              "60" ->
              Level.FATAL;
          default -> null;
        });
  }

  /// As the header of a line of text has it: in capitals, so that prose is not taken for a level.
  static Optional<Level> inText(String word) {
    boolean capitals =
        word.length() >= 4 && word.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    return capitals ? of(word) : Optional.empty();
  }

  /// logback's numbers.
  static Level ofValue(int value) {
    if (value >= LOGBACK_ERROR) {
      return Level.ERROR;
    }
    return value >= LOGBACK_WARN ? Level.WARN : Level.INFO;
  }
}
