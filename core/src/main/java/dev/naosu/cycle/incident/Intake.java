package dev.naosu.cycle.incident;

import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Signal;
import dev.naosu.detect.StackTraceText;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where signals become incidents, and incidents begin their cycle.
public final class Intake {
  /// Signals join an incident that a person has to see to, and one that is healed but not deployed.
  private static final Set<State> JOINABLE =
      EnumSet.complementOf(EnumSet.of(State.HANDED_OVER, State.CLOSED));

  private static final int LOOKED_AT = 100;

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
    Absorbed absorbed = incidents.absorb(signal, fingerprint(signal), clock.instant());
    if (absorbed instanceof Absorbed.Opened(long incident)) {
      workflows.start(incident);
    }
    return absorbed;
  }

  /// That of the one open incident it can belong to, when it does not say where it was thrown.
  private Fingerprint fingerprint(Signal signal) {
    Fingerprint fingerprint = Fingerprint.of(signal);
    if (signal.kind() != Signal.Kind.EXCEPTION
        || signal.trace().filter(trace -> !StackTraceText.frames(trace).isEmpty()).isPresent()) {
      return fingerprint;
    }
    List<Fingerprint> near =
        incidents
            .list(
                new Incidents.Filter(JOINABLE, Optional.of(signal.origin().service())),
                Optional.empty(),
                LOOKED_AT)
            .stream()
            .filter(
                incident ->
                    incident.state() != State.HEALED
                        || incident.origin().version().equals(signal.origin().version()))
            .map(Incident::fingerprint)
            .filter(fingerprint::isBareFormOf)
            .distinct()
            .toList();
    return near.size() == 1 ? near.getFirst() : fingerprint;
  }
}
