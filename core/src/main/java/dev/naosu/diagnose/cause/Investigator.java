package dev.naosu.diagnose.cause;

import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.detect.metrics.History;
import dev.naosu.detect.metrics.Track;
import dev.naosu.diagnose.Suspect;
import dev.naosu.diagnose.cause.Cause.Kind;
import dev.naosu.diagnose.cause.CauseReport.Changed;
import dev.naosu.diagnose.cause.Changes.Line;
import dev.naosu.diagnose.cause.Changes.Past;
import dev.naosu.diagnose.cause.Changes.Place;
import dev.naosu.diagnose.cause.Clues.Trouble;
import dev.naosu.diagnose.cause.MetricRanking.Ranked;
import dev.naosu.diagnose.cause.MetricRanking.RankedService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Says why an incident came about, from what was measured, thrown and changed around it.
///
/// It abstains where no cause reaches [#LEAST], or where a rival comes within [#MARGIN]: a wrong
/// cause that is told with confidence costs more than none.
public final class Investigator {
  /// Confidence from which a cause is named.
  public static final double LEAST = 0.45;

  /// By how much a cause must be more likely than the next one.
  public static final double MARGIN = 0.1;

  /// What is usual of a metric is told from so long before.
  private static final Duration BEFORE = Duration.ofMinutes(30);

  private static final Duration AFTER = Duration.ofMinutes(5);
  private static final int MOST_CAUSES = 5;
  private static final int MOST_CHANGES = 8;
  private static final int MOST_SUSPECTS = 3;
  private static final int MOST_OPERATIONS = 5;
  private static final int MANY_SERVICES = 3;

  private static final List<String> OF_THREADS =
      List.of(
          "ConcurrentModificationException",
          "IllegalMonitorStateException",
          "CompletionException",
          "BrokenBarrierException",
          "deadlock");

  private final History history;
  private final Topology.Source topologies;
  private final Versions versions;
  private final Changes changes;

  /// @param history what metrics were like of late
  /// @param topologies who asks whom, by traces; what metrics of clients tell is added
  /// @param versions which versions were seen of late
  /// @param changes what was changed in the code
  public Investigator(
      History history, Topology.Source topologies, Versions versions, Changes changes) {
    this.history = history;
    this.topologies = topologies;
    this.versions = versions;
    this.changes = changes;
  }

  /// What metrics, versions and code were like when it began.
  private record Scene(
      List<Ranked> ranked,
      List<RankedService> services,
      Topology topology,
      Instant onset,
      Map<String, Deploy> deploys,
      Past past,
      Map<Spoken, Double> spoken) {}

  public CauseReport report(Clues clues) throws InterruptedException {
    List<Track> tracks = tracks(clues);
    String environment = clues.origin().environment();
    Topology topology = Topology.seen(tracks).with(topologies.of(environment));
    MetricRanking ranking = new MetricRanking(topology);
    List<Ranked> ranked = ranking.rank(tracks, clues.noticed());
    Instant changed = ranking.onset(tracks, clues.noticed());
    Instant onset = changed.isBefore(clues.noticed()) ? changed : clues.noticed();
    Thrown thrown = new Thrown(clues.signals());
    Map<String, Deploy> deploys =
        Deploy.seen(
            versions.of(environment),
            tracks,
            Stream.concat(clues.signals().stream(), clues.good().stream()).toList(),
            clues.noticed().plus(AFTER));
    Past past = past(clues, thrown, deploys);
    Scene scene =
        new Scene(
            ranked,
            ranking.services(ranked),
            topology,
            onset,
            deploys,
            past,
            spoken(clues.signals()));
    MetricCauses measured =
        new MetricCauses(
            clues.origin().service(), topology, tracks, ranked, scene.services(), onset);
    CodeCauses coded = new CodeCauses(clues, past, thrown, onset);
    double spoken = Math.min(1, scene.spoken().values().stream().mapToDouble(each -> each).sum());
    List<Cause> causes = new ArrayList<>(coded.places(spoken));
    causes.addAll(measured.causes(scene.spoken(), deploys, clues.others()));
    causes.addAll(coded.changes(deploys, new LinkedHashSet<>(measured.unwell())));
    causes.removeIf(each -> each.confidence() <= 0);
    causes.sort(
        Comparator.comparingDouble(Cause::confidence).reversed().thenComparing(Cause::subject));
    List<Cause> likeliest = new ArrayList<>();
    for (Cause each : causes) {
      // two metrics may say the same of a service
      if (likeliest.size() < MOST_CAUSES && likeliest.stream().noneMatch(each::isSameAs)) {
        likeliest.add(each);
      }
    }
    return report(
        clues,
        scene,
        likeliest,
        measured,
        coded.told(deploys, MOST_CHANGES),
        impact(clues, tracks, scene, measured.unwell()));
  }

