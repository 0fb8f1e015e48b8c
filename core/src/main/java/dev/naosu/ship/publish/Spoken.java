package dev.naosu.ship.publish;

import java.util.ArrayList;
import java.util.List;

/// Markdown without its code, in which a forge looks for nothing. In doubt something is no code.
final class Spoken {
  private Spoken() {}

  static String of(String markdown) {
    List<String> lines = List.of(markdown.split("\n", -1));
    List<String> spoken = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      int ticks = ticksAt(lines.get(i).stripLeading(), 0);
      int end = ticks >= 3 ? end(lines, i + 1, ticks) : -1;
      if (end >= 0) {
        i = end;
      } else {
        spoken.add(withoutSpans(lines.get(i)));
      }
    }
    return String.join("\n", spoken);
  }

  /// Where a fence is closed; below 0 when it is not.
  private static int end(List<String> lines, int from, int ticks) {
    for (int i = from; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.length() >= ticks && ticksAt(line, 0) == line.length()) {
        return i;
      }
    }
    return -1;
  }

  private static String withoutSpans(String line) {
    StringBuilder rest = new StringBuilder();
    int at = 0;
    while (at < line.length()) {
      int ticks = ticksAt(line, at);
      boolean isEscaped = at > 0 && line.charAt(at - 1) == '\\';
      int end = ticks > 0 && !isEscaped ? closing(line, at + ticks, ticks) : -1;
      if (end >= 0) {
        rest.append(' ');
        at = end;
      } else {
        int length = Math.max(1, ticks);
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
