package dev.naosu.repair.strategy.gate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What is in one list more often than in another.
final class Subtraction {
  private Subtraction() {}

  static List<String> of(List<String> after, List<String> before) {
    return of(after, before, Function.identity());
  }

  /// @param key equal for what counts as the same
  static <T> List<T> of(List<T> after, List<T> before, Function<T, ?> key) {
    Map<Object, Integer> known = new HashMap<>();
    before.forEach(each -> known.merge(key.apply(each), 1, Integer::sum));
    List<T> more = new ArrayList<>();
    for (T each : after) {
      if (known.merge(key.apply(each), -1, Integer::sum) < 0) {
        more.add(each);
      }
    }
    return more;
  }
}
