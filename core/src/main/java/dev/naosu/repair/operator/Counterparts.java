package dev.naosu.repair.operator;

import java.util.List;
import java.util.Optional;

/// Words that come in pairs in names: `upper` and `lower`, `start` and `end`.
final class Counterparts {
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("upper", "lower"),
          List.of("Upper", "Lower"),
          List.of("min", "max"),
          List.of("Min", "Max"),
          List.of("first", "last"),
          List.of("First", "Last"),
          List.of("start", "end"),
          List.of("Start", "End"),
          List.of("starts", "ends"),
          List.of("begin", "end"),
          List.of("left", "right"),
          List.of("Left", "Right"),
          List.of("key", "value"),
          List.of("Key", "Value"),
          List.of("width", "height"),
          List.of("Width", "Height"),
          List.of("floor", "ceil"),
          List.of("odd", "even"),
          List.of("row", "col"),
          List.of("open", "close"),
          List.of("prev", "next"),
          List.of("Prev", "Next"),
          List.of("high", "low"),
          List.of("High", "Low"),
          List.of("head", "tail"),
          List.of("before", "after"));

  private Counterparts() {}

  /// The text with the first word of a pair that it holds changed into the other.
  static Optional<String> of(String text) {
    for (List<String> pair : PAIRS) {
      for (int i = 0; i < 2; i++) {
        int at = text.indexOf(pair.get(i));
        if (at >= 0) {
          return Optional.of(
              text.substring(0, at) + pair.get(1 - i) + text.substring(at + pair.get(i).length()));
        }
      }
    }
    return Optional.empty();
  }
}
