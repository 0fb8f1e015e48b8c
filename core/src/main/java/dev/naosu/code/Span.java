package dev.naosu.code;

/// A half-open range of characters `[start, start + length)` of one source text.
///
/// @param start index of the first character, from 0
/// @param length number of characters, 0 for a place between two characters
public record Span(int start, int length) {
  public Span {
    if (start < 0 || length < 0) {
      throw new IllegalArgumentException("span " + start + "+" + length + " is outside any text");
    }
  }

  /// The place just before the character at `offset`.
  public static Span at(int offset) {
    return new Span(offset, 0);
  }

  /// Index of the first character after the range.
  public int end() {
    return start + length;
  }
}
