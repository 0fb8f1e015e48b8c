package dev.naosu.redis;

import java.util.List;

/// Patterns of keys, as Redis reads them.
final class KeyPattern {
  static final int LEAST_PLAIN = 3;

  private KeyPattern() {}

  /// What every key that fits begins with.
  static String plainStart(String pattern) {
    int end = 0;
    while (end < pattern.length() && "*?[]\\^".indexOf(pattern.charAt(end)) < 0) {
      end++;
    }
    return pattern.substring(0, end);
  }

  /// Whether all keys of a pattern surely are among those of one that is allowed: it is that one,
  /// or that one is `START*` and this one begins with START.
  static boolean isWithin(String pattern, List<String> allowed) {
    String start = plainStart(pattern);
    return allowed.stream()
        .anyMatch(
            each ->
                each.equals(pattern)
                    || each.equals(plainStart(each) + "*") && start.startsWith(plainStart(each)));
  }
}
