package dev.naosu.diagnose.cause;

import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Ranks metrics by how far they left what was usual of them when the trouble began, and services
/// by how little of that another service explains.
///
/// When it began is estimated anew from the metrics themselves ([ChangePoint]), since alarms come
/// late, and values from after the onset taken for usual ones hide what changed. A metric's score
/// is BARO's: the largest distance from the median before, in interquartile ranges of before. It
/// differs from BARO where that range is next to nothing ([Scale]), and in that one value by itself
/// does not count where there are three.
///
/// Sources: Pham, Ha, Zhang, *BARO: Robust Root Cause Analysis for Microservices via Multivariate
/// Bayesian Online Change Point Detection*, FSE 2024 (score); Pham and others, *Root Cause Analysis
/// for Microservices based on Causal Inference: How Far Are We?*, ASE 2024 (RCAEval: what late
/// alarms cost).
public final class MetricRanking {
  /// A score from which a metric counts as unusual.
  public static final double UNUSUAL = 3;

  /// Longest time after the onset that is looked at: later, people and machines have reacted.
  private static final Duration AFTER = Duration.ofMinutes(5);

  /// Changes within this time of each other may be one.
  private static final Duration TOGETHER = Duration.ofSeconds(20);

  /// By this time a metric that changes later has lost half of its score.
  private static final Duration HALF_LATE = Duration.ofSeconds(90);

  /// Of what most metrics agree on, this much is enough for an earlier onset: causes come first.
  private static final double EARLY_SUPPORT = 0.4;

  private static final int LEAST_BEFORE = 4;

  /// What is left of a service's trouble where one that it asks has at least as much.
  private static final double EXPLAINED = 0.15;

  /// Of a service's second kind of metric, and of each one further: more kinds say more.
  private static final double MORE_KINDS = 0.1;

  private final Topology topology;

  /// @param topology what explains what
  public MetricRanking(Topology topology) {
    this.topology = topology;
  }

  /// A metric and how much it changed.
  ///
  /// @param score in interquartile ranges; [#UNUSUAL] and more is unusual
  /// @param onset of its own change; of the whole trouble's where it has no clear one
  /// @param before median
  /// @param after the value furthest from it
  public record Ranked(Series series, double score, Instant onset, double before, double after) {
    public MetricKind kind() {
      return MetricKind.of(series);
    }

    /// Whether it rose.
    public boolean isMore() {
      return after > before;
    }
  }

  /// A service and how much of its trouble is its own.
  ///
  /// @param score comparable with those of other services of the same ranking only
  /// @param onset when the first of its unusual metrics changed
  /// @param parts by kind of metric, the most telling first; at least one
  public record RankedService(String service, double score, Instant onset, List<Part> parts) {
    public RankedService {
      parts = List.copyOf(parts);
    }
  }

  /// The metrics of one kind of one service.
  ///
  /// @param score what is left of the leading metric's when what others explain is taken off
  /// @param leading the one that changed most
  public record Part(MetricKind kind, double score, Ranked leading) {}

  /// When the trouble began: where most of the metrics that changed clearly agree, and rather
  /// earlier than later.
  ///
  /// @param suspected when it was noticed
  /// @return `suspected` where no metric changed clearly
  public Instant onset(List<Track> tracks, Instant suspected) {
    return onset(changes(tracks, suspected), suspected);
  }

  /// @param tracks from some minutes before to some after
  /// @param suspected when the trouble was noticed, mostly some time after it began
  /// @return all tracks, those that changed most first
  public List<Ranked> rank(List<Track> tracks, Instant suspected) {
    IdentityHashMap<Track, ChangePoint> changes = changes(tracks, suspected);
    Instant onset = onset(changes, suspected);
    List<Ranked> ranked = new ArrayList<>();
    for (Track track : tracks) {
      ChangePoint change = changes.get(track);
      ranked.add(ranked(track, onset, change == null ? onset : change.at()));
    }
    ranked.sort(
        Comparator.comparingDouble(Ranked::score)
            .reversed()
            .thenComparing(Ranked::onset)
            .thenComparing(each -> each.series().origin().service())
            .thenComparing(each -> each.series().name())
            .thenComparing(each -> each.series().labels().toString()));
    return ranked;
  }

