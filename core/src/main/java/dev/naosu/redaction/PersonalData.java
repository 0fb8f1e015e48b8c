package dev.naosu.redaction;

import java.math.BigInteger;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers that belong to a person and can be told by their own check digits or their form: numbers
/// of cards, of bank accounts and of telephones. What only looks like one (an order number, a time,
/// a hash) stays.
final class PersonalData {
  /// Digits in one piece, or in groups by one and the same separator.
  private static final Pattern CARD =
      Pattern.compile(
          "(?<![\\w.+-])(?:\\d{13,19}+|\\d{4}([ -])\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{1,3})?"
              + "|\\d{4}([ -])\\d{6}\\2\\d{5})(?![\\w-]|\\.\\d)");

  /// In one piece or in groups of four.
  private static final Pattern ACCOUNT =
      Pattern.compile(
          "(?<![\\w+-])[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\\w-])");

  /// As it is written for those abroad: `+49 30 1234567`.
  private static final Pattern TELEPHONE =
      Pattern.compile(
          "(?<![\\w.+-])\\+[1-9]\\d{0,2}(?:[ ./-]?\\(?\\d{1,5}\\)?){2,6}(?![\\w-]|\\.\\d)");

  /// How long account numbers of a country are, for those that use them most; others have 15 to 34
  /// letters and digits.
  private static final Map<String, Integer> LENGTHS =
      Map.ofEntries(
          Map.entry("AT", 20),
          Map.entry("BE", 16),
          Map.entry("CH", 21),
          Map.entry("CZ", 24),
          Map.entry("DE", 22),
          Map.entry("DK", 18),
          Map.entry("ES", 24),
          Map.entry("FI", 18),
          Map.entry("FR", 27),
          Map.entry("GB", 22),
          Map.entry("IE", 22),
          Map.entry("IT", 27),
          Map.entry("LU", 20),
          Map.entry("NL", 18),
          Map.entry("NO", 15),
          Map.entry("PL", 28),
          Map.entry("PT", 25),
          Map.entry("SE", 24));

  private static final int LEAST_ACCOUNT = 15;
  private static final int MOST_ACCOUNT = 34;
  private static final int LEAST_TELEPHONE = 8;
  private static final int MOST_TELEPHONE = 15;

  private PersonalData() {}

  /// Puts something else in the place of each number of a card.
  static String cards(String text, UnaryOperator<String> other) {
    return replaced(CARD, text, PersonalData::isCard, other);
  }

  /// The same of an account (IBAN).
  static String accounts(String text, UnaryOperator<String> other) {
    return replaced(ACCOUNT, text, PersonalData::isAccount, other);
  }

  /// The same of a telephone.
  static String telephones(String text, UnaryOperator<String> other) {
    return replaced(
        TELEPHONE,
        text,
        found -> {
          long digits = found.chars().filter(Character::isDigit).count();
          return digits >= LEAST_TELEPHONE && digits <= MOST_TELEPHONE;
        },
        other);
  }

  private static String replaced(
      Pattern pattern, String text, Predicate<String> isOne, UnaryOperator<String> other) {
    return pattern
        .matcher(text)
        .replaceAll(
            found -> {
              String number = found.group();
              return Matcher.quoteReplacement(isOne.test(number) ? other.apply(number) : number);
            });
  }

  /// Whether a text is the number of a card and nothing else.
  static boolean isOnlyCard(String text) {
    return CARD.matcher(text).matches() && isCard(text);
  }

  /// Whether a text is the number of an account and nothing else.
  static boolean isOnlyAccount(String text) {
    return ACCOUNT.matcher(text).matches() && isAccount(text);
  }

  /// By the ranges that are given to issuers, and by Luhn's check digit.
  private static boolean isCard(String written) {
    String digits = plain(written);
    boolean known =
        digits.matches("4\\d{12}|4\\d{15}|4\\d{18}")
            || digits.matches(
                "5[1-5]\\d{14}|2(?:22[1-9]|2[3-9]\\d|[3-6]\\d\\d|7[01]\\d|720)\\d{12}")
            || digits.matches("3[47]\\d{13}")
            || digits.matches("3(?:0[0-5]|[689]\\d)\\d{11}")
            || digits.matches("6(?:011|4[4-9]\\d|5\\d\\d)\\d{12}|62\\d{14,17}")
            || digits.matches("35(?:2[89]|[3-8]\\d)\\d{12}");
    return known && luhn(digits) == 0;
  }

  /// The sum that must be 0.
  static int luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 1 ? digit * 2 : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10;
  }

  private static boolean isAccount(String written) {
    String plain = plain(written);
    int length = LENGTHS.getOrDefault(plain.substring(0, 2), 0);
    boolean fits =
        length == 0
            ? plain.length() >= LEAST_ACCOUNT && plain.length() <= MOST_ACCOUNT
            : plain.length() == length;
    return fits && remainder(plain.substring(4) + plain.substring(0, 4)) == 1;
  }

  /// By 97, letters read as numbers from 10 on (ISO 13616).
  static int remainder(String account) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < account.length(); i++) {
      digits.append(Character.digit(account.charAt(i), Character.MAX_RADIX));
    }
    return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue();
  }

  static String plain(String written) {
    return written.replaceAll("[ -]", "");
  }
}
