package dev.naosu.ship.pull;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What people can tell naosu in a remark, in a line of its own.
public enum Order {
  /// Say what the cause is and what shows it.
  EXPLAIN,
  /// Look for another repair.
  RETRY,
  /// Do nothing more about this incident.
  STOP;

  private static final int MOST_LETTERS = 20_000;
  private static final Pattern LINE =
      Pattern.compile("(?im)^/naosu[ \\t]+(explain|retry|stop)(?:[ \\t]+.{0,500})?[ \\t]*\\r?$");

  /// The first that a remark holds. What is quoted or shown as code is none.
  public static Optional<Order> of(String text) {
    Matcher matcher = LINE.matcher(spoken(text));
    return matcher.find()
        ? Optional.of(valueOf(matcher.group(1).toUpperCase(Locale.ROOT)))
        : Optional.empty();
  }

  /// Without what stands between fences.
  private static String spoken(String text) {
    StringBuilder spoken = new StringBuilder();
    boolean code = false;
    String start = text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS);
    for (String line : start.split("\n", -1)) {
      if (line.stripLeading().startsWith("```") || line.stripLeading().startsWith("~~~")) {
        code = !code;
      } else if (!code) {
        spoken.append(line).append('\n');
      }
    }
    return spoken.toString();
  }
}
