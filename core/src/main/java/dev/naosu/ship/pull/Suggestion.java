package dev.naosu.ship.pull;

import java.util.List;

/// Other lines in place of some lines of a file.
///
/// @param path relative to the repository
/// @param first of the lines that are replaced, from 1
/// @param last of them
/// @param lines that are there instead
/// @param words what is said to it, in Markdown
public record Suggestion(String path, int first, int last, List<String> lines, String words) {
  public Suggestion {
    lines = List.copyOf(lines);
    if (first < 1 || last < first) {
      throw new IllegalArgumentException("no lines: " + first + " to " + last);
    }
  }

  /// The block that a forge offers to apply.
  ///
  /// @param kind `suggestion`, or GitLab's `suggestion:-2+0`
  public String markdown(String kind) {
    int ticks = 3;
    for (String line : lines) {
      ticks = Math.max(ticks, longestRun(line) + 1);
    }
    String fence = "`".repeat(ticks);
    StringBuilder text = new StringBuilder(words).append("\n\n").append(fence).append(kind);
    lines.forEach(line -> text.append('\n').append(line));
    return text.append('\n').append(fence).append('\n').toString();
  }

  private static int longestRun(String line) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < line.length(); i++) {
      run = line.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
