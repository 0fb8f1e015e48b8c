package dev.naosu.bench.faults;

import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Track;
import java.time.Instant;
import java.util.List;

/// Says what it takes for the cause.
@FunctionalInterface
interface Ranking {
  Answer rank(List<Track> tracks, Instant suspected);

  /// A kind of metric of a service.
  record Cause(String service, Kind kind) {
    static Cause of(Series series) {
      return new Cause(series.origin().service(), Kind.of(series.name()));
    }
  }

  /// Most likely first, each at most once.
  record Answer(List<String> services, List<Cause> causes) {
    public Answer {
      services = services.stream().distinct().toList();
      causes = causes.stream().distinct().toList();
    }

    /// A service is as likely as its most likely metric, as the figures for BARO are made.
    static Answer of(List<Series> metrics) {
      return new Answer(
          metrics.stream().map(each -> each.origin().service()).toList(),
          metrics.stream().map(Cause::of).toList());
    }
  }
}
