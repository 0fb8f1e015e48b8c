package dev.naosu.repair.strategy;

import dev.naosu.detect.CleanText;

/// What a model has against a change, made fit to be kept: one bounded line of letters.
final class Objections {
  private static final int LONGEST = 300;

  private Objections() {}

  static String plain(String text) {
    return CleanText.cut(CleanText.plain(text).replaceAll("\\s+", " ").strip(), LONGEST);
  }
}
