package dev.naosu.diagnose.cause;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.metrics.Track;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A version of a service that was seen where another one was before.
///
/// @param at when the new one was first seen
record Deploy(String service, String before, String now, Instant at) {
  /// The latest of each service that is not later than a time; told from what services say of
  /// themselves. A version that was there all the time is none.
  ///
  /// @param until when the trouble was surely there
  static Map<String, Deploy> seen(
      List<Versions.Seen> seen, List<Track> tracks, List<Signal> signals, Instant until) {
    Map<String, Map<String, Instant>> firstSeen = new HashMap<>();
    for (Versions.Seen each : seen) {
      note(firstSeen, each.origin(), each.first());
    }
    for (Track track : tracks) {
      if (!track.points().isEmpty()) {
        note(firstSeen, track.series().origin(), track.points().getFirst().at());
      }
    }
    for (Signal signal : signals) {
      note(firstSeen, signal.origin(), signal.happened());
    }
    Map<String, Deploy> deploys = new TreeMap<>();
    firstSeen.forEach(
        (service, versions) ->
            latest(service, versions, until).ifPresent(each -> deploys.put(service, each)));
    return deploys;
  }

  private static void note(
      Map<String, Map<String, Instant>> firstSeen, Origin origin, Instant seen) {
    if (!origin.version().isEmpty()) {
      firstSeen
          .computeIfAbsent(origin.service(), _ -> new HashMap<>())
          .merge(origin.version(), seen, (a, b) -> a.isBefore(b) ? a : b);
    }
  }

  private static Optional<Deploy> latest(
      String service, Map<String, Instant> versions, Instant until) {
    List<Map.Entry<String, Instant>> inTime = new ArrayList<>(versions.entrySet());
    inTime.removeIf(each -> each.getValue().isAfter(until));
    inTime.sort(Map.Entry.comparingByValue(Comparator.naturalOrder()));
    int last = inTime.size() - 1;
    return last < 1
        ? Optional.empty()
        : Optional.of(
            new Deploy(
                service,
                inTime.get(last - 1).getKey(),
                inTime.get(last).getKey(),
                inTime.get(last).getValue()));
  }
}
