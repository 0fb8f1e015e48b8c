package dev.naosu.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows down who guesses: after some failures, each further one doubles the time until the next
/// try is looked at.
final class Patience {
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /// Beyond that, the longest known are forgotten.
  private static final int MOST = 10_000;

  /// @param count in a row
  /// @param until no try is looked at before
  private record Failures(int count, Instant until) {}

  private final int free;
  private final Map<String, Failures> records = new LinkedHashMap<>(16, 0.75f, true);

  /// @param free failures that cost nothing
  Patience(int free) {
    this.free = free;
  }

  /// How long to wait before the next try; zero when it may be made now.
  synchronized Duration left(String who, Instant now) {
    Failures record = records.get(who);
    if (record == null || !now.isBefore(record.until())) {
      return Duration.ZERO;
    }
    return Duration.between(now, record.until());
  }

  synchronized void failed(String who, Instant now) {
    Failures before = records.getOrDefault(who, new Failures(0, now));
    boolean longAgo = now.isAfter(before.until().plus(LONGEST));
    int failures = longAgo ? 1 : before.count() + 1;
    Duration wait =
        failures < free ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(failures - free, 20));
    records.put(
        who, new Failures(failures, now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait)));
    if (records.size() > MOST) {
      records.remove(records.keySet().iterator().next());
    }
  }

  synchronized void succeeded(String who) {
    records.remove(who);
  }
}
