package dev.naosu.redaction;

import java.util.BitSet;

/// Walks over the tokens of a JSON text and replaces secret values, in place: all other letters
/// stay as they are, so that a text that is not JSON after all stays wrong in the same way. Outside
/// of strings such a text may hold secrets too, and is told by [#isJson].
final class JsonSecrets {
  /// All that JSON has outside of strings.
  private static final String BARE = "truefalsn0123456789+-.eE: \t\r\n";

  private final Masking masking;
  private final String text;
  private final StringBuilder hidden = new StringBuilder();

  /// By depth, whether all values inside are secret, or all but numbers.
  private final BitSet secretInside = new BitSet();

  private final BitSet secretNumbersInside = new BitSet();
  private int depth;
  private boolean secret;
  private boolean secretNumber;
  private boolean isJson = true;

  /// What stands in the place of texts, as they are escaped in JSON.
  interface Masking {
    /// Whether what is called so is secret, with all that is within it.
    boolean isSecret(String name);

    /// Whether numbers under that name are, too.
    boolean isSecretNumber(String name);

    /// @param value not empty
    String secret(String value);

    String text(String value);
  }

  JsonSecrets(Masking masking, String text) {
    this.masking = masking;
    this.text = text;
  }

  String hidden() {
    int at = 0;
    while (at < text.length()) {
      char letter = text.charAt(at);
      switch (letter) {
        case '"' -> at = string(at);
        case '{', '[' -> {
          depth++;
          secretInside.set(depth, secret || secretInside.get(depth - 1));
          secretNumbersInside.set(depth, secretNumber || secretNumbersInside.get(depth - 1));
          forgetName();
          at = copied(at);
        }
        case '}', ']' -> {
          depth = Math.max(0, depth - 1);
          forgetName();
          at = copied(at);
        }
        case ',' -> {
          forgetName();
          at = copied(at);
        }
        default -> {
          isJson &= BARE.indexOf(letter) >= 0;
          boolean digit = letter >= '0' && letter <= '9';
          // every digit becomes a 1: a number of as many digits, with no zero in front
          hidden.append(digit && (secretNumber || secretNumbersInside.get(depth)) ? '1' : letter);
          at++;
        }
      }
    }
    return hidden.toString();
  }

  /// Whether nothing stood outside of strings that JSON does not have there; known once all was
  /// walked over.
  boolean isJson() {
    return isJson;
  }

  private int copied(int at) {
    hidden.append(text.charAt(at));
    return at + 1;
  }

  private void forgetName() {
    secret = false;
    secretNumber = false;
  }

  /// @param at where its opening quote is
  /// @return behind its closing quote, or the end of the text when it has none
  private int string(int at) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != '"') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    end = Math.min(end, text.length());
    String content = text.substring(at + 1, end);
    boolean closed = end < text.length();
    if (closed && isName(end + 1)) {
      secret = masking.isSecret(content);
      secretNumber = masking.isSecretNumber(content);
      hidden.append('"').append(content);
    } else {
      boolean hide = (secret || secretInside.get(depth)) && !content.isEmpty();
      hidden.append('"').append(hide ? masking.secret(content) : masking.text(content));
    }
    if (closed) {
      hidden.append('"');
    }
    return Math.min(end + 1, text.length());
  }

  private boolean isName(int after) {
    int at = after;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() && text.charAt(at) == ':';
  }
}
