package dev.naosu.project;

import java.util.List;
import java.util.regex.Pattern;

/// A pattern over relative paths as Ant and Maven write them: `**` is any number of directories.
public record AntPattern(String text, Pattern pattern) {
  public static AntPattern of(String text) {
    String written = text.endsWith("/") ? text + "**" : text;
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      if (written.startsWith("**/", i)) {
        expression.append("(?:.*/)?");
        i += 2;
      } else if (written.startsWith("**", i)) {
        expression.append(".*");
        i += 1;
      } else if (written.charAt(i) == '*') {
        expression.append("[^/]*");
      } else if (written.charAt(i) == '?') {
        expression.append("[^/]");
      } else {
        expression.append(Pattern.quote(written.substring(i, i + 1)));
      }
    }
    return new AntPattern(text, Pattern.compile(expression.toString()));
  }

  /// @param path relative, with `/`
  public boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  /// Whether one of the included patterns matches and none of those that begin with `!`.
  public static boolean matchesAny(List<String> patterns, String path) {
    boolean included = false;
    for (String pattern : patterns) {
      if (pattern.startsWith("!")) {
        if (of(pattern.substring(1)).matches(path)) {
          return false;
        }
      } else {
        included |= of(pattern).matches(path);
      }
    }
    return included;
  }
}
