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

/// What the versions of a service have answered, as a Prometheus server has counted it. It is
/// counted up from the moment this is made: a query tells the increase since then, in which
/// Prometheus has made up for counters that began anew with their pods.
public final class PrometheusTraffic implements AutoCloseable {
  /// Stands for the time since the beginning in a query.
  public static final String WINDOW = "{window}";

  private final Series series;
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
    this.series = new Series(new QueryApi(url, token), queries.version());
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
    Map<Version, Double> requests = series.byVersion(queries.requests(), seconds);
    Map<Version, Double> errors = series.byVersion(queries.errors(), seconds);
    Map<Version, Latencies> latencies =
        queries.latencies().isPresent()
            ? series.latencies(queries.latencies().get(), seconds)
            : Map.of();
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

  @Override
  public void close() {
    series.close();
  }
}