  /// @param ranked as [#rank] gives it
  /// @return all services among them, the one that explains most first
  public List<RankedService> services(List<Ranked> ranked) {
    Map<String, Map<MetricKind, Ranked>> byService = new TreeMap<>();
    for (Ranked each : ranked) {
      byService
          .computeIfAbsent(each.series().origin().service(), _ -> new EnumMap<>(MetricKind.class))
          .merge(each.kind(), each, (a, b) -> a.score() >= b.score() ? a : b);
    }
    List<RankedService> services = new ArrayList<>();
    byService.forEach((name, kinds) -> services.add(service(name, kinds, byService)));
    services.sort(
        Comparator.comparingDouble(RankedService::score)
            .reversed()
            .thenComparing(RankedService::onset)
            .thenComparing(RankedService::service));
    return services;
  }

  private static IdentityHashMap<Track, ChangePoint> changes(
      List<Track> tracks, Instant suspected) {
    IdentityHashMap<Track, ChangePoint> changes = new IdentityHashMap<>();
    for (Track track : tracks) {
      ChangePoint.of(track, suspected)
          .filter(ChangePoint::isClear)
          .ifPresent(change -> changes.put(track, change));
    }
    return changes;
  }

  private static Instant onset(IdentityHashMap<Track, ChangePoint> changes, Instant suspected) {
    List<ChangePoint> byTime =
        changes.values().stream().sorted(Comparator.comparing(ChangePoint::at)).toList();
    List<Double> support =
        byTime.stream()
            .map(
                at ->
                    byTime.stream()
                        .filter(each -> areTogether(at, each))
                        .mapToDouble(each -> Math.log1p(each.strength()))
                        .sum())
            .toList();
    double most = support.stream().mapToDouble(each -> each).max().orElse(0);
    for (int i = 0; i < byTime.size(); i++) {
      if (support.get(i) >= EARLY_SUPPORT * most) {
        return byTime.get(i).at();
      }
    }
    return suspected;
  }

  private static boolean areTogether(ChangePoint first, ChangePoint then) {
    return !then.at().isBefore(first.at()) && !then.at().isAfter(first.at().plus(TOGETHER));
  }

