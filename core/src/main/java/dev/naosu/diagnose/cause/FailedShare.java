package dev.naosu.diagnose.cause;

import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Which share of its requests a service failed to answer, where somebody counts them: by a label
/// that tells failed answers from others, or by a rate and the share of it that failed.
final class FailedShare {
  /// Such as `naosu.requests.failed`, in [0, 1], beside `naosu.requests` per second.
  private static final String FAILED = ".failed";

  private FailedShare() {}

  /// @param onset since when
  /// @return in [0, 1]; the largest, where several metrics tell; empty where none does
  static Optional<Double> of(String service, List<Track> tracks, Instant onset) {
    Map<String, Counted> counted = new HashMap<>();
    Map<Named, Track> byName = new HashMap<>();
    List<Track> own =
        tracks.stream().filter(each -> each.series().origin().service().equals(service)).toList();
    own.forEach(each -> byName.put(Named.of(each.series()), each));
    for (Track track : own) {
      String name = track.series().name();
      MetricKind kind = MetricKind.of(track.series());
      if (name.endsWith(FAILED)) {
        String rate = name.substring(0, name.length() - FAILED.length());
        Track asked = byName.get(new Named(rate, track.series().labels()));
        if (asked != null && kind == MetricKind.ERRORS) {
          counted.computeIfAbsent(name, _ -> new Counted()).addShares(asked, track, onset);
        }
      } else if (kind == MetricKind.ERRORS || kind == MetricKind.TRAFFIC) {
        counted
            .computeIfAbsent(name, _ -> new Counted())
            .add(track, kind == MetricKind.ERRORS, onset);
      }
    }
    return counted.values().stream().flatMap(each -> each.share().stream()).max(Double::compare);
  }

  private record Named(String name, SortedMap<String, String> labels) {
    static Named of(Series series) {
      return new Named(series.name(), series.labels());
    }
  }

  private static final class Counted {
    private double failed;
    private double answered;

    void add(Track track, boolean isFailed, Instant onset) {
      for (Point each : track.points()) {
        if (!each.at().isBefore(onset) && each.value() > 0) {
          failed += isFailed ? each.value() : 0;
          answered += isFailed ? 0 : each.value();
        }
      }
    }

    void addShares(Track asked, Track share, Instant onset) {
      Map<Instant, Double> rates = new HashMap<>();
      asked.points().forEach(each -> rates.put(each.at(), each.value()));
      for (Point each : share.points()) {
        double rate = each.at().isBefore(onset) ? 0 : rates.getOrDefault(each.at(), 0.0);
        if (rate > 0 && each.value() >= 0 && each.value() <= 1) {
          failed += rate * each.value();
          answered += rate * (1 - each.value());
        }
      }
    }

    Optional<Double> share() {
      // one kind of answers only may also mean that nothing tells them apart
      return failed > 0 && answered > 0
          ? Optional.of(failed / (failed + answered))
          : Optional.empty();
    }
  }
}
