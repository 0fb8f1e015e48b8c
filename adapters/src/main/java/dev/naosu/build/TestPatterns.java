package dev.naosu.build;

import java.util.ArrayList;
import java.util.List;

/// Which class files hold tests, as build tools say it.
final class TestPatterns {
  /// What surefire takes when the project does not say.
  static final List<String> SUREFIRE =
      List.of("**/Test*.class", "**/*Test.class", "**/*Tests.class", "**/*TestCase.class");

  private TestPatterns() {}

  /// Patterns of class files; an excluded one begins with `!`.
  ///
  /// @param includes as surefire takes them: of Java or class files, or class names
  static List<String> of(List<String> includes, List<String> excludes) {
    List<String> patterns = new ArrayList<>();
    for (String include : includes) {
      if (include.startsWith("!")) {
        excludes = append(excludes, include.substring(1));
      } else if (!include.startsWith("%regex")) {
        patterns.add(classPattern(include));
      }
    }
    if (patterns.isEmpty()) {
      patterns.addAll(SUREFIRE);
    }
    for (String exclude : excludes) {
      if (!exclude.startsWith("%regex")) {
        patterns.add("!" + classPattern(exclude));
      }
    }
    return patterns;
  }

  private static List<String> append(List<String> list, String element) {
    List<String> longer = new ArrayList<>(list);
    longer.add(element);
    return longer;
  }

  private static String classPattern(String written) {
    String pattern = written.replaceFirst("#.*$", "").replace('\\', '/');
    if (pattern.endsWith("/") || pattern.endsWith("**")) {
      return pattern.endsWith("/") ? pattern + "**" : pattern;
    }
    pattern = pattern.replaceFirst("\\.(java|class)$", "");
    if (!pattern.contains("/")) {
      pattern = "**/" + pattern.replace('.', '/');
    }
    return pattern + ".class";
  }
}
