package dev.naosu.app.tell;

import java.util.List;

/// Labelled paragraphs and diffs on a terminal.
final class Parts {
  private static final int LABEL = 10;
  private static final int LONGEST_LINE = 160;
  private static final int DIFF_LINES = 60;

  private final Screen screen;
  private final Ink ink;

  Parts(Screen screen) {
    this.screen = screen;
    this.ink = screen.ink();
  }

  /// A paragraph, wrapped, beside its label.
  ///
  /// @param label empty below another one
  /// @param text harmless
  void part(String label, String text) {
    String plain = label.replaceAll("\u001b\\[[0-9]*m", "");
    String shown = plain.equals(label) ? ink.strong(label) : label;
    int indent = 2 + Math.max(LABEL, plain.length() + 2);
    String first = "  " + shown + " ".repeat(indent - 2 - plain.length());
    for (String line : Words.wrapped(text, screen.columns() - indent)) {
      screen.line(first + line);
      first = " ".repeat(indent);
    }
  }

  /// @param diff unified, as the patient wrote it
  void diff(String diff) {
    screen.line("");
    List<String> lines = diff.lines().filter(line -> !line.startsWith("+++ ")).toList();
    lines.stream().limit(DIFF_LINES).forEach(line -> screen.line("    " + line(line)));
    if (lines.size() > DIFF_LINES) {
      screen.line("    … " + Words.count(lines.size() - DIFF_LINES, "more line"));
    }
    screen.line("");
  }

  private String line(String line) {
    String safe = SafeText.line(line.replaceFirst("\r$", ""), LONGEST_LINE);
    if (safe.startsWith("--- ")) {
      return ink.strong(safe.replaceFirst("^--- a/", "--- "));
    }
    return switch (safe.isEmpty() ? ' ' : safe.charAt(0)) {
      case '+' -> ink.good(safe);
      case '-' -> ink.bad(safe);
      case '@' -> ink.place(safe);
      default -> safe;
    };
  }
}
