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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the versions of a service have answered, as its gateway has counted it, and besides what
/// only the service itself knows: failures that a gateway does not see, for they are answered below
/// 500, and how long an answer took where it was made.
///
/// Requests are the gateway's, and so are the errors that it has seen: a version that answers
/// nothing at all tells nobody of it. Failures of both are added up, so the query must not count
/// again what the gateway sees. Both count from the first time this is asked on.
public final class BesideGateway implements AutoCloseable {
  private final Series series;
  private final Queries queries;
  private final Gateway gateway;
  private final InstantSource clock;
  private @Nullable Traffic base;

  /// What the gateway has counted.
  @FunctionalInterface
  public interface Gateway {
    /// Counted up; see `Gateway.traffic()`.
    ///
    /// @throws IOException with a text for people
    Traffic traffic() throws IOException;
  }

  /// What is asked besides. Each gives one series for each version, and holds
  /// [PrometheusTraffic#WINDOW].
  ///
  /// @param errors requests that failed with an answer below 500; empty for none
  /// @param latencies buckets of a histogram in seconds, by the label `le` too, instead of the
  ///   gateway's; empty for those of the gateway
  /// @param version label that names the version
  public record Queries(Optional<String> errors, Optional<String> latencies, String version) {
    public Queries {
      if (errors.isEmpty() && latencies.isEmpty()) {
        throw new IllegalArgumentException("nothing is asked besides");
      }
      if (Stream.of(errors, latencies)
          .flatMap(Optional::stream)
          .anyMatch(each -> !each.contains(PrometheusTraffic.WINDOW))) {
        throw new IllegalArgumentException(
            "a query of what was answered holds " + PrometheusTraffic.WINDOW);
      }
    }
  }

  /// @param url without `/api/v1` and without a slash at the end
  /// @param token that it wants; empty for none
  public BesideGateway(
      URI url, Optional<String> token, Queries queries, Gateway gateway, InstantSource clock) {
    this.series = new Series(new QueryApi(url, token), queries.version());
    this.queries = queries;
    this.gateway = gateway;
    this.clock = clock;
  }

  /// What was answered since the first time; nothing then.
  ///
  /// @throws IOException with a text for people, also when only one of the two cannot be asked
  public synchronized Traffic traffic() throws IOException {
    Traffic counted = gateway.traffic();
    Traffic since = base;
    if (since == null) {
      since = counted;
    } else if (counted.from().isAfter(since.from())) {
      // another gateway, which has counted from its own beginning
      since = new Traffic(counted.from(), counted.from(), Map.of());
    }
    base = since;
    Instant now = clock.instant();
    Instant to = now.isBefore(since.to()) ? since.to() : now;
    long seconds = Math.max(1, Duration.between(since.to(), to).toSeconds());
    Map<Version, Double> errors =
        queries.errors().isPresent() ? series.byVersion(queries.errors().get(), seconds) : Map.of();
    Optional<Map<Version, Latencies>> latencies =
        queries.latencies().isPresent()
            ? Optional.of(series.latencies(queries.latencies().get(), seconds))
            : Optional.empty();
    Map<Version, Answers> answers = new HashMap<>();
    for (Map.Entry<Version, Answers> each : counted.answers().entrySet()) {
      Version version = each.getKey();
      Answers before = since.of(version);
      long requests = Math.max(0, each.getValue().requests() - before.requests());
      long failed =
          each.getValue().errors()
              - before.errors()
              + Math.round(errors.getOrDefault(version, 0.0));
      answers.put(
          version,
          new Answers(
              requests,
              // the two are not asked at the same moment
              Math.clamp(failed, 0, requests),
              latencies
                  .map(all -> all.getOrDefault(version, Latencies.NONE))
                  .orElseGet(() -> each.getValue().latencies().minus(before.latencies())),
              each.getValue().failures()));
    }
    return new Traffic(since.to(), to, answers);
  }

  @Override
  public void close() {
    series.close();
  }
}
