package dev.naosu.ship.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Markdown without its code, in which a forge looks for nothing. What is code is told by
/// [CommonMark](https://spec.commonmark.org/0.31.2/) and by GitHub's tables, and only where no
/// other reading is possible: whatever else might be code is looked at like words. So code stands
/// at the beginning of a line that belongs to no list, or between ticks of one line and one cell.
final class Spoken {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
  private static final Pattern FENCE = Pattern.compile("(`{3,})[^`]*");
  private static final Pattern END = Pattern.compile(" {0,3}(`{3,})[ \t]*");

  /// A fence of the other kind: what is in it looks like fences, and is none.
  private static final Pattern TILDES = Pattern.compile("[ \t>*+\\-\\d.)]*~~~.*");

  private Spoken() {}

  static String of(String markdown) {
    List<String> lines = List.of(LINE_END.split(markdown, -1));
    List<String> spoken = new ArrayList<>();
    boolean isOpen = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (TILDES.matcher(line).matches()) {
        spoken.addAll(lines.subList(i, lines.size()));
        break;
      }
      int end = FENCE.matcher(line).matches() ? end(lines, i + 1, ticksAt(line, 0)) : -1;
      if (end >= 0) {
        i = end;
        isOpen = false;
        continue;
      }
      // ticks that are open at the end of a line may be closed in the next one
      isOpen = !line.isBlank() && (isOpen || hasOpenTicks(line));
      spoken.add(isOpen ? line : withoutSpans(line));
    }
    return String.join("\n", spoken);
  }

  /// Where a fence is closed; below 0 when it is not.
  private static int end(List<String> lines, int from, int ticks) {
    for (int i = from; i < lines.size(); i++) {
      String line = lines.get(i);
      if (END.matcher(line).matches() && line.strip().length() >= ticks) {
        return i;
      }
    }
    return -1;
  }

  private static boolean hasOpenTicks(String line) {
    int at = 0;
    while (at < line.length()) {
      if (line.charAt(at) == '\\') {
        at += 2;
        continue;
      }
      int ticks = ticksAt(line, at);
      int end = ticks > 0 ? closing(line, at + ticks, ticks) : at + 1;
      if (end < 0) {
        return true;
      }
      at = end;
    }
    return false;
  }

  /// Of a line whose ticks are all closed.
  private static String withoutSpans(String line) {
    StringBuilder rest = new StringBuilder();
    int at = 0;
    while (at < line.length()) {
      int ticks = ticksAt(line, at);
      if (ticks > 0) {
        int end = closing(line, at + ticks, ticks);
        // the cells of a table are divided first
        boolean isOneCell = line.substring(at, end).indexOf('|') < 0;
        rest.append(isOneCell ? " " : line.substring(at, end));
        at = end;
      } else {
        // what is escaped begins nothing
        int length = line.charAt(at) == '\\' ? Math.min(2, line.length() - at) : 1;
        rest.append(line, at, at + length);
        at += length;
      }
    }
    return rest.toString();
  }

  /// Behind the run of as many ticks; below 0 when there is none.
  private static int closing(String line, int from, int ticks) {
    int at = from;
    while (at < line.length()) {
      int run = ticksAt(line, at);
      if (run == ticks) {
        return at + run;
      }
      at += Math.max(1, run);
    }
    return -1;
  }

  private static int ticksAt(String line, int at) {
    int end = at;
    while (end < line.length() && line.charAt(end) == '`') {
      end++;
    }
    return end - at;
  }
}
