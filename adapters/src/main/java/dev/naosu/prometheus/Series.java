package dev.naosu.prometheus;

import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Counts by version, as queries give them: one series for each version.
///
/// @param label that names the version
record Series(QueryApi api, String label) implements AutoCloseable {
  private static final double NANOS = 1e9;

  Map<Version, Double> byVersion(String query, long seconds) throws IOException {
    Map<Version, Double> counts = new HashMap<>();
    for (Answer.Value each : asked(query, seconds)) {
      version(each)
          .filter(_ -> Double.isFinite(each.value()) && each.value() >= 0)
          .ifPresent(version -> counts.merge(version, each.value(), Double::sum));
    }
    return counts;
  }

  /// Buckets of Prometheus hold all that is below their bound; what is between two of them is
  /// counted at the upper one, and what is above the last one just above it.
  Map<Version, Latencies> latencies(String query, long seconds) throws IOException {
    Map<Version, SortedMap<Double, Double>> below = new HashMap<>();
    for (Answer.Value each : asked(query, seconds)) {
      Optional<Double> bound = bound(each.labels().get("le"));
      Optional<Version> version = version(each);
      if (bound.isPresent() && version.isPresent() && Double.isFinite(each.value())) {
        below
            .computeIfAbsent(version.get(), _ -> new TreeMap<>())
            .merge(bound.get(), each.value(), Double::sum);
      }
    }
    Map<Version, Latencies> latencies = new HashMap<>();
    below.forEach((version, bounds) -> latencies.put(version, counted(bounds)));
    return latencies;
  }

  private static Latencies counted(SortedMap<Double, Double> below) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    double before = 0;
    double last = 0;
    for (Map.Entry<Double, Double> each : below.entrySet()) {
      double bound = Double.isInfinite(each.getKey()) ? last * 2 : each.getKey();
      long count = Math.round(each.getValue()) - Math.round(before);
      if (count > 0) {
        int bucket = Latencies.bucket(Duration.ofNanos(Math.round(bound * NANOS)));
        counts.merge(bucket, count, Long::sum);
      }
      before = Math.max(before, each.getValue());
      last = bound;
    }
    return new Latencies(counts);
  }

  private static Optional<Double> bound(@Nullable String le) {
    if (le == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// Empty for a series without a version, or with one that cannot be called so.
  private Optional<Version> version(Answer.Value series) {
    String name = series.labels().getOrDefault(label, "");
    try {
      return Optional.of(new Version(name));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private List<Answer.Value> asked(String query, long seconds) throws IOException {
    try {
      return switch (api.ask(query.replace(PrometheusTraffic.WINDOW, seconds + "s"))) {
        case Answer.Vector(List<Answer.Value> series) -> series;
        case Answer.Refused(String why) ->
            throw new IOException("Prometheus cannot tell what was answered: it " + why);
        case Answer.Away(String why) -> throw new IOException("Prometheus " + why);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("ended while asking Prometheus", e);
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
