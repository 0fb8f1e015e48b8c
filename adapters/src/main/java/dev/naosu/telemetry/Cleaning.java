package dev.naosu.telemetry;

import dev.naosu.detect.Body;
import dev.naosu.detect.CleanText;
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

  String message(String text) {
    return texts().message(text);
  }

  String name(String text) {
    return texts().name(text);
  }

  String trace(String text) {
    return texts().trace(text);
  }

  String attribute(String name, String value) {
    return texts().attribute(name, value);
  }

  /// The value of a label: what tells one series from another, and no more.
  String label(String name, String value) {
    return CleanText.cut(
        CleanText.plain(redaction.value(name, CleanText.cut(value, 2 * MOST_NAME_LETTERS))),
        MOST_NAME_LETTERS);
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
                CleanText.cut(CleanText.plain(name), MOST_NAME_LETTERS).toLowerCase(Locale.ROOT),
                values.stream()
                    .limit(MOST_HEADERS)
                    .map(value -> redaction.header(name, CleanText.cut(value, Signal.MOST_LETTERS)))
                    .map(value -> CleanText.plain(value).replace('\n', ' '))
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

  private CleanText texts() {
    return new CleanText(redaction);
  }
}
