package dev.naosu.gateway;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What one version was seen to answer since the gateway started.
final class Tally {
  private static final int BUCKETS = Latencies.bucket(Duration.ofHours(2)) + 1;

  private final AtomicInteger underWay = new AtomicInteger();
  private final LongAdder errors = new LongAdder();
  private final Map<Integer, LongAdder> buckets = new ConcurrentHashMap<>();
  private volatile long lastUsed = System.nanoTime();

  /// A request is sent there. It is known to be under way before anybody who asks afterwards.
  void begin() {
    underWay.incrementAndGet();
  }

  /// It went elsewhere after all.
  void leave() {
    underWay.decrementAndGet();
  }

  /// It came to an end.
  ///
  /// @param nanos that the answer took
  void end(long nanos, boolean error) {
    int bucket = Math.min(Latencies.bucket(Duration.ofNanos(nanos)), BUCKETS - 1);
    buckets.computeIfAbsent(bucket, _ -> new LongAdder()).increment();
    if (error) {
      errors.increment();
    }
    underWay.decrementAndGet();
  }

  int underWay() {
    return underWay.get();
  }

  void use() {
    lastUsed = System.nanoTime();
  }

  long lastUsed() {
    return lastUsed;
  }

  Answers answers() {
    // first, so that there are never more errors than requests
    long failed = errors.sum();
    SortedMap<Integer, Long> counts = new TreeMap<>();
    buckets.forEach((bucket, count) -> counts.put(bucket, count.sum()));
    Latencies latencies = new Latencies(counts);
    return new Answers(latencies.count(), failed, latencies, Set.of());
  }
}
