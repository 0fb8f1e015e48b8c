package dev.naosu.bench.faults;

import dev.naosu.detect.metrics.Track;
import dev.naosu.diagnose.cause.MetricRanking;
import dev.naosu.diagnose.cause.MetricRanking.Part;
import dev.naosu.diagnose.cause.MetricRanking.Ranked;
import dev.naosu.diagnose.cause.MetricRanking.RankedService;
import dev.naosu.diagnose.cause.Topology;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// What naosu says.
final class Naosu implements Ranking {
  private final boolean knowsTopology;

  /// @param knowsTopology whether it may know who asks whom; the market's metrics tell it
  Naosu(boolean knowsTopology) {
    this.knowsTopology = knowsTopology;
  }

  @Override
  public Answer rank(List<Track> tracks, Instant suspected) {
    MetricRanking ranking =
        new MetricRanking(knowsTopology ? Topology.seen(tracks) : Topology.UNKNOWN);
    List<Ranked> metrics = ranking.rank(tracks, suspected);
    List<RankedService> services = ranking.services(metrics);
    return new Answer(
        services.stream().map(RankedService::service).toList(),
        services.stream()
            .flatMap(service -> service.parts().stream())
            .sorted(Comparator.comparingDouble(Part::score).reversed())
            .map(part -> Cause.of(part.leading().series()))
            .toList());
  }
}