  private List<Track> tracks(Clues clues) {
    Instant last = clues.noticed().plus(AFTER);
    return history.between(
        clues.origin().environment(),
        clues.noticed().minus(BEFORE),
        last.isBefore(clues.now()) ? last : clues.now().plusMillis(1));
  }

  private Past past(Clues clues, Thrown thrown, Map<String, Deploy> deploys)
      throws InterruptedException {
    List<Place> places = new ArrayList<>(thrown.places());
    clues.suspects().stream().limit(MOST_SUSPECTS).map(CodeCauses::place).forEach(places::add);
    String service = clues.origin().service();
    Deploy deploy = deploys.get(service);
    return changes.of(
        service,
        deploy == null ? "" : deploy.before(),
        deploy == null ? clues.origin().version() : deploy.now(),
        places);
  }

  /// What exceptions speak of, each with its share of the signals that something was thrown in.
  private static Map<Spoken, Double> spoken(List<Signal> signals) {
    List<Signal> thrown =
        signals.stream()
            .filter(each -> each.trace().isPresent() || each.kind() == Signal.Kind.EXCEPTION)
            .toList();
    Map<Spoken, Double> spoken = new EnumMap<>(Spoken.class);
    for (Signal each : thrown) {
      Spoken.in(each.message() + "\n" + each.trace().orElse(""))
          .ifPresent(what -> spoken.merge(what, 1.0 / thrown.size(), Double::sum));
    }
    return spoken;
  }

  private CauseReport report(
      Clues clues,
      Scene scene,
      List<Cause> causes,
      MetricCauses measured,
      List<Changed> told,
      Impact impact) {
    Optional<Cause> named = named(causes);
    List<String> lacking = new ArrayList<>();
    if (scene.ranked().isEmpty()) {
      lacking.add("no metrics of that time are known");
    }
    if (!scene.past().lacking().isEmpty()) {
      lacking.add(scene.past().lacking());
    } else if (!scene.past().isRunning()) {
      lacking.add("which commit runs is not known; the latest of the branch was looked at");
    }
    return new CauseReport(
        clues.now(),
        named.isEmpty(),
        summary(named, causes),
        causes,
        impact,
        direction(clues, scene, named, causes),
        told,
        measured.ruledOut(),
        lacking,
        complexity(clues, scene, measured.unwell(), named.isEmpty()),
        Optional.empty());
  }

  private static Optional<Cause> named(List<Cause> causes) {
    Optional<Cause> first = causes.stream().findFirst().filter(each -> each.confidence() >= LEAST);
    return first.filter(
        best ->
            causes.stream()
                .skip(1)
                .filter(best::isRivalOf)
                .noneMatch(rival -> best.confidence() - rival.confidence() < MARGIN));
  }

  private static String summary(Optional<Cause> named, List<Cause> causes) {
    if (named.isPresent()) {
      Cause cause = named.get();
      return "%s: %s (an estimate, %s)"
          .formatted(cause.kind().words(), cause.subject(), Figures.share(cause.confidence()));
    }
    if (causes.isEmpty()) {
      return "no cause stands out: nothing that was looked at is unusual";
    }
    Cause best = causes.getFirst();
    String first = best.kind().words() + " " + best.subject();
    return best.confidence() < LEAST
        ? "no cause stands out: the likeliest, %s, has no more than %s"
            .formatted(first, Figures.share(best.confidence()))
        : "no cause stands out: %s has %s, and another is about as likely"
            .formatted(first, Figures.share(best.confidence()));
  }

