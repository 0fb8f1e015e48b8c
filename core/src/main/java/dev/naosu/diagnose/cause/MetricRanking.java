package dev.naosu.diagnose.cause;

import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

  /// Values among which two in a row may be chance.
  private static final int MANY = 15;

  /// What is left of a service's trouble where one that it asks has at least as much.
  private static final double EXPLAINED = 0.15;

  /// Times as long as before, an answer may well come too late for whoever waits.
  private static final double MUCH_SLOWER = 5;

  /// Between times that are told in the same unit.
  private static final double MOST_RATIO = 200;

  /// Of the score of a metric that fell where less is no trouble: it is told still, for a service
  /// that is dead or cut off has such metrics.
  private static final double RELIEF = 0.25;

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
    if (furthest < scale.median() && MetricKind.of(track.series()).isGoodWhenLess()) {
      score *= RELIEF;
    }
    return new Ranked(track.series(), score, own, scale.median(), furthest);
  }

  /// A counter of errors is first told with the first error.
  private static boolean wasNothing(Series series) {
    return series.shape() != Shape.GAUGE && MetricKind.of(series) == MetricKind.ERRORS;
  }

  /// Of values that last: each is the median of those around it, where there are enough.
  private static double furthest(double[] after, Scale scale) {
    int around = after.length >= MANY ? 2 : after.length >= 3 ? 1 : 0;
    double furthest = scale.median();
    for (int i = around; i < after.length - around; i++) {
      double value = Scale.median(Arrays.copyOfRange(after, i - around, i + around + 1));
      if (Math.abs(scale.deviation(value)) > Math.abs(scale.deviation(furthest))) {
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
      for (String callee : blamed(name, leading, all)) {
        own = Math.min(own, left(leading, kind, all.getOrDefault(callee, Map.of())));
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
    if (kind == MetricKind.LATENCY && self != null && self.score() < UNUSUAL) {
      own *= EXPLAINED;
    }
    return own;
  }

  /// Whose trouble may explain a symptom: of all that the service waits for, or of the one that the
  /// metric names and those behind it. Where that one answers as fast and as well as ever,
  /// nobody's: then it is the way between the two.
  private Set<String> blamed(
      String name, Ranked symptom, Map<String, Map<MetricKind, Ranked>> all) {
    String asked = Topology.asked(symptom.series().labels());
    if (!topology.callees(name).contains(asked)) {
      return reached(name);
    }
    Map<MetricKind, Ranked> theirs = all.getOrDefault(asked, Map.of());
    if (isUsual(theirs.get(MetricKind.LATENCY)) && !isUnusual(theirs.get(MetricKind.ERRORS))) {
      return Set.of();
    }
    Set<String> blamed = new HashSet<>(reached(asked));
    blamed.add(asked);
    blamed.remove(name);
    return blamed;
  }

  private static boolean isUsual(@Nullable Ranked metric) {
    return metric != null && metric.score() < UNUSUAL;
  }

  private static boolean isUnusual(@Nullable Ranked metric) {
    return metric != null && metric.score() >= UNUSUAL;
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

  /// The share of a symptom that the trouble of a service that is asked does not explain. Time is
  /// explained by time and failures by failures, as much of it as there is: what waits a second
  /// longer does not do so for an answer that takes a millisecond longer.
  private static double left(Ranked symptom, MetricKind kind, Map<MetricKind, Ranked> theirs) {
    Ranked latency = theirs.get(MetricKind.LATENCY);
    Ranked errors = theirs.get(MetricKind.ERRORS);
    boolean isTime = kind == MetricKind.LATENCY || kind == MetricKind.WAITING;
    if (isTime && latency != null && areInOneUnit(symptom, latency)) {
      return 1 - (1 - EXPLAINED) * share(symptom, latency);
    }
    if (kind == MetricKind.ERRORS && latency != null && errors != null) {
      double explained = share(symptom, errors);
      return Math.min(
          1 - (1 - EXPLAINED) * explained,
          isMuchSlower(latency) ? unexplained(symptom, latency.score()) : 1);
    }
    if (kind == MetricKind.POOL && latency != null) {
      return isMuchSlower(latency) ? unexplained(symptom, latency.score()) : 1;
    }
    return unexplained(symptom, trouble(theirs));
  }

  private static boolean isMuchSlower(Ranked latency) {
    return latency.score() >= UNUSUAL && latency.after() > MUCH_SLOWER * latency.before();
  }

  /// How much of what one metric rose by, another one rose by too; in [0, 1].
  private static double share(Ranked symptom, Ranked theirs) {
    double ours = symptom.after() - symptom.before();
    double explaining = theirs.score() >= UNUSUAL ? theirs.after() - theirs.before() : 0;
    return ours > 0 ? Math.clamp(explaining / ours, 0, 1) : 0;
  }

  /// Nobody says in which unit a metric is; who asks waits about as long as the answer takes.
  private static boolean areInOneUnit(Ranked asking, Ranked answering) {
    double ratio = answering.before() / asking.before();
    return ratio > 1.0 / MOST_RATIO && ratio < MOST_RATIO;
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
