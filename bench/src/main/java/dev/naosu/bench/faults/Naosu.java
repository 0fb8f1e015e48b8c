package dev.naosu.bench.faults;

import dev.naosu.detect.metrics.Track;
import dev.naosu.diagnose.cause.MetricRanking;
import dev.naosu.diagnose.cause.MetricRanking.Part;
import dev.naosu.diagnose.cause.MetricRanking.Ranked;
import dev.naosu.diagnose.cause.MetricRanking.RankedService;
import dev.naosu.diagnose.cause.Topology;
import dev.naosu.diagnose.cause.Topology.Edge;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What naosu says.
final class Naosu implements Ranking {
  private static final String CALLEE = "server.address";

  private final boolean knowsTopology;

  /// @param knowsTopology whether it may know who asks whom; the market's metrics tell it
  Naosu(boolean knowsTopology) {
    this.knowsTopology = knowsTopology;
  }

  @Override
  public Answer rank(List<Track> tracks, Instant suspected) {
    MetricRanking ranking = new MetricRanking(knowsTopology ? topology(tracks) : Topology.UNKNOWN);
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

  private static Topology topology(List<Track> tracks) {
    Set<Edge> edges = new HashSet<>();
    for (Track track : tracks) {
      String callee = track.series().labels().get(CALLEE);
      if (callee != null) {
        edges.add(new Edge(track.series().origin().service(), callee));
      }
    }
    return new Topology(edges);
  }
}
