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

  private Suspicion() {}

  /// What may be in the text; 0 when it holds no secret.
  static int of(String text) {
    int found = 0;
    for (int i = 0; i < text.length(); i++) {
      found |=
          switch (text.charAt(i)) {
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
