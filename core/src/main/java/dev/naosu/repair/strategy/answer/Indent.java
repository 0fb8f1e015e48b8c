package dev.naosu.repair.strategy.answer;

import java.util.List;

/// Carries indentation over from the text of an answer to a file with its own habits.
///
/// @param from the blanks that the answer begins its outermost lines with
/// @param fromUnit width of a level in the answer
/// @param to the blanks that the file begins the same lines with
/// @param unit a level in the file
record Indent(String from, int fromUnit, String to, String unit) {
  private static final int TAB = 4;

  static String leading(String line) {
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    return line.substring(0, end);
  }

  static int width(String blanks) {
    int width = 0;
    for (int i = 0; i < blanks.length(); i++) {
      width += blanks.charAt(i) == '\t' ? TAB : 1;
    }
    return width;
  }

  /// The narrowest step inwards from one line to the next, [#TAB] when there is none.
  static int unitOf(List<String> lines) {
    int narrowest = Integer.MAX_VALUE;
    int before = -1;
    for (String line : lines) {
      if (!line.isBlank()) {
        int width = width(leading(line));
        if (before >= 0 && width > before + 1) {
          narrowest = Math.min(narrowest, width - before);
        }
        before = width;
      }
    }
    return narrowest == Integer.MAX_VALUE ? TAB : Math.min(narrowest, 2 * TAB);
  }

  /// A line of the answer with the indentation of the file.
  String line(String line) {
    return line.isBlank() ? "" : blanks(leading(line)) + line.stripLeading().stripTrailing();
  }

  String blanks(String blanks) {
    int inwards = width(blanks) - width(from);
    int levels = Math.floorDiv(inwards, fromUnit);
    int rest = inwards - levels * fromUnit;
    return shifted(to, levels, unit) + " ".repeat(rest);
  }

  /// Blanks some levels further in, or out for a negative number.
  static String shifted(String blanks, int levels, String unit) {
    if (levels >= 0) {
      return blanks + unit.repeat(levels);
    }
    int keep = Math.max(0, blanks.length() + levels * unit.length());
    return blanks.substring(0, keep);
  }
}
