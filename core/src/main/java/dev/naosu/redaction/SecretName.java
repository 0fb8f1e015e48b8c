package dev.naosu.redaction;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Names of fields, headers and attributes whose values are nobody's business.
final class SecretName {
  /// Letters and digits only, in lower case, anywhere in the name.
  private static final List<String> PARTS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "pwd",
          "secret",
          "apikey",
          "accesskey",
          "privatekey",
          "credential",
          "authorization",
          "cookie",
          "sessionid",
          "csrf",
          "xsrf",
          "creditcard",
          "cardnumber",
          "nationalid",
          "socialsecurity",
          "taxpayer",
          "passportn",
          "driverslicense",
          "personnummer");

  private static final Set<String> WHOLE =
      Set.of(
          "auth",
          "session",
          "sid",
          "sig",
          "signature",
          "pin",
          "otp",
          "cvv",
          "cvc",
          "ssn",
          "iban",
          "passport");

  private static final int MOST_LETTERS = 200;

  private SecretName() {}

  static boolean isOf(String name) {
    String plain = plain(name);
    return plain.contains("token") || isOfNumber(name);
  }

  /// Whether a number under this name is secret too: a `maxTokens` is not.
  static boolean isOfNumber(String name) {
    String plain = plain(name);
    return WHOLE.contains(plain) || PARTS.stream().anyMatch(plain::contains);
  }

  private static String plain(String name) {
    return name.substring(0, Math.min(name.length(), MOST_LETTERS))
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]", "");
  }
}
