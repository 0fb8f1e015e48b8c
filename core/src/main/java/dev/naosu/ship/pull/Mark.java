package dev.naosu.ship.pull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What naosu writes for itself into its own texts on a forge, where people do not see it. So a
/// process that knows nothing finds what another one did before it was killed.
final class Mark {
  private static final String BEGIN = "<!-- naosu ";
  private static final Pattern ANSWERS =
      Pattern.compile("<!-- naosu answers ([\\w:.-]{1,100}) -->");

  private Mark() {}

  /// Of the text that offers a repair.
  static String offers(String key) {
    return BEGIN + "offers " + key + " -->";
  }

  /// Of an answer to a remark.
  static String answers(String remark) {
    return BEGIN + "answers " + remark + " -->";
  }

  /// Of something that is to be said once.
  static String says(String what) {
    return BEGIN + "says " + what + " -->";
  }

  static boolean isIn(String text) {
    return text.contains(BEGIN);
  }

  /// Whether a text answers a remark.
  static boolean answers(String text, String remark) {
    Matcher matcher = ANSWERS.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).equals(remark)) {
        return true;
      }
    }
    return false;
  }
}
