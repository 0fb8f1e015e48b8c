package dev.naosu.redaction;

/// Looks once at the letters of a text for how secrets begin. Most texts hold nothing of the kind,
/// and looking for it rule by rule would take longer than all else that is done with a line of a
/// log.
///
/// What is not suspected here, no rule of [Redaction] would find: a rule and what gives it away are
/// changed together.
final class Suspicion {
  static final int PRIVATE_KEY = 1;
  static final int ADDRESS = 1 << 1;
  static final int BEARER = 1 << 2;
  static final int AMAZON = 1 << 3;
  static final int PLATFORM = 1 << 4;
  static final int WEB_TOKEN = 1 << 5;
  static final int AUTHORIZATION = 1 << 6;
  static final int NAME = 1 << 7;

  /// What a name is followed by, if its value is told.
  private static final int SEPARATOR = 1 << 8;

  static final int CARD = 1 << 9;
  static final int ACCOUNT = 1 << 10;

  /// Fewer digits than any card has.
  private static final int CARD_DIGITS = 13;

  private Suspicion() {}

  /// What may be in the text; 0 when it holds no secret.
  static int of(String text) {
    int found = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter >= '0' && letter <= '9') {
        digits++;
        found |= digits == CARD_DIGITS ? CARD : digits == 2 ? account(text, i) : 0;
        continue;
      }
      // a card's number may be in groups
      digits = letter == ' ' || letter == '-' ? digits : 0;
      found |=
          switch (letter) {
            case '@' -> ADDRESS;
            case '=', ':', '<' -> SEPARATOR;
            case '-' -> text.startsWith("-----BEGIN", i) ? PRIVATE_KEY : 0;
            case 'a', 'A' -> a(text, i);
            case 'b', 'B' -> is(text, i, "bearer") ? BEARER : 0;
            case 'e' -> text.startsWith("eyJ", i) ? WEB_TOKEN : 0;
            case 'g' -> g(text, i);
            case 'p', 'P' -> p(text, i);
            case 's', 'S' -> is(text, i, "sk-") ? PLATFORM : is(text, i, "secret") ? NAME : 0;
            case 't', 'T' -> is(text, i, "token") ? NAME : 0;
            case 'x' -> text.startsWith("xox", i) ? PLATFORM : 0;
            default -> 0;
          };
    }
    return (found & SEPARATOR) == 0 ? found & ~(NAME | AUTHORIZATION) : found & ~SEPARATOR;
  }

  /// Two capitals and two digits, as the number of an account begins.
  ///
  /// @param second where the second digit is
  private static int account(String text, int second) {
    return second >= 3
            && isDigit(text.charAt(second - 1))
            && isCapital(text.charAt(second - 2))
            && isCapital(text.charAt(second - 3))
        ? ACCOUNT
        : 0;
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  private static boolean isCapital(char letter) {
    return letter >= 'A' && letter <= 'Z';
  }

  private static int a(String text, int at) {
    if (text.startsWith("AKIA", at) || text.startsWith("ASIA", at)) {
      return AMAZON;
    }
    if (is(text, at, "authorization")) {
      return AUTHORIZATION;
    }
    return isKey(text, at, "api") || isKey(text, at, "access") ? NAME : 0;
  }

  private static int g(String text, int at) {
    return text.startsWith("gh", at)
            || text.startsWith("github_pat_", at)
            || text.startsWith("glpat-", at)
        ? PLATFORM
        : 0;
  }

  private static int p(String text, int at) {
    return is(text, at, "passw")
            || is(text, at, "passphrase")
            || is(text, at, "pwd")
            || isKey(text, at, "private")
        ? NAME
        : 0;
  }

  /// Whether `api_key`, `api-key` or `apikey` stands there.
  private static boolean isKey(String text, int at, String kind) {
    if (!is(text, at, kind)) {
      return false;
    }
    int next = at + kind.length();
    boolean joined = next < text.length() && (text.charAt(next) == '_' || text.charAt(next) == '-');
    return is(text, joined ? next + 1 : next, "key");
  }

  private static boolean is(String text, int at, String word) {
    return text.regionMatches(true, at, word, 0, word.length());
  }
}
