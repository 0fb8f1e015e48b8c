package dev.naosu.cycle.incident;

import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Signal;
import java.time.InstantSource;

/// Where signals become incidents, and incidents begin their cycle.
public final class Intake {
  private final Incidents incidents;
  private final Workflows workflows;
  private final InstantSource clock;

  public Intake(Incidents incidents, Workflows workflows, InstantSource clock) {
    this.incidents = incidents;
    this.workflows = workflows;
    this.clock = clock;
  }

  /// When this returns, the signal is kept: nothing that was accepted is lost. A cycle that could
  /// not be begun here is begun by whoever next looks for incidents that are open.
  public Absorbed accept(Signal signal) {
    Absorbed absorbed = incidents.absorb(signal, Fingerprint.of(signal), clock.instant());
    if (absorbed instanceof Absorbed.Opened(long incident)) {
      workflows.start(incident);
    }
    return absorbed;
  }
}
