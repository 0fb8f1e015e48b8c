package dev.naosu.tail.reading;

import dev.naosu.detect.logs.LogLine.Level;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands between the time and the message of a line, in whatever order a layout has it:
/// level, thread, process, logger, ids of a trace.
///
/// @param logger empty when none was found
/// @param trace id of the distributed trace; empty when none was found
/// @param message the rest
record Header(Optional<Level> level, String logger, String trace, String message) {
  private static final int MOST_WORDS = 12;
  private static final int LONGEST_WORD = 250;

  private static final Pattern TRACE =
      Pattern.compile("(?<![0-9a-fA-F])(\\p{XDigit}{32})(?![0-9a-fA-F])");
  private static final Pattern SEPARATOR = Pattern.compile("(?:-{1,3}|:|\\||=>)");

  /// With or without its packages shortened; `o.a.c.C.[Tomcat].[localhost]` is one too.
  private static final Pattern LOGGER = Pattern.compile("[\\w.$/…\\[\\]-]+:?");

  /// One that nothing separates from the message: it has to look like a class.
  private static final Pattern CLASS = Pattern.compile("(?:[a-z]\\w*\\.)+[A-Z][\\w$]*:?");

  private static final Pattern SEPARATED = Pattern.compile("^\\s{0,80}(?:-{1,2}|:|\\|)(?:\\s|$)");

  /// A level at the beginning of a line, maybe behind a thread in brackets as of slf4j-simple.
  private static final Pattern LEVEL_FIRST =
      Pattern.compile(
          "\\s{0,2}(?:\\[[^\\]\\n]{1,100}] )?\\[?"
              + "(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|CONFIG|FINE|FINER|FINEST)"
              + "(?:]|:|\\s).*",
          Pattern.DOTALL);

  /// Whether a line of a log without times begins a record.
  static boolean isLevelFirst(String line) {
    return LEVEL_FIRST.matcher(line).lookingAt();
  }

  /// @param line without the time at its beginning
  static Header of(String line) {
    return new Parsing(line).header();
  }

  /// One pass over a line.
  private static final class Parsing {
    private final String line;
    private int at;
    private Optional<Level> level = Optional.empty();
    private String logger = "";
    private String trace = "";

    Parsing(String line) {
      this.line = line;
    }

    Header header() {
      for (int words = 0; words < MOST_WORDS && step(); words++) {
        // one word after the other
      }
      if (level.isEmpty()) {
        // what looked like a logger was a part of the message
        return new Header(level, "", trace, line.strip());
      }
      return new Header(level, logger, trace, line.substring(at).strip());
    }

    /// Takes one word; false when the message begins.
    private boolean step() {
      int begin = at;
      while (begin < line.length() && Character.isWhitespace(line.charAt(begin))) {
        begin++;
      }
      if (begin == line.length()) {
        return false;
      }
      char first = line.charAt(begin);
      if (first == '[' || first == '(') {
        return bracketed(begin, first == '[' ? ']' : ')');
      }
      int end = begin;
      while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
        end++;
      }
      if (end - begin > LONGEST_WORD) {
        return false;
      }
      return word(line.substring(begin, end), end);
    }

    private boolean bracketed(int begin, char closing) {
      int end = line.indexOf(closing, begin);
      if (end < 0 || end - begin > LONGEST_WORD) {
        return false;
      }
      String inside = line.substring(begin + 1, end).strip();
      Optional<Level> told = level.isEmpty() ? bracketedLevel(inside) : Optional.empty();
      if (told.isPresent()) {
        level = told;
      } else if (level.isPresent() && logger.isEmpty() && CLASS.matcher(inside).matches()) {
        logger = inside;
      } else {
        Matcher id = TRACE.matcher(inside);
        if (id.find()) {
          trace = id.group(1);
        }
      }
      at = end + 1;
      return true;
    }

    /// The JVM's own log writes its levels small, in brackets.
    private static Optional<Level> bracketedLevel(String inside) {
      return inside.matches("trace|debug|info|warning|error")
          ? Levels.of(inside)
          : Levels.inText(inside);
    }

    private boolean word(String word, int end) {
      if (SEPARATOR.matcher(word).matches()) {
        at = end;
        // Spring Boot has one before the thread
        return !(level.isPresent() && !logger.isEmpty());
      }
      Optional<Level> told =
          level.isEmpty()
              ? Levels.inText(word.endsWith(":") ? word.substring(0, word.length() - 1) : word)
              : Optional.empty();
      if (told.isPresent()) {
        level = told;
        at = end;
        return !word.endsWith(":");
      }
      if (level.isPresent() && word.matches("\\d{1,10}") && line.startsWith(" ---", end)) {
        at = end;
        return true;
      }
      return logger.isEmpty() && logger(word, end);
    }

    private boolean logger(String word, int end) {
      boolean separated = word.endsWith(":") || SEPARATED.matcher(line.substring(end)).find();
      boolean fits = separated ? LOGGER.matcher(word).matches() : CLASS.matcher(word).matches();
      if (!fits) {
        return false;
      }
      logger = word.endsWith(":") ? word.substring(0, word.length() - 1) : word;
      at = end;
      // what follows a colon is the message; else a separator may come first
      return !word.endsWith(":");
    }
  }
}
