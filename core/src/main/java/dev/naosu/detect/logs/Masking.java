package dev.naosu.detect.logs;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds what surely is none of the programmer's words: what begins with a digit or has many,
/// hexadecimal digits, paths, mail addresses, truth values. Every letter is looked at a bounded
/// number of times.
final class Masking {
  /// Stands for a value.
  static final String VARIABLE = "<*>";

  private static final int LEAST_HEXADECIMAL = 8;
  private static final int MANY_DIGITS = 4;

  /// Within words: `node-7` is `node-<*>`.
  private static final String INNER = ".-+@#$%&/";

  private static final Pattern UUID =
      Pattern.compile(
          "\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

  private static final Set<String> MONTHS =
      Set.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final Set<String> DAYS = Set.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

  private static final Set<String> SIZES = Set.of("B", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB");

  private Masking() {}

  /// A word with its values masked.
  static String masked(String whole) {
    if (isPath(whole) || whole.indexOf('@') > 0 || isTruth(whole)) {
      return VARIABLE;
    }
    String word = whole.indexOf('-') < 0 ? whole : UUID.matcher(whole).replaceAll(VARIABLE);
    StringBuilder masked = new StringBuilder(word.length());
    // a sign belongs to its number
    int i = word.length() > 1 && isSign(word.charAt(0)) && isDigit(word.charAt(1)) ? 1 : 0;
    while (i < word.length()) {
      int end = i;
      while (end < word.length() && !isInner(word, end)) {
        end++;
      }
      if (isValue(word, i, end)) {
        append(masked);
      } else {
        masked.append(word, i, end);
      }
      if (end < word.length()) {
        masked.append(word.charAt(end));
      }
      i = end + 1;
    }
    return masked.toString();
  }

  /// The name of a host that a port follows: all of it is a value; `name/address` is two.
  static String maskedHost(String word) {
    int slash = word.indexOf('/');
    return slash > 0 && slash < word.length() - 1 ? VARIABLE + "/" + VARIABLE : VARIABLE;
  }

  /// Whether nothing of a masked word is text.
  static boolean isAllValue(String masked) {
    return masked.contains(VARIABLE)
        && masked.replace(VARIABLE, "").chars().noneMatch(Character::isLetter);
  }

  /// Whether a word may be a value: it has a digit, was masked in part, or is a name of three parts
  /// or more, as those of hosts and classes are.
  static boolean isLikeValue(String word) {
    int dots = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      dots += c == '.' ? 1 : 0;
      if (isDigit(c) || c == '<' || dots == 2) {
        return true;
      }
    }
    return false;
  }

  static boolean isMonth(String word) {
    return MONTHS.contains(word);
  }

  static boolean isDay(String word) {
    return DAYS.contains(word);
  }

  /// Units that change with the size of the number before them.
  static boolean isSizeUnit(String word) {
    return SIZES.contains(word);
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSign(char c) {
    return c == '-' || c == '+';
  }

  /// The minus of `blk_-7` is no hyphen.
  private static boolean isInner(String word, int at) {
    return INNER.indexOf(word.charAt(at)) >= 0
        && !(word.charAt(at) == '-' && at > 0 && word.charAt(at - 1) == '_');
  }

  /// `1.2.3` is one value.
  private static void append(StringBuilder masked) {
    if (endsWith(masked, VARIABLE + ".")) {
      masked.setLength(masked.length() - 1);
    } else {
      masked.append(VARIABLE);
    }
  }

  private static boolean endsWith(StringBuilder text, String end) {
    int from = text.length() - end.length();
    return from >= 0 && text.indexOf(end, from) == from;
  }

  private static boolean isValue(String word, int from, int to) {
    int digits = 0;
    boolean isHexadecimal = true;
    for (int i = from; i < to; i++) {
      char c = word.charAt(i);
      digits += isDigit(c) ? 1 : 0;
      isHexadecimal &= Character.digit(c, 16) >= 0;
    }
    int length = to - from;
    return digits > 0
        && (isDigit(word.charAt(from))
            || digits >= MANY_DIGITS
            || digits >= length - digits
            || isHexadecimal && length >= LEAST_HEXADECIMAL);
  }

  private static boolean isPath(String word) {
    return word.length() > 1
        && word.charAt(0) == '/'
        && word.chars().anyMatch(Character::isLetterOrDigit);
  }

  private static boolean isTruth(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "true", "false", "null" -> true;
      default -> false;
    };
  }
}
