package dev.naosu.detect;

import dev.naosu.redaction.Redaction;

/// Makes texts from outside fit to be kept in a signal: without secrets, bounded, and without
/// letters that a database or a page chokes on.
public record CleanText(Redaction redaction) {
  private static final int MOST_NAME_LETTERS = 300;

  /// More than is kept, so that a secret at the edge is seen whole; bounded, for time.
  private static final int MOST_REDACTED_LETTERS = 256 * 1024;

  private static final String LEFT_OUT = "\n\t… (left out)\n";

  public String message(String text) {
    return cut(redacted(text), Signal.MOST_LETTERS);
  }

  public String name(String text) {
    return cut(redacted(cut(text, 2 * MOST_NAME_LETTERS)), MOST_NAME_LETTERS);
  }

  /// A long trace loses its middle: what was thrown stands at its beginning, why at its end.
  public String trace(String text) {
    String whole = redacted(middleOut(text, MOST_REDACTED_LETTERS)).strip();
    return middleOut(whole, Signal.MOST_TRACE_LETTERS);
  }

  public String attribute(String name, String value) {
    return cut(
        plain(redaction.value(name, cut(value, MOST_REDACTED_LETTERS))), Signal.MOST_LETTERS);
  }

  /// Without control characters but for tabs and ends of lines, and without halves of letters.
  public static String plain(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .filter(letter -> letter == '\n' || letter == '\t' || !Character.isISOControl(letter))
        .map(letter -> Character.getType(letter) == Character.SURROGATE ? 0xFFFD : letter)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  /// Whether nothing need be done, as with most texts.
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      boolean isControl = letter < ' ' || letter >= 0x7f && letter <= 0x9f;
      if (isControl && letter != '\n' && letter != '\t' || Character.isSurrogate(letter)) {
        return false;
      }
    }
    return true;
  }

  /// Its beginning; never half of a letter.
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean halfLetter = Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, halfLetter ? most - 1 : most);
  }

  private String redacted(String text) {
    return redaction.text(plain(cut(text, MOST_REDACTED_LETTERS)));
  }

  private static String middleOut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int half = (most - LEFT_OUT.length()) / 2;
    int head = text.lastIndexOf('\n', half);
    int tail = text.indexOf('\n', text.length() - half);
    return text.substring(0, head < 0 ? half : head)
        + LEFT_OUT
        + text.substring(tail < 0 ? text.length() - half : tail + 1);
  }
}
