package dev.naosu.diagnose.cause;

/// What speaks for or against a cause. Parts of the text come from outside: it is data.
///
/// @param text one sentence with its numbers, such as `9 of 9 signals were thrown there`
/// @param source where it was seen, such as `stack traces`
/// @param weight how much it says by itself, in [0, 1)
public record Evidence(String text, String source, double weight) {
  /// A sentence is not longer than this.
  public static final int MOST_LETTERS = 400;

  public Evidence {
    if (!(0 <= weight && weight < 1)) {
      throw new IllegalArgumentException("a weight is in [0, 1), not " + weight);
    }
    text = text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "…";
  }
}
