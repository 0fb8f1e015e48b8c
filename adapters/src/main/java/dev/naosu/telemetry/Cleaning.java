package dev.naosu.telemetry;

import dev.naosu.detect.Body;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Makes what came from outside fit to be kept: without secrets, bounded, and without letters that
/// a database or a page chokes on.
record Cleaning(Redaction redaction) {
  static final int MOST_BODY_BYTES = 256 * 1024;
  static final int MOST_TARGET_LETTERS = 4_000;
  private static final Pattern TARGET = Pattern.compile("[!-~&&[^#]]*");
  private static final int MOST_HEADERS = 64;
  private static final int MOST_NAME_LETTERS = 300;

  /// More than is kept, so that a secret at the edge is seen whole; bounded, for time.
  private static final int MOST_REDACTED_LETTERS = 256 * 1024;

  private static final String LEFT_OUT = "\n\t… (left out)\n";

  String message(String text) {
    return cut(redacted(text), Signal.MOST_LETTERS);
  }

  String name(String text) {
    return cut(redacted(cut(text, 2 * MOST_NAME_LETTERS)), MOST_NAME_LETTERS);
  }

  /// A long trace loses its middle: what was thrown stands at its beginning, why at its end.
  String trace(String text) {
    String whole = redacted(middleOut(text, MOST_REDACTED_LETTERS)).strip();
    return middleOut(whole, Signal.MOST_TRACE_LETTERS);
  }

  String attribute(String name, String value) {
    return cut(
        plain(redaction.value(name, cut(value, MOST_REDACTED_LETTERS))), Signal.MOST_LETTERS);
  }

  /// The value of a label: what tells one series from another, and no more.
  String label(String name, String value) {
    return cut(
        plain(redaction.value(name, cut(value, 2 * MOST_NAME_LETTERS))), MOST_NAME_LETTERS);
  }

  /// Whether it may stand in a request as a path or a query: printable, encoded, of bounded length.
  static boolean isTarget(String text) {
    return text.length() <= MOST_TARGET_LETTERS && TARGET.matcher(text).matches();
  }

  String path(String path) {
    return redaction.path(path);
  }

  String query(String query) {
    return redaction.form(query);
  }

  /// By name in lower case; several values of one name are joined as of RFC 9110, 5.3.
  ///
  /// @param headers by name; names in any case
  SortedMap<String, String> headers(Map<String, List<String>> headers) {
    SortedMap<String, String> kept = new TreeMap<>();
    headers.forEach(
        (name, values) -> {
          if (kept.size() < MOST_HEADERS) {
            kept.put(
                cut(plain(name), MOST_NAME_LETTERS).toLowerCase(Locale.ROOT),
                values.stream()
                    .limit(MOST_HEADERS)
                    .map(value -> redaction.header(name, cut(value, Signal.MOST_LETTERS)))
                    .map(value -> plain(value).replace('\n', ' '))
                    .collect(Collectors.joining(", ")));
          }
        });
    return kept;
  }

  /// Empty when it is larger than what is kept: with half of its body, a request asks something
  /// else.
  ///
  /// @param contentType empty when it is not known
  Optional<Body> body(byte[] bytes, String contentType) {
    if (bytes.length > MOST_BODY_BYTES) {
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(Body.of(redaction.body(contentType, text)));
    } catch (CharacterCodingException _) {
      // not UTF-8: a letter for each byte, so that text in another encoding is redacted too and
      // every other byte stays
      String letters = new String(bytes, StandardCharsets.ISO_8859_1);
      return Optional.of(
          Body.of(redaction.body(contentType, letters).getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  private String redacted(String text) {
    return redaction.text(plain(cut(text, MOST_REDACTED_LETTERS)));
  }

  /// Without control characters but for tabs and ends of lines, and without halves of letters.
  private static String plain(String text) {
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

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean halfLetter = Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, halfLetter ? most - 1 : most);
  }
}
