package dev.naosu.cycle.incident;

import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.OwnCode;
import dev.naosu.detect.Signal;
import dev.naosu.detect.StackTraceText;
import dev.naosu.detect.watch.Observed;
import dev.naosu.detect.watch.Watch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
  private final Watch watch;
  private final Map<String, OwnCode> code;
  private final InstantSource clock;
  private final Influx influx = new Influx(Influx.Limits.USUAL);

  /// @param watch sees everything that is no trouble by itself
  public Intake(Incidents incidents, Workflows workflows, Watch watch, InstantSource clock) {
    this(incidents, workflows, watch, Map.of(), clock);
  }

  /// @param code of services that have said which packages are theirs, by name
  public Intake(
      Incidents incidents,
      Workflows workflows,
      Watch watch,
      Map<String, OwnCode> code,
      InstantSource clock) {
    this.incidents = incidents;
    this.workflows = workflows;
    this.watch = watch;
    this.code = Map.copyOf(code);
    this.clock = clock;
  }

  /// When this returns, the signal is kept: nothing that was accepted is lost. A cycle that could
  /// not be begun here is begun by whoever next looks for incidents that are open.
  public Absorbed accept(Signal signal) {
    Instant now = clock.instant();
    String service = signal.origin().service();
    Fingerprint fingerprint = fingerprint(signal);
    boolean isTooMany =
        signal.isTrouble()
            && influx.isFull(service, now)
            && !incidents.isJoinable(signal, fingerprint);
    Influx.Gathered taken =
        isTooMany ? influx.gathered(signal, fingerprint) : new Influx.Gathered(signal, fingerprint);
    Absorbed absorbed = incidents.absorb(taken.signal(), taken.fingerprint(), now);
    if (absorbed instanceof Absorbed.Opened(long incident)) {
      workflows.start(incident);
      if (!isTooMany) {
        influx.opened(service, now);
      }
    }
    return absorbed;
  }

  /// Accepts the troubles that show in what services say; nothing else of it is kept.
  public List<Absorbed> observe(Observed observed) {
    return observed.isEmpty()
        ? List.of()
        : watch.see(observed, clock.instant()).stream().map(this::accept).toList();
  }

  /// That of the one open incident it can belong to, when it does not say where it was thrown.
  private Fingerprint fingerprint(Signal signal) {
    Fingerprint fingerprint =
        Fingerprint.of(signal, code.getOrDefault(signal.origin().service(), OwnCode.UNSAID));
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
