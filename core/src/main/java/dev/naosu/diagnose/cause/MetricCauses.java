package dev.naosu.diagnose.cause;

import dev.naosu.detect.metrics.Track;
import dev.naosu.diagnose.cause.Cause.Kind;
import dev.naosu.diagnose.cause.Clues.Trouble;
import dev.naosu.diagnose.cause.MetricRanking.Part;
import dev.naosu.diagnose.cause.MetricRanking.Ranked;
import dev.naosu.diagnose.cause.MetricRanking.RankedService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Causes that show in metrics: something ran out, another service is unwell, more is asked.
final class MetricCauses {
  /// Services that are looked at, best ranked first.
  private static final int TOP_SERVICES = 5;

  /// The most that a metric by itself says.
  private static final double LEADING = 0.7;

  /// A score that says half of the most.
  private static final double HALF_SCORE = 4;

  /// What is left of it for each place further down the ranking.
  private static final double FURTHER_DOWN = 0.65;

  /// Changed not later than the trouble began, give or take what the estimate is off.
  private static final double IN_TIME = 0.25;

  private static final double LATE = 0.4;
  private static final Duration TOLERANCE = Duration.ofSeconds(25);

  /// Exceptions that say so.
  private static final double SPOKEN = 0.6;

  /// A metric shows the opposite.
  private static final double AS_USUAL = 0.5;

  private static final double DEPLOYED = 0.25;
  private static final double OTHER_INCIDENT = 0.3;
  private static final Duration NEAR = Duration.ofMinutes(15);

  private final String service;
  private final Topology topology;
  private final List<Track> tracks;
  private final List<Ranked> ranked;
  private final List<RankedService> services;
  private final Instant onset;

  /// @param service of the incident
  /// @param ranked as [MetricRanking#rank] gives it
  /// @param services as [MetricRanking#services] gives it
  MetricCauses(
      String service,
      Topology topology,
      List<Track> tracks,
      List<Ranked> ranked,
      List<RankedService> services,
      Instant onset) {
    this.service = service;
    this.topology = topology;
    this.tracks = List.copyOf(tracks);
    this.ranked = List.copyOf(ranked);
    this.services = List.copyOf(services);
    this.onset = onset;
  }

  /// @param spoken what exceptions of the incident speak of, and in what share of its signals
  /// @param deploys by service
  /// @param others incidents elsewhere
  List<Cause> causes(
      Map<Spoken, Double> spoken, Map<String, Deploy> deploys, List<Trouble> others) {
    List<Cause> causes = new ArrayList<>();
    Set<Spoken> told = new LinkedHashSet<>();
    for (int place = 0; place < Math.min(TOP_SERVICES, services.size()); place++) {
      RankedService each = services.get(place);
      for (Part part : each.parts()) {
        if (part.score() >= MetricRanking.UNUSUAL) {
          cause(each, part, place, spoken, told, deploys, others).ifPresent(causes::add);
        }
      }
    }
    spoken.forEach(
        (what, share) -> {
          if (!told.contains(what)) {
            causes.add(onlySpoken(what, share, others));
          }
        });
    return causes;
  }

  private Optional<Cause> cause(
      RankedService of,
      Part part,
      int place,
      Map<Spoken, Double> spoken,
      Set<Spoken> told,
      Map<String, Deploy> deploys,
      List<Trouble> others) {
    boolean own = of.service().equals(service);
    MetricKind kind = part.kind();
    Ranked leading = part.leading();
    Optional<Kind> what = what(kind, own, leading);
    if (what.isEmpty()) {
      return Optional.empty();
    }
    boolean isOther = what.get() == Kind.DEPENDENCY;
    String asked = Topology.asked(leading.series().labels());
    String other = asked.isEmpty() ? "what it asks" : asked;
    String where = isOther && own ? other : of.service();
    String subject =
        switch (what.get()) {
          case SATURATION -> kind.words() + " of " + where;
          case DEPENDENCY -> where;
          case TRAFFIC -> "requests to " + where;
          case CODE_FAULT, DEPLOY, CONFIGURATION ->
              throw new IllegalStateException("no metric shows a " + what.get());
        };
    Weighing weighing =
        new Weighing(what.get(), where, subject)
            .withFor(
                LEADING
                    * (part.score() / (part.score() + HALF_SCORE))
                    * Math.pow(FURTHER_DOWN, place),
                "metrics",
                moved(leading));
    inTime(weighing, leading);
    for (Spoken each : Spoken.values()) {
      double share = spoken.getOrDefault(each, 0.0);
      boolean agrees = share > 0 && (isOther ? each == Spoken.OTHERS : own && each.kind() == kind);
      if (agrees) {
        told.add(each);
        weighing.withFor(
            SPOKEN * share,
            "exceptions",
            Figures.share(share) + " of them speak of " + words(each));
      }
    }
    Deploy deploy = deploys.get(where);
    if (deploy != null && isNear(deploy.at())) {
      weighing.withFor(
          DEPLOYED,
          "versions",
          where
              + " went from "
              + deploy.before()
              + " to "
              + deploy.now()
              + " "
              + Figures.apart(deploy.at(), onset));
    }
    if (isOther) {
      others(weighing, where, others);
    }
    return Optional.of(weighing.weighed());
  }

