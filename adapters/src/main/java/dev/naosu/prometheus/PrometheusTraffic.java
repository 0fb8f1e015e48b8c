package dev.naosu.prometheus;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the versions of a service have answered, as a Prometheus server has counted it. It is
/// counted up from the moment this is made: a query tells the increase since then, in which
/// Prometheus has made up for counters that began anew with their pods.
public final class PrometheusTraffic implements AutoCloseable {
  /// Stands for the time since the beginning in a query.
  public static final String WINDOW = "{window}";

  private static final double NANOS = 1e9;

  private final QueryApi api;
  private final Queries queries;
  private final InstantSource clock;
  private final Instant from;

  /// What is asked. Each gives one series for each version, and holds [#WINDOW].
  ///
  /// @param requests how many were answered, such as `sum by (version)
  ///   (increase(http_requests_total{service="shop"}[{window}]))`
  /// @param errors how many of them with 5xx
  /// @param latencies buckets of a histogram in seconds, by the label `le` too; empty for none
  /// @param version label that names the version
  public record Queries(
      String requests, String errors, Optional<String> latencies, String version) {
    public Queries {
      List<String> all = new ArrayList<>(List.of(requests, errors));
      latencies.ifPresent(all::add);
      for (String each : all) {
        if (!each.contains(WINDOW)) {
          throw new IllegalArgumentException("a query of what was answered holds " + WINDOW);
        }
      }
    }
  }

  /// @param url without `/api/v1` and without a slash at the end
  /// @param token that it wants; empty for none
  public PrometheusTraffic(URI url, Optional<String> token, Queries queries, InstantSource clock) {
    this.api = new QueryApi(url, token);
    this.queries = queries;
    this.clock = clock;
    this.from = clock.instant();
  }

  /// What was answered since this was made.
  ///
  /// @throws IOException with a text for people
  public Traffic traffic() throws IOException {
    Instant now = clock.instant();
    long seconds = Math.max(1, Duration.between(from, now).toSeconds());
    Map<Version, Double> requests = byVersion(queries.requests(), seconds);
    Map<Version, Double> errors = byVersion(queries.errors(), seconds);
    Map<Version, Latencies> latencies =
        queries.latencies().isPresent() ? latencies(queries.latencies().get(), seconds) : Map.of();
    Map<Version, Answers> answers = new HashMap<>();
    requests.forEach(
        (version, count) -> {
          long all = Math.round(count);
          // the two are not asked at the same moment
          long failed = Math.min(all, Math.round(errors.getOrDefault(version, 0.0)));
          answers.put(
              version,
              new Answers(all, failed, latencies.getOrDefault(version, Latencies.NONE), Set.of()));
        });
    return new Traffic(from, now.isBefore(from) ? from : now, answers);
  }

  private Map<Version, Double> byVersion(String query, long seconds) throws IOException {
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
  private Map<Version, Latencies> latencies(String query, long seconds) throws IOException {
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
    String name = series.labels().getOrDefault(queries.version(), "");
    try {
      return Optional.of(new Version(name));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private List<Answer.Value> asked(String query, long seconds) throws IOException {
    try {
      return switch (api.ask(query.replace(WINDOW, seconds + "s"))) {
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
