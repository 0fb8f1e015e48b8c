package dev.naosu.repair.strategy.answer;

import static java.util.stream.Collectors.joining;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Writes code anew the way its file writes it: words that stay keep the blanks and comments around
/// them, new ones bring their own, indented as the file does.
final class Layout {
  private static final Pattern LINE_END = Pattern.compile("\r?\n");

  private final String before;
  private final String after;
  private final List<Lexeme> old;
  private final List<Lexeme> fresh;
  private final Indent indent;
  private final String lineEnd;

  /// For each fresh word the old one that it is, or -1.
  private final int[] same;

  private Layout(String before, String after, Indent indent, String lineEnd) {
    this.before = before;
    this.after = after;
    this.indent = indent;
    this.lineEnd = lineEnd;
    old = Lexeme.code(before);
    fresh = Lexeme.code(after);
    same = new int[fresh.size()];
    align();
  }

  /// @param before as it stands in the file
  /// @param after as the answer has it
  /// @return the words of `after`, laid out like `before`
  static String merged(String before, String after, Indent indent, String lineEnd) {
    String text = new Layout(before, after, indent, lineEnd).write();
    // never another program for a nicer text
    return words(text).equals(words(after)) ? text : plain(after, indent, lineEnd);
  }

  private static List<String> words(String text) {
    return Lexeme.code(text).stream().map(Lexeme::text).toList();
  }

  private static String plain(String after, Indent indent, String lineEnd) {
    List<String> lines = after.lines().toList();
    return lines.getFirst()
        + lines.stream().skip(1).map(line -> lineEnd + indent.line(line)).collect(joining());
  }

  private void align() {
    Arrays.fill(same, -1);
    int from = 0;
    int to = 0;
    for (AbstractDelta<String> delta :
        DiffUtils.diff(
                old.stream().map(Lexeme::text).toList(), fresh.stream().map(Lexeme::text).toList())
            .getDeltas()) {
      while (to < delta.getTarget().getPosition()) {
        same[to++] = from++;
      }
      from = delta.getSource().getPosition() + delta.getSource().size();
      to = delta.getTarget().getPosition() + delta.getTarget().size();
    }
    while (to < fresh.size()) {
      same[to++] = from++;
    }
  }

  private String write() {
    StringBuilder text = new StringBuilder(after.length());
    int oldDepth = 0;
    int depth = 0;
    // the last old word that was kept or passed
    int last = -1;
    for (int i = 0; i < fresh.size(); i++) {
      Lexeme word = fresh.get(i);
      int twin = same[i];
      if (twin >= 0) {
        oldDepth += depthChange(last + 1, twin);
        boolean isClosing = word.is("}");
        int deeper = (depth - (isClosing ? 1 : 0)) - (oldDepth - (isClosing ? 1 : 0));
        boolean isNeighbour = i > 0 && same[i - 1] == twin - 1 || i == 0 && twin == 0;
        text.append(isNeighbour ? shifted(oldGap(twin), deeper) : atSeam(i, twin, deeper));
        oldDepth += depthOf(word);
        last = twin;
      } else {
        text.append(beforeNew(i, last));
      }
      text.append(word.kind() == Lexeme.Kind.QUOTED ? ends(word.text()) : word.text());
      depth += depthOf(word);
    }
    return text.toString();
  }

  private int depthChange(int from, int to) {
    int change = 0;
    for (int i = from; i < to; i++) {
      change += depthOf(old.get(i));
    }
    return change;
  }

  private static int depthOf(Lexeme word) {
    return word.is("{") ? 1 : word.is("}") ? -1 : 0;
  }

  /// What stands between an old word and the one before it.
  private String oldGap(int i) {
    return before.substring(i == 0 ? 0 : old.get(i - 1).end(), old.get(i).start());
  }

  private String freshGap(int i) {
    return after.substring(i == 0 ? 0 : fresh.get(i - 1).end(), fresh.get(i).start());
  }

  /// Before a new word: as the answer has it. What else stood on the line of the word before stays
  /// there, and so does a comment above a line that is replaced.
  private String beforeNew(int i, int last) {
    String gap = freshGap(i);
    boolean isSeam = last >= 0 && i > 0 && same[i - 1] == last && last + 1 < old.size();
    if (!isSeam) {
      return indented(gap);
    }
    String kept = oldGap(last + 1);
    boolean isReplaced = next(i) > last + 1;
    if (isReplaced && !hasComment(gap) && hasLineEnd(gap) && hasLineEnd(kept)) {
      return aimed(kept, gap);
    }
    String trailing = trailingComment(kept);
    if (trailing.isEmpty() || gap.contains(trailing.strip())) {
      return indented(gap);
    }
    return trailing + (hasLineEnd(gap) ? fromLineEnd(indented(gap)) : lineEnd + indent.to());
  }

