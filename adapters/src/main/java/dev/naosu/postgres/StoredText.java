package dev.naosu.postgres;

/// Text from outside in the form in which a database can keep it.
final class StoredText {
  private StoredText() {}

  /// U+0000 and halves of surrogate pairs are replaced by U+FFFD.
  static String of(String text) {
    boolean keepable = text.codePoints().noneMatch(point -> point == 0 || isHalf(point));
    if (keepable) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> point == 0 || isHalf(point) ? '\ufffd' : point)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean isHalf(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
