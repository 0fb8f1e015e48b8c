package dev.naosu.repair.strategy.answer;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.naosu.code.Edit;
import dev.naosu.code.Span;
import java.util.ArrayList;
import java.util.List;

/// The smallest edits, by lines, that make one text of another.
final class Hunks {
  private Hunks() {}

  /// @param offset of `before` in the file
  static List<Edit> between(String path, int offset, String before, String after) {
    List<String> old = lines(before);
    List<Edit> edits = new ArrayList<>();
    int line = 0;
    int at = offset;
    for (AbstractDelta<String> delta : DiffUtils.diff(old, lines(after)).getDeltas()) {
      for (; line < delta.getSource().getPosition(); line++) {
        at += old.get(line).length();
      }
      edits.add(
          trimmed(
              path,
              at,
              String.join("", delta.getSource().getLines()),
              String.join("", delta.getTarget().getLines())));
    }
    return edits;
  }

  /// Lines with their ends.
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  /// An edit without the characters that it leaves as they are at both of its ends.
  static Edit trimmed(String path, int offset, String old, String replacement) {
    int limit = Math.min(old.length(), replacement.length());
    int head = 0;
    while (head < limit && old.charAt(head) == replacement.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < limit - head
        && old.charAt(old.length() - 1 - tail)
            == replacement.charAt(replacement.length() - 1 - tail)) {
      tail++;
    }
    return new Edit(
        path,
        new Span(offset + head, old.length() - head - tail),
        replacement.substring(head, replacement.length() - tail));
  }
}
