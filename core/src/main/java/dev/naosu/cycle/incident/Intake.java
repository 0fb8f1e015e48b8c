package dev.naosu.cycle.incident;

import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.OwnCode;
import dev.naosu.detect.Signal;
import dev.naosu.detect.StackTraceText;
import dev.naosu.detect.traces.Neighbours;
import dev.naosu.detect.watch.Observed;
import dev.naosu.detect.watch.Watch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Where signals become incidents, and incidents begin their cycle.
public final class Intake {
  /// Signals join an incident that a person has to see to, and one that is healed but not deployed.
  private static final Set<State> JOINABLE =
      EnumSet.complementOf(EnumSet.of(State.HANDED_OVER, State.CLOSED));

  private static final int LOOKED_AT = 100;
  private static final int MOST_UNTOLD = 1_000;

  private final Incidents incidents;
  private final Workflows workflows;
  private final Watch watch;
  private final Map<String, OwnCode> code;
  private final Neighbours neighbours;
  private final Arrivals arrivals;
  private final InstantSource clock;
  private final Influx influx = new Influx(Influx.Limits.USUAL);

  /// What the watch found and the store did not take: it is not found a second time.
  private final Deque<Signal> untold = new ConcurrentLinkedDeque<>();

  /// Nobody counts, and every service is alone.
  ///
  /// @param watch sees everything that is no trouble by itself
  public Intake(Incidents incidents, Workflows workflows, Watch watch, InstantSource clock) {
    this(incidents, workflows, watch, Map.of(), Neighbours.none(), Arrivals.none(), clock);
  }

  /// @param watch sees everything that is no trouble by itself
  /// @param code of services that have said which packages are theirs, by name
  /// @param arrivals is told what came of each signal
  public Intake(
      Incidents incidents,
      Workflows workflows,
      Watch watch,
      Map<String, OwnCode> code,
      Neighbours neighbours,
      Arrivals arrivals,
      InstantSource clock) {
    this.incidents = incidents;
    this.workflows = workflows;
    this.watch = watch;
    this.code = Map.copyOf(code);
    this.neighbours = neighbours;
    this.arrivals = arrivals;
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
    Absorbed absorbed =
        incidents.absorb(
            taken.signal(),
            taken.fingerprint(),
            isTooMany ? Vicinity.none() : vicinity(signal),
            now);
    arrivals.arrived(signal, absorbed, now);
    if (absorbed instanceof Absorbed.Opened(long incident)) {
      workflows.start(incident);
      if (!isTooMany) {
        influx.opened(service, now);
      }
    }
    return absorbed;
  }

  /// Accepts the troubles that show in what services say; nothing else of it is kept. With nothing
  /// observed, those that show because time has passed.
  public List<Absorbed> observe(Observed observed) {
    untold.addAll(watch.see(observed, clock.instant()));
    List<Absorbed> absorbed = new ArrayList<>();
    for (Signal next = untold.pollFirst(); next != null; next = untold.pollFirst()) {
      try {
        absorbed.add(accept(next));
      } catch (RuntimeException e) {
        if (untold.size() < MOST_UNTOLD) {
          untold.addFirst(next);
        }
        throw e;
      }
    }
    return absorbed;
  }

  private Vicinity vicinity(Signal signal) {
    return switch (signal.kind()) {
      case EXCEPTION, HEALTH ->
          Vicinity.of(neighbours.of(signal.origin().service(), signal.origin().environment()));
      case GOOD_REQUEST, TEST_FAILURE, FINDING -> Vicinity.none();
    };
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
