package dev.naosu.app.tell;

/// Text of the patient made fit to be shown: messages, logs and code may hold escape sequences that
/// a terminal would obey, and marks that make text read in another order than it is written.
public final class SafeText {
  private static final String TAB = "    ";
  private static final int CONTROL_PICTURES = 0x2400;
  private static final int DELETE = 0x7f;
  private static final int DELETE_PICTURE = 0x2421;

  private SafeText() {}

  /// One line: control characters become pictures of themselves, tabs become spaces.
  public static String line(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\t') {
                safe.append(TAB);
              } else if (c < ' ') {
                safe.appendCodePoint(CONTROL_PICTURES + c);
              } else if (c == DELETE) {
                safe.appendCodePoint(DELETE_PICTURE);
              } else if (isInvisible(c)) {
                safe.append('\ufffd');
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  /// One line of at most `most` characters, an ellipsis at the end when there was more.
  public static String line(String text, int most) {
    // a line of megabytes is cut before it is looked at
    String start = text.length() > 4 * most ? text.substring(0, 4 * most) : text;
    String safe = line(start);
    if (safe.codePointCount(0, safe.length()) <= most && start.length() == text.length()) {
      return safe;
    }
    int count = Math.min(safe.codePointCount(0, safe.length()), Math.max(most - 1, 0));
    return safe.substring(0, safe.offsetByCodePoints(0, count)) + "…";
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
