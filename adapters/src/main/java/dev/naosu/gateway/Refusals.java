package dev.naosu.gateway;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How many requests the gateway itself refused, by why; they belong to no version.
final class Refusals {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /// @param why one of few words
  void count(String why) {
    counts.computeIfAbsent(why, _ -> new LongAdder()).increment();
  }

  Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((why, count) -> all.put(why, count.sum()));
    return all;
  }
}
