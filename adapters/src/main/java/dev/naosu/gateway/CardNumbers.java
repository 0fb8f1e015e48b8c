package dev.naosu.gateway;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hides numbers of payment cards wherever they stand. Every digit becomes 1, so that a JSON number
/// stays one.
///
/// A number is one when it begins as those of the large schemes do, has their length and the right
/// check digit (ISO/IEC 7812-1); one in ten of other numbers that look so is hidden too.
final class CardNumbers {
  private static final Pattern CANDIDATE =
      Pattern.compile("(?<![\\d.])(?:3[4-7]|4\\d|5[0-8]|2[2-7]|6\\d)(?:[ -]?\\d){12,17}(?![\\d.])");

  private CardNumbers() {}

  static String hidden(String text) {
    Matcher candidates = CANDIDATE.matcher(text);
    return candidates.replaceAll(
        found -> isNumber(found.group()) ? found.group().replaceAll("\\d", "1") : found.group());
  }

  /// Whether the check digit is right (Luhn).
  private static boolean isNumber(String text) {
    int sum = 0;
    boolean twice = false;
    for (int i = text.length() - 1; i >= 0; i--) {
      if (!Character.isDigit(text.charAt(i))) {
        continue;
      }
      int digit = text.charAt(i) - '0';
      int value = twice ? 2 * digit : digit;
      sum += value > 9 ? value - 9 : value;
      twice = !twice;
    }
    return sum % 10 == 0;
  }
}