  /// Before an old word that has new neighbours or has lost some.
  private String atSeam(int i, int twin, int deeper) {
    String gap = freshGap(i);
    String kept = oldGap(twin);
    boolean isInsertion = i > 0 && same[i - 1] < 0;
    if (isInsertion && same(i) == twin - 1) {
      // the line of the word before has kept its comment already
      kept = kept.substring(trailingComment(kept).length());
    } else if (i > 0 && same[i - 1] >= 0) {
      String trailing = trailingComment(oldGap(same[i - 1] + 1));
      if (!trailing.isEmpty() && hasLineEnd(kept)) {
        return trailing + fromLineEnd(shifted(kept, deeper));
      }
    }
    // what the answer says beside its own new words goes with them
    String beside = isInsertion && hasLineEnd(kept) ? trailingComment(gap) : "";
    boolean isCommentOfAnswer = hasComment(gap) && !hasComment(kept);
    if (isCommentOfAnswer || hasLineEnd(gap) != hasLineEnd(kept)) {
      return hasComment(kept) && !isCommentOfAnswer && hasLineEnd(kept)
          ? shifted(kept, deeper)
          : indented(gap);
    }
    if (!hasLineEnd(kept)) {
      return hasComment(kept) ? kept : gap;
    }
    if (!hasComment(kept)) {
      return aimed(kept, gap);
    }
    String lines = shifted(kept, deeper);
    return beside.isEmpty() || lines.contains(beside.strip()) ? lines : beside + fromLineEnd(lines);
  }

  /// The lines of an old gap, with the word after it as far in as the answer has it.
  private String aimed(String kept, String gap) {
    String aim = indented(gap);
    return kept.substring(0, kept.lastIndexOf('\n') + 1) + aim.substring(aim.lastIndexOf('\n') + 1);
  }

  /// The last old word kept before a fresh one.
  private int same(int i) {
    for (int at = i - 1; at >= 0; at--) {
      if (same[at] >= 0) {
        return same[at];
      }
    }
    return -1;
  }

  /// The next old word that is kept after a fresh one.
  private int next(int i) {
    for (int at = i; at < same.length; at++) {
      if (same[at] >= 0) {
        return same[at];
      }
    }
    return old.size();
  }

  private String shifted(String gap, int levels) {
    if (levels == 0 || !hasLineEnd(gap)) {
      return gap;
    }
    List<String> lines = Arrays.asList(LINE_END.split(gap, -1));
    StringBuilder text = new StringBuilder(lines.getFirst());
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean isEmpty = line.isBlank() && i < lines.size() - 1;
      String blanks = Indent.leading(line);
      text.append(lineEnd)
          .append(isEmpty ? "" : Indent.shifted(blanks, levels, indent.unit()))
          .append(isEmpty ? "" : line.substring(blanks.length()));
    }
    return text.toString();
  }

  private String indented(String gap) {
    if (!hasLineEnd(gap)) {
      return gap;
    }
    List<String> lines = Arrays.asList(LINE_END.split(gap, -1));
    StringBuilder text = new StringBuilder(lines.getFirst().stripTrailing());
    for (int i = 1; i < lines.size(); i++) {
      text.append(lineEnd)
          .append(i < lines.size() - 1 ? indent.line(lines.get(i)) : last(lines.get(i)));
    }
    return text.toString();
  }

  /// The beginning of the line of a word, perhaps with a comment before it.
  private String last(String line) {
    String blanks = Indent.leading(line);
    return indent.blanks(blanks) + line.substring(blanks.length());
  }

  private String ends(String quoted) {
    return LINE_END.matcher(quoted).replaceAll(lineEnd);
  }

  private static boolean hasLineEnd(String gap) {
    return gap.indexOf('\n') >= 0;
  }

  private static boolean hasComment(String gap) {
    return !gap.isBlank();
  }

  /// The comment on the line of the word before the gap, with the blanks before it.
  private static String trailingComment(String gap) {
    int end = gap.indexOf('\n');
    String line = end < 0 ? "" : gap.substring(0, end);
    return line.isBlank() || line.contains("/*") && !line.contains("*/")
        ? ""
        : line.stripTrailing();
  }

  private static String fromLineEnd(String gap) {
    int end = gap.indexOf('\n');
    if (end < 0) {
      return gap;
    }
    return gap.substring(end > 0 && gap.charAt(end - 1) == '\r' ? end - 1 : end);
  }
}
