package dev.naosu.app.serve;

import dev.naosu.app.runtime.Roads;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.learn.Kpi;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is told of actions to whoever watches naosu. Looked up at most once in a few seconds.
final class ActionMeters {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final int MOST = 200;

  private final Roads roads;
  private final InstantSource clock;
  private volatile Seen seen = new Seen(Instant.EPOCH, List.of(), List.of());

  ActionMeters(Roads roads, MeterRegistry meters, InstantSource clock) {
    this.roads = roads;
    this.clock = clock;
    for (Kpi each : roads.kpis()) {
      Gauge.builder("naosu." + each.name().replace('_', '.'), () -> value(each.name()))
          .description(each.definition() + "; of the last 30 days; NaN before the first")
          .register(meters);
    }
    for (Phase phase : List.of(Phase.ASKED, Phase.RUNNING, Phase.HALF)) {
      Gauge.builder("naosu.actions", () -> count(phase))
          .description("actions that are asked for, under way, or wait for a person to look")
          .tag("phase", phase.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
  }

  private record Seen(Instant at, List<Kpi> kpis, List<Deed> deeds) {}

  private Seen seen() {
    Instant now = clock.instant();
    if (seen.at().plus(FRESH).isBefore(now)) {
      try {
        seen = new Seen(now, roads.kpis(), roads.desk().latest(Optional.empty(), MOST));
      } catch (JournalUnavailable _) {
        // what was seen last is told on
        seen = new Seen(now, seen.kpis(), seen.deeds());
      }
    }
    return seen;
  }

  private double value(String name) {
    return seen().kpis().stream()
        .filter(each -> each.name().equals(name))
        .map(each -> each.value().orElse(Double.NaN))
        .findFirst()
        .orElse(Double.NaN);
  }

  private double count(Phase phase) {
    return seen().deeds().stream()
        .filter(each -> each.phase() == phase)
        .collect(Collectors.counting());
  }
}