  private Optional<Kind> what(MetricKind kind, boolean own, Ranked leading) {
    return switch (kind) {
      case CPU, MEMORY, DISK, POOL, NETWORK ->
          // that less is used is what follows from a trouble
          leading.isMore() || kind == MetricKind.NETWORK
              ? Optional.of(Kind.SATURATION)
              : Optional.empty();
      case SELF_TIME, LATENCY, ERRORS ->
          own || !leading.isMore() ? Optional.empty() : Optional.of(Kind.DEPENDENCY);
      case WAITING -> own && leading.isMore() ? Optional.of(Kind.DEPENDENCY) : Optional.empty();
      case TRAFFIC -> leading.isMore() ? Optional.of(Kind.TRAFFIC) : Optional.empty();
      case OTHER -> Optional.empty();
    };
  }

  private void inTime(Weighing weighing, Ranked leading) {
    boolean late = leading.onset().isAfter(onset.plus(TOLERANCE));
    if (late) {
      weighing.withAgainst(
          LATE, "metrics", "it changed " + Figures.apart(leading.onset(), onset) + " the onset");
    } else {
      weighing.withFor(
          IN_TIME, "metrics", "it changed at " + Figures.clock(leading.onset()) + ", as it began");
    }
  }

  private String moved(Ranked leading) {
    int rank = ranked.indexOf(leading) + 1;
    return "%s went from %s to %s, %s usual ranges away, rank %d of %d metrics"
        .formatted(
            Figures.name(leading.series()),
            Figures.of(leading.before()),
            Figures.of(leading.after()),
            Figures.of(leading.score()),
            rank,
            ranked.size());
  }

  private void others(Weighing weighing, String where, List<Trouble> others) {
    others.stream()
        .filter(each -> each.service().equals(where) && isNear(each.began()))
        .findFirst()
        .ifPresent(
            each ->
                weighing.withFor(
                    OTHER_INCIDENT,
                    "incidents",
                    "incident "
                        + each.id()
                        + " of it began "
                        + Figures.apart(each.began(), onset)
                        + ": "
                        + each.title()));
  }

  /// What exceptions say and no metric shows.
  private Cause onlySpoken(Spoken what, double share, List<Trouble> others) {
    boolean isOther = what == Spoken.OTHERS;
    Set<String> callees = topology.callees(service);
    String where =
        !isOther ? service : callees.size() == 1 ? callees.iterator().next() : "what it asks";
    Weighing weighing =
        new Weighing(
                isOther ? Kind.DEPENDENCY : Kind.SATURATION,
                where,
                isOther ? where : what.kind().words() + " of " + service)
            .withFor(
                SPOKEN * share,
                "exceptions",
                Figures.share(share) + " of them speak of " + words(what));
    if (!isOther && has(what.kind())) {
      weighing.withAgainst(
          AS_USUAL, "metrics", what.kind().words() + " of " + service + " is as usual");
    }
    if (isOther) {
      others(weighing, where, others);
      List<String> unwell =
          callees.stream().filter(each -> score(each) >= MetricRanking.UNUSUAL).toList();
      if (!callees.isEmpty() && unwell.isEmpty()) {
        weighing.withAgainst(
            AS_USUAL, "metrics", "metrics of " + String.join(", ", callees) + " are as usual");
      }
    }
    return weighing.weighed();
  }

  /// What was looked at in the incident's service, and was as usual.
  List<String> ruledOut() {
    List<String> usual = new ArrayList<>();
    for (RankedService each : services) {
      if (each.service().equals(service)) {
        for (Part part : each.parts()) {
          boolean says = part.kind().isResource() || part.kind() == MetricKind.TRAFFIC;
          if (says && part.leading().score() < MetricRanking.UNUSUAL) {
            usual.add(
                "%s of %s was as usual (%s of %s usual ranges)"
                    .formatted(
                        part.kind().words(),
                        service,
                        Figures.of(part.leading().score()),
                        Figures.of(MetricRanking.UNUSUAL)));
          }
        }
      }
    }
    return usual;
  }

  /// Services whose own metrics are unusual.
  List<String> unwell() {
    return services.stream()
        .filter(each -> each.score() >= MetricRanking.UNUSUAL)
        .map(RankedService::service)
        .toList();
  }

  private double score(String name) {
    return services.stream()
        .filter(each -> each.service().equals(name))
        .mapToDouble(RankedService::score)
        .findFirst()
        .orElse(0);
  }

  private boolean has(MetricKind kind) {
    return tracks.stream()
        .anyMatch(
            track ->
                track.series().origin().service().equals(service)
                    && MetricKind.of(track.series()) == kind);
  }

  private boolean isNear(Instant time) {
    return Duration.between(time, onset).abs().compareTo(NEAR) <= 0;
  }

  static String words(Spoken what) {
    return switch (what) {
      case MEMORY -> "memory that ran out";
      case DISK -> "a disk that takes no more";
      case POOL -> "places in a pool that ran out";
      case OTHERS -> "another service that does not answer";
    };
  }
}
