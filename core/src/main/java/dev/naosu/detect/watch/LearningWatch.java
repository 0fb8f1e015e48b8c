package dev.naosu.detect.watch;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.metrics.ErrorShare;
import dev.naosu.detect.metrics.Grader;
import dev.naosu.detect.metrics.History;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Tracks;
import dev.naosu.detect.traces.Call;
import dev.naosu.detect.traces.CallGraph;
import dev.naosu.detect.traces.Neighbours;
import dev.naosu.detect.traces.OpenTraces;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.detect.traces.SelfTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Watches services by their logs, metrics and spans, each service for itself, so that they do not
/// wait for each other. All of it is in memory, bounded, and begins anew with the process.
public final class LearningWatch implements Watch, History {
  /// @param learning lines of a log tell nothing so long after the first
  /// @param logsAnHour most signals of the log of one service in any hour
  /// @param errors what has to fail to matter
  /// @param series of one service
  /// @param allSeries of all services together
  /// @param forests of all services together
  /// @param services and environments at most
  public record Settings(
      Duration learning,
      int logsAnHour,
      ErrorShare.Least errors,
      Tracks.Limits series,
      int allSeries,
      int forests,
      int services) {
    public static final Settings USUAL =
        new Settings(
            Duration.ofMinutes(10),
            10,
            ErrorShare.Least.USUAL,
            Tracks.Limits.USUAL,
            5_000,
            32,
            200);

    /// The same with what a user may say.
    public Settings with(Duration otherLearning, ErrorShare.Least otherErrors) {
      return new Settings(
          otherLearning, logsAnHour, otherErrors, series, allSeries, forests, services);
    }
  }

  /// One service in one environment, whichever version runs.
  private record Place(String service, String environment) {
    static Place of(Origin origin) {
      return new Place(origin.service(), origin.environment());
    }
  }

  /// What was said of one place.
  private record Part(
      Origin origin, List<LogLine> lines, List<Sample> samples, List<SeenSpan> spans) {
    static Part of(Origin origin) {
      return new Part(origin, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private static final Duration TURN = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofHours(1);

  private final Settings settings;
  private final Tracks.Room room;
  private final Map<Place, ServiceWatch> watches = new ConcurrentHashMap<>();
  private final OpenTraces traces = new OpenTraces(OpenTraces.Limits.USUAL);
  private final CallGraph calls = new CallGraph();
  private final AtomicReference<Instant> turned = new AtomicReference<>(Instant.MIN);

  /// @param forest makes a grader for a metric that is worth a dear one
  public LearningWatch(Settings settings, Supplier<Grader> forest) {
    this.settings = settings;
    this.room =
        new Tracks.Room(
            new Semaphore(settings.allSeries()), new Semaphore(settings.forests()), forest);
  }

  /// Who asks whom, by the traces of late.
  public Neighbours neighbours() {
    return calls;
  }

  /// The calls of an environment, by the traces of late.
  public Set<Call> calls(String environment) {
    return calls.calls(environment);
  }

  /// With nothing observed, what shows because time has passed.
  @Override
  public List<Signal> see(Observed observed, Instant now) {
    List<Signal> found = new ArrayList<>();
    for (Map.Entry<Place, Part> each : parts(observed).entrySet()) {
      Part part = each.getValue();
      at(each.getKey(), part.origin(), now)
          .ifPresent(
              watch -> found.addAll(watch.see(part.lines(), part.samples(), part.spans(), now)));
    }
    observed.spans().forEach(span -> traces.add(span, now));
    if (isTurn(now)) {
      closeTraces(now);
      watches.values().forEach(each -> found.addAll(each.pass(now)));
    }
    return found;
  }

  @Override
  public List<Track> between(String environment, Instant from, Instant to) {
    return watches.entrySet().stream()
        .filter(each -> each.getKey().environment().equals(environment))
        .flatMap(each -> each.getValue().between(from, to).stream())
        .toList();
  }

  private static Map<Place, Part> parts(Observed observed) {
    Map<Place, Part> parts = new HashMap<>();
    observed.lines().forEach(each -> part(parts, each.origin()).lines().add(each));
    observed.samples().forEach(each -> part(parts, each.series().origin()).samples().add(each));
    observed.spans().forEach(each -> part(parts, each.origin()).spans().add(each));
    return parts;
  }

  private static Part part(Map<Place, Part> parts, Origin origin) {
    return parts.computeIfAbsent(Place.of(origin), _ -> Part.of(origin));
  }

  /// Empty when there is no room for one more service.
  private Optional<ServiceWatch> at(Place place, Origin origin, Instant now) {
    ServiceWatch known = watches.get(place);
    if (known != null) {
      return Optional.of(known);
    }
    if (watches.size() >= settings.services() && !forgotOne(now)) {
      return Optional.empty();
    }
    return Optional.of(
        watches.computeIfAbsent(place, _ -> new ServiceWatch(origin, settings, room, now)));
  }

  /// Of the services that said nothing for long, the one that was silent for longest.
  private boolean forgotOne(Instant now) {
    Optional<Map.Entry<Place, ServiceWatch>> silent =
        watches.entrySet().stream()
            .filter(each -> each.getValue().touched().plus(IDLE).isBefore(now))
            .min(Comparator.comparing(each -> each.getValue().touched()));
    silent.ifPresent(
        each -> {
          if (watches.remove(each.getKey(), each.getValue())) {
            each.getValue().close();
          }
        });
    return silent.isPresent();
  }

  /// One thread of several looks at what time shows; a clock that was put back holds up nothing.
  private boolean isTurn(Instant now) {
    Instant before = turned.get();
    boolean isDue =
        before.equals(Instant.MIN)
            || now.isBefore(before.minus(TURN))
            || !before.plus(TURN).isAfter(now);
    return isDue && turned.compareAndSet(before, now);
  }

  private void closeTraces(Instant now) {
    for (OpenTraces.Closed trace : traces.closed(now)) {
      trace.calls().forEach(call -> calls.add(call, now));
      for (SelfTime time : trace.times()) {
        ServiceWatch watch = watches.get(Place.of(time.origin()));
        if (watch != null) {
          watch.add(time);
        }
      }
    }
    calls.forget(now);
  }
}