  private static Direction direction(
      Clues clues, Scene scene, Optional<Cause> named, List<Cause> causes) {
    if (named.isEmpty()) {
      return new Direction(
          Direction.Way.ASK_A_PERSON,
          causes.isEmpty()
              ? "a person has to look: there is nothing to go by"
              : "a person has to look, at the first of these causes first");
    }
    Cause cause = named.get();
    return switch (cause.kind()) {
      case CODE_FAULT ->
          new Direction(
              Direction.Way.REPAIR_CODE,
              "repair the code at "
                  + cause.subject()
                  + causes.stream()
                      .filter(each -> each.kind() == Kind.DEPLOY)
                      .filter(each -> each.service().equals(clues.origin().service()))
                      .filter(each -> each.confidence() >= LEAST)
                      .findFirst()
                      .map(each -> ", or take back " + each.subject())
                      .orElse(""));
      case DEPLOY -> new Direction(Direction.Way.REVERT, "take back " + cause.subject());
      case CONFIGURATION ->
          new Direction(Direction.Way.REVERT, "look at, and take back, " + cause.subject());
      case SATURATION -> {
        Deploy deploy = scene.deploys().get(cause.service());
        yield new Direction(
            Direction.Way.RUNTIME_ACTION,
            "give "
                + cause.service()
                + " more, or find what uses it up: "
                + cause.subject()
                + (deploy == null ? "" : "; it went to " + deploy.now() + " shortly before"));
      }
      case DEPENDENCY ->
          new Direction(
              Direction.Way.LOOK_AT_DEPENDENCY,
              "look at " + cause.subject() + ", which " + clues.origin().service() + " waits for");
      case TRAFFIC ->
          new Direction(
              Direction.Way.RUNTIME_ACTION,
              "see who asks more of " + cause.service() + ", and give it more or let less in");
    };
  }

  private static Impact impact(Clues clues, List<Track> tracks, Scene scene, List<String> unwell) {
    Set<String> services = new LinkedHashSet<>(Set.of(clues.origin().service()));
    services.addAll(unwell);
    clues.others().stream()
        .filter(each -> !each.began().isBefore(scene.onset().minus(AFTER)))
        .map(Trouble::service)
        .forEach(services::add);
    Map<String, Integer> operations = new LinkedHashMap<>();
    for (Signal signal : clues.signals()) {
      signal
          .request()
          .map(Investigator::operation)
          .ifPresent(each -> operations.merge(each, 1, Integer::sum));
      signal.failingTests().forEach(test -> operations.merge(test, 1, Integer::sum));
    }
    String first =
        clues.signals().stream()
            .min(Comparator.comparing(Signal::happened))
            .map(each -> each.origin().version())
            .orElse(clues.origin().version());
    return new Impact(
        List.copyOf(services),
        operations.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MOST_OPERATIONS)
            .map(Map.Entry::getKey)
            .toList(),
        FailedShare.of(clues.origin().service(), tracks, scene.onset()),
        scene.onset(),
        first);
  }

  private static String operation(RecordedRequest request) {
    return request.method() + " " + request.path();
  }

  /// A sum of plain signs, as of what an attempt at healing goes by:
  /// - threads get in each other's way: 0.5
  /// - nothing stands out: 0.3
  /// - more than three services are unwell: 0.25
  /// - it was thrown in more than three files: 0.25
  private static double complexity(
      Clues clues, Scene scene, List<String> unwell, boolean abstains) {
    double sum = abstains ? 0.3 : 0;
    boolean ofThreads =
        clues.signals().stream()
            .map(each -> each.message() + " " + each.trace().orElse(""))
            .anyMatch(text -> OF_THREADS.stream().anyMatch(text::contains));
    sum += ofThreads ? 0.5 : 0;
    sum += unwell.size() > MANY_SERVICES ? 0.25 : 0;
    long files =
        Stream.concat(
                scene.past().lines().stream().map(Line::path),
                clues.suspects().stream().limit(MOST_SUSPECTS).map(Suspect::path))
            .distinct()
            .count();
    sum += files > MANY_SERVICES ? 0.25 : 0;
    return Math.min(1, sum);
  }
}
