package dev.naosu.bench.judge;

import dev.naosu.replay.Value;
import java.util.Locale;
import java.util.Optional;

/// The values of Java's literals.
final class Literals {
  private Literals() {}

  /// @return empty for a token that is no text, character or number, and for text blocks
  static Optional<Value.Constant> read(String token) {
    try {
      if (token.startsWith("\"\"\"")) {
        return Optional.empty();
      }
      if (token.startsWith("\"")) {
        return Optional.of(new Value.Constant(inside(token)));
      }
      if (token.startsWith("'")) {
        return Optional.of(new Value.Constant(inside(token).charAt(0)));
      }
      if (!token.isEmpty() && Character.isDigit(token.charAt(token.startsWith(".") ? 1 : 0))) {
        return Optional.of(number(token.replace("_", "").toLowerCase(Locale.ROOT)));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      // a token that only looks like a literal
    }
    return Optional.empty();
  }

  private static String inside(String token) {
    return token.substring(1, token.length() - 1).translateEscapes();
  }

  private static Value.Constant number(String digits) {
    boolean hexadecimal = digits.startsWith("0x");
    if (!hexadecimal && digits.matches(".*[.efd].*")) {
      return new Value.Constant(Double.valueOf(digits));
    }
    String whole = digits.endsWith("l") ? digits.substring(0, digits.length() - 1) : digits;
    return new Value.Constant(
        whole.startsWith("0b") ? Long.valueOf(whole.substring(2), 2) : Long.decode(whole));
  }
}
