package dev.naosu.diagnose.cause;

import dev.naosu.detect.Origin;
import dev.naosu.detect.watch.Observed;
import dev.naosu.detect.watch.Watch;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Remembers when each version of each service was first seen in what services say all day; of very
/// many the latest. Safe for use by several threads.
public final class SeenVersions implements Versions {
  private static final int MOST = 10_000;

  private final Map<Origin, Instant> first = new LinkedHashMap<>();

  /// A watch that looks here first.
  public Watch before(Watch watch) {
    return (observed, now) -> {
      see(observed, now);
      return watch.see(observed, now);
    };
  }

  private void see(Observed observed, Instant now) {
    Set<Origin> origins = new LinkedHashSet<>();
    observed.lines().forEach(line -> origins.add(line.origin()));
    observed.samples().forEach(sample -> origins.add(sample.series().origin()));
    observed.spans().forEach(span -> origins.add(span.origin()));
    origins.removeIf(origin -> origin.version().isEmpty());
    remember(origins, now);
  }

  private synchronized void remember(Set<Origin> origins, Instant now) {
    origins.forEach(origin -> first.putIfAbsent(origin, now));
    while (first.size() > MOST) {
      first.remove(first.keySet().iterator().next());
    }
  }

  @Override
  public synchronized List<Seen> of(String environment) {
    return first.entrySet().stream()
        .filter(each -> each.getKey().environment().equals(environment))
        .map(each -> new Seen(each.getKey(), each.getValue()))
        .toList();
  }
}
