package dev.naosu.app.rest;

import dev.naosu.app.web.Ports;
import dev.naosu.cycle.incident.State;
import io.micrometer.core.instrument.Gauge;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What naosu tells about itself.
final class Meters {
  private final Ports ports;
  private volatile Map<State, Long> counts = new EnumMap<>(State.class);

  Meters(Ports ports) {
    this.ports = ports;
    for (State state : State.values()) {
      Gauge.builder("naosu.incidents", () -> counts.getOrDefault(state, 0L))
          .description("incidents in each state")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(ports.meters());
    }
    Gauge.builder("self.healing.success.rate", this::successRate)
        .description("share of the incidents that are over and were healed; NaN before the first")
        .register(ports.meters());
    Gauge.builder("naosu.stopped", () -> ports.stop().isOn() ? 1 : 0)
        .description("1 while naosu is stopped")
        .register(ports.meters());
  }

  /// In the text form of Prometheus.
  String scrape() {
    counts = ports.incidents().counts();
    return ports.meters().scrape();
  }

  private double successRate() {
    double healed = counts.getOrDefault(State.HEALED, 0L);
    return healed / (healed + counts.getOrDefault(State.ESCALATED, 0L));
  }
}
