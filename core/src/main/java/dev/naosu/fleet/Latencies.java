package dev.naosu.fleet;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How long answers took, counted in buckets that are each 5 % wider than the one before: exact to
/// 5 %, whatever their number.
///
/// @param counts by number of the bucket; only those that hold something
public record Latencies(SortedMap<Integer, Long> counts) {
  public static final Latencies NONE = new Latencies(new TreeMap<>());

  private static final double GROWTH = Math.log(1.05);
  private static final double SMALLEST_MICROS = 10;

  /// Above one hour everything is the same.
  private static final int LAST = unlimited(Duration.ofHours(1));

  public Latencies {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    if (counts.values().stream().anyMatch(each -> each < 0)) {
      throw new IllegalArgumentException("counts are at least 0, not " + counts);
    }
  }

  /// The bucket an answer belongs to, from 0.
  public static int bucket(Duration time) {
    return Math.min(unlimited(time), LAST);
  }

  private static int unlimited(Duration time) {
    double micros = Math.max(SMALLEST_MICROS, time.toNanos() / 1000.0);
    return (int) Math.floor(Math.log(micros / SMALLEST_MICROS) / GROWTH);
  }

  /// Where a bucket ends.
  public static Duration end(int bucket) {
    return Duration.ofNanos(Math.round(1000 * SMALLEST_MICROS * Math.exp((bucket + 1) * GROWTH)));
  }

  public long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// How many are in buckets above one.
  public long above(int bucket) {
    return counts.tailMap(bucket + 1).values().stream().mapToLong(Long::longValue).sum();
  }

  /// The bucket that a quantile falls into; 0 when there are none.
  ///
  /// @param quantile in [0, 1]
  public int quantile(double quantile) {
    long wanted = (long) Math.ceil(quantile * count());
    long seen = 0;
    for (Map.Entry<Integer, Long> each : counts.entrySet()) {
      seen += each.getValue();
      if (seen >= Math.max(1, wanted)) {
        return each.getKey();
      }
    }
    return 0;
  }

  public Latencies plus(Latencies other) {
    SortedMap<Integer, Long> sum = new TreeMap<>(counts);
    other.counts.forEach((bucket, count) -> sum.merge(bucket, count, Long::sum));
    return new Latencies(sum);
  }

  /// What came since an earlier count.
  public Latencies minus(Latencies earlier) {
    SortedMap<Integer, Long> rest = new TreeMap<>();
    counts.forEach(
        (bucket, count) -> {
          long more = count - earlier.counts.getOrDefault(bucket, 0L);
          if (more > 0) {
            rest.put(bucket, more);
          }
        });
    return new Latencies(rest);
  }
}