  private static Ranked ranked(Track track, Instant onset, Instant own) {
    Instant changed = own.isBefore(onset) ? own : onset;
    Instant last = onset.plus(AFTER);
    double[] before =
        track.points().stream()
            .filter(point -> point.at().isBefore(changed))
            .mapToDouble(Point::value)
            .toArray();
    double[] after =
        track.points().stream()
            .filter(point -> !point.at().isBefore(changed) && !point.at().isAfter(last))
            .mapToDouble(Point::value)
            .toArray();
    if (before.length == 0 && wasNothing(track.series())) {
      before = new double[LEAST_BEFORE];
    }
    if (before.length < LEAST_BEFORE || after.length == 0) {
      double only = before.length > 0 ? Scale.median(before) : 0;
      return new Ranked(track.series(), 0, own, only, only);
    }
    double[] all = new double[before.length + after.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(after, 0, all, before.length, after.length);
    Scale scale = Scale.of(before, all);
    double furthest = furthest(after, scale);
    double late = Math.max(0, Duration.between(onset.plus(TOGETHER), own).toMillis());
    double score = Math.abs(scale.deviation(furthest)) / (1 + late / HALF_LATE.toMillis());
    return new Ranked(track.series(), score, own, scale.median(), furthest);
  }

  /// A counter of errors is first told with the first error.
  private static boolean wasNothing(Series series) {
    return series.shape() != Shape.GAUGE && MetricKind.of(series) == MetricKind.ERRORS;
  }

  private static double furthest(double[] after, Scale scale) {
    double furthest = after[0];
    boolean isShort = after.length < 3;
    for (int i = isShort ? 0 : 1; i < after.length - (isShort ? 0 : 1); i++) {
      double value = isShort ? after[i] : Scale.median(after[i - 1], after[i], after[i + 1]);
      boolean isFirst = i == (isShort ? 0 : 1);
      if (isFirst || Math.abs(scale.deviation(value)) > Math.abs(scale.deviation(furthest))) {
        furthest = value;
      }
    }
    return furthest;
  }

  private RankedService service(
      String name, Map<MetricKind, Ranked> kinds, Map<String, Map<MetricKind, Ranked>> all) {
    List<Part> parts = new ArrayList<>();
    kinds.forEach(
        (kind, leading) ->
            parts.add(new Part(kind, leading.score() * own(name, kind, kinds, all), leading)));
    parts.sort(Comparator.comparingDouble(Part::score).reversed().thenComparing(Part::kind));
    double score = parts.getFirst().score();
    for (Part part : parts.subList(1, parts.size())) {
      score += part.score() >= UNUSUAL ? MORE_KINDS * part.score() : 0;
    }
    Instant onset =
        kinds.values().stream()
            .filter(each -> each.score() >= UNUSUAL)
            .map(Ranked::onset)
            .min(Comparator.naturalOrder())
            .orElse(parts.getFirst().leading().onset());
    return new RankedService(name, score, onset, parts);
  }

  /// The share of a kind's trouble that nothing else explains, in (0, 1].
  private double own(
      String name,
      MetricKind kind,
      Map<MetricKind, Ranked> kinds,
      Map<String, Map<MetricKind, Ranked>> all) {
    Ranked leading = kinds.get(kind);
    double own = 1;
    if (leading == null) {
      return own;
    }
    if (kind.isPassedOn()) {
      for (String callee : reached(name)) {
        own = Math.min(own, unexplained(leading, trouble(all.getOrDefault(callee, Map.of()))));
      }
    }
    if (kind == MetricKind.TRAFFIC) {
      if (!leading.isMore()) {
        // less is asked, or less can be answered: what follows from a trouble, and makes none
        own *= EXPLAINED;
      }
      for (String caller : topology.callers(name)) {
        Ranked theirs = all.getOrDefault(caller, Map.of()).get(MetricKind.TRAFFIC);
        own = Math.min(own, unexplained(leading, theirs == null ? 0 : theirs.score()));
      }
    }
    // where it is known how long a service worked itself, that counts and not what it waited
    Ranked self = kinds.get(MetricKind.SELF_TIME);
    boolean isTotal = kind == MetricKind.LATENCY || kind == MetricKind.WAITING;
    if (isTotal && self != null && self.score() < UNUSUAL) {
      own *= EXPLAINED;
    }
    return own;
  }

  /// Of a service that is asked: what it would show its callers.
  private static double trouble(Map<MetricKind, Ranked> kinds) {
    double most = 0;
    for (Ranked each : kinds.values()) {
      boolean shows =
          switch (each.kind()) {
            case CPU, MEMORY, DISK, POOL, NETWORK, SELF_TIME, LATENCY, ERRORS -> true;
            case WAITING, TRAFFIC, OTHER -> false;
          };
      most = shows ? Math.max(most, each.score()) : most;
    }
    return most;
  }

  private static double unexplained(Ranked symptom, double explanation) {
    if (explanation < UNUSUAL || symptom.score() <= 0) {
      return 1;
    }
    // in orders of magnitude: distances in interquartile ranges of different metrics are no more
    // comparable than that
    double share = Math.log1p(explanation) / Math.log1p(symptom.score());
    return 1 - (1 - EXPLAINED) * Math.min(1, share);
  }

  /// All services that answers of this one wait for, near and far; without the service itself.
  private Set<String> reached(String service) {
    Set<String> reached = new HashSet<>();
    List<String> open = new ArrayList<>(topology.callees(service));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      if (!next.equals(service) && reached.add(next)) {
        open.addAll(topology.callees(next));
      }
    }
    return reached;
  }
}
