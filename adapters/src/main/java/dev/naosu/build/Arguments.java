package dev.naosu.build;

import java.util.ArrayList;
import java.util.List;

/// Words of a command line.
final class Arguments {
  private Arguments() {}

  /// The JVM arguments in a line, coverage agents left out: they would measure naosu's own runs and
  /// may not find their files here.
  static List<String> ofTests(String line) {
    return split(line).stream().filter(word -> !isCoverage(word)).toList();
  }

  static boolean isCoverage(String word) {
    return word.startsWith("-javaagent:")
        && (word.contains("jacoco") || word.contains("cobertura") || word.contains("clover"));
  }

  /// Splits at blanks that are not inside quotes.
  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        open = true;
      } else if (Character.isWhitespace(c)) {
        if (open) {
          words.add(word.toString());
          word.setLength(0);
          open = false;
        }
      } else {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }
}
