package dev.naosu.repair.strategy.answer;

import java.util.ArrayList;
import java.util.List;

/// The fenced parts of a Markdown text as models write it.
final class Fences {
  private static final String FENCE = "```";

  private Fences() {}

  /// What stands between fences, in order; the last part may lack its end.
  static List<String> in(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean isInside = false;
    for (String line : text.split("\n", -1)) {
      int fence = line.indexOf(FENCE);
      if (fence < 0) {
        if (isInside) {
          part.append(line).append('\n');
        }
      } else if (isInside) {
        // code may stand before the fence that ends it
        parts.add(part.append(line, 0, fence).toString());
        part.setLength(0);
        isInside = false;
      } else {
        String rest = line.substring(fence).replaceFirst("^`+", "").strip();
        isInside = true;
        int end = rest.indexOf(FENCE);
        if (end >= 0) {
          parts.add(rest.substring(0, end));
          isInside = false;
        } else if (!rest.matches("[\\w+#.:/-]*")) {
          // code on the fence's own line, perhaps after the name of a language
          part.append(rest.replaceFirst("^(?i:java)\\s+", "")).append('\n');
        }
      }
    }
    if (isInside && !part.toString().isBlank()) {
      parts.add(part.toString());
    }
    return parts;
  }
}
