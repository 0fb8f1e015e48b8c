package dev.naosu.diagnose.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import dev.naosu.detect.watch.Observed;
import dev.naosu.detect.watch.Watch;
import dev.naosu.diagnose.Suspect;
import dev.naosu.diagnose.cause.Cause.Kind;
import dev.naosu.diagnose.cause.Changes.Commit;
import dev.naosu.diagnose.cause.Changes.Line;
import dev.naosu.diagnose.cause.Changes.Past;
import dev.naosu.diagnose.cause.Changes.Place;
import dev.naosu.diagnose.cause.Clues.Repaired;
import dev.naosu.diagnose.cause.Clues.Trouble;
import dev.naosu.diagnose.cause.Topology.Edge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InvestigatorTest {
  private static final Instant ONSET = Instant.parse("2026-11-28T10:00:00Z");
  private static final String NULL =
      """
      java.lang.NullPointerException: Cannot invoke "Price.amount()"
      \tat java.base/java.util.Objects.requireNonNull(Objects.java:233)
      \tat com.acme.Cart.total(Cart.java:41)
      \tat com.acme.Shop.answer(Shop.java:12)
      """;
  private static final String POOL =
      "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available,"
          + " request timed out after 30000ms.\n"
          + "\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)\n"
          + "\tat com.acme.Orders.find(Orders.java:20)\n";

  private final Random random = new Random(11);
  private final List<Track> tracks = new ArrayList<>();
  private final List<Signal> signals = new ArrayList<>();
  private final List<Signal> good = new ArrayList<>();
  private final List<Trouble> others = new ArrayList<>();
  private final List<Suspect> suspects = new ArrayList<>();
  private Optional<Repaired> repaired = Optional.empty();
  private Changes changes = Changes.unknown();
  private Topology topology = Topology.UNKNOWN;
  private Versions versions = Versions.none();
  private Signal.Kind kind = Signal.Kind.EXCEPTION;

  @Test
  void what_was_thrown_at_one_line_of_the_own_code_is_a_fault_there() throws Exception {
    thrown(9, "v1", NULL);
    changes = (_, _, _, places) -> past(places, List.of(), "Cart.java", "Shop.java");
    CauseReport report = report();
    assertThat(report.abstains()).isFalse();
    Cause cause = report.causes().getFirst();
    assertThat(cause.kind()).isEqualTo(Kind.CODE_FAULT);
    assertThat(cause.subject()).isEqualTo("Cart.java:41");
    assertThat(cause.evidence())
        .extracting(Evidence::text)
        .contains("9 of 9 signals were thrown there");
    assertThat(report.direction())
        .isEqualTo(new Direction(Direction.Way.REPAIR_CODE, "repair the code at Cart.java:41"));
    assertThat(report.lacking()).containsExactly("no metrics of that time are known");
  }

  @Test
  void without_the_repository_the_line_is_found_by_the_method_that_the_fingerprint_names()
      throws Exception {
    thrown(3, "v1", NULL);
    CauseReport report = report();
    assertThat(report.causes().getFirst().subject()).isEqualTo("Cart.java:41");
    assertThat(report.lacking()).contains("the history of the code is not known");
  }

  @Test
  void a_commit_that_came_with_the_version_and_wrote_the_line_makes_both_likelier()
      throws Exception {
    thrown(5, "v1", NULL);
    changes = (_, _, _, places) -> past(places, List.of(), "Cart.java");
    double before = report().causes().getFirst().confidence();
    signals.clear();
    thrown(5, "v2", NULL);
    good.add(signal("g", Signal.Kind.GOOD_REQUEST, "v1", ONSET.minusSeconds(600), "", ""));
    Commit commit =
        new Commit(
            "ab".repeat(20), ONSET.minusSeconds(900), "cheaper carts", List.of("src/Cart.java"));
    changes =
        (_, old, now, places) -> {
          assertThat(old + " " + now).isEqualTo("v1 v2");
          return past(places, List.of(commit), "Cart.java");
        };
    CauseReport report = report();
    assertThat(report.abstains()).isFalse();
    assertThat(report.causes().getFirst().confidence()).isGreaterThan(before);
    assertThat(report.causes())
        .extracting(Cause::kind)
        .containsExactly(Kind.CODE_FAULT, Kind.DEPLOY);
    assertThat(report.causes().get(1).subject()).isEqualTo("shop v1 → v2, commit abababa");
    assertThat(report.direction().text())
        .contains("Cart.java:41")
        .contains("take back shop v1 → v2");
    assertThat(report.changes())
        .extracting(CauseReport.Changed::text)
        .containsExactly(
            "shop went from v1 to v2", "commit abababa (“cheaper carts”) wrote Cart.java:41");
    assertThat(report.impact().firstVersion()).isEqualTo("v2");
  }

  @Test
  void a_version_whose_trouble_was_there_before_is_not_blamed() throws Exception {
    thrown(4, "v1", NULL);
    thrown(4, "v2", NULL);
    CauseReport report = report();
    assertThat(report.causes())
        .filteredOn(each -> each.kind() == Kind.DEPLOY)
        .allSatisfy(
            each -> {
              assertThat(each.confidence()).isLessThan(Investigator.LEAST);
              assertThat(each.against()).isNotEmpty();
            });
  }

  @Test
  void a_version_that_only_its_log_told_of_is_a_change_too() throws Exception {
    SeenVersions seen = new SeenVersions();
    versions = seen;
    logged(seen, "v1", ONSET.minusSeconds(3_000));
    logged(seen, "v2", ONSET.minusSeconds(60));
    logged(seen, "v2", ONSET.plusSeconds(60));
    thrown(3, "v2", NULL);
    assertThat(report().causes()).extracting(Cause::subject).contains("shop v1 → v2");
    assertThat(report().changes())
        .extracting(CauseReport.Changed::at)
        .contains(ONSET.minusSeconds(60));
  }

  private static void logged(SeenVersions seen, String version, Instant now) {
    LogLine line =
        new LogLine(
            new Origin("shop", version, "production"),
            now,
            LogLine.Level.INFO,
            Optional.empty(),
            "started",
            Optional.empty(),
            "");
    seen.before(Watch.none()).see(new Observed(List.of(line, line), List.of(), List.of()), now);
  }

  @Test
  void who_asks_whom_is_also_told_by_traces() throws Exception {
    kind = Signal.Kind.HEALTH;
    signals.add(signal("h", kind, "", ONSET.plusSeconds(60), "p99 of 2.4 s", ""));
    track("shop", "http.server.request.duration", 0.1, 0.001, 2);
    track("prices", "http.server.request.duration", 0.05, 0.01, 2);
    topology = new Topology(Set.of(new Edge("shop", "prices")));
    assertThat(report().causes().getFirst().subject()).isEqualTo("prices");
  }

  @Test
  void configuration_that_came_with_a_version_is_named_when_the_version_changed_no_code()
      throws Exception {
    thrown(5, "v2", "java.lang.IllegalStateException: no property shop.url\n");
    good.add(signal("g", Signal.Kind.GOOD_REQUEST, "v1", ONSET.minusSeconds(600), "", ""));
    Commit commit =
        new Commit("cd".repeat(20), ONSET.minusSeconds(300), "tidy", List.of("application.yml"));
    changes = (_, _, _, places) -> past(places, List.of(commit));
    CauseReport report = report();
    assertThat(report.causes().getFirst().kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(report.causes().getFirst().subject()).isEqualTo("application.yml, commit cdcdcdc");
    assertThat(report.direction().way()).isEqualTo(Direction.Way.REVERT);
  }

  @Test
  void a_pool_that_ran_out_is_told_by_metrics_and_exceptions_together() throws Exception {
    thrown(6, "v1", POOL);
    track("shop", "hikaricp.connections.pending", 0, 0.2, 30);
    track("shop", "process.cpu.utilization", 0.3, 0.05, 0);
    CauseReport report = report();
    assertThat(report.abstains()).isFalse();
    Cause cause = report.causes().getFirst();
    assertThat(cause.kind()).isEqualTo(Kind.SATURATION);
    assertThat(cause.subject()).isEqualTo("pool of shop");
    assertThat(cause.evidence()).extracting(Evidence::source).contains("metrics", "exceptions");
    assertThat(report.ruledOut()).anyMatch(each -> each.startsWith("cpu of shop was as usual"));
    assertThat(report.direction().way()).isEqualTo(Direction.Way.RUNTIME_ACTION);
    assertThat(report.impact().since()).isBetween(ONSET.minusSeconds(10), ONSET.plusSeconds(10));
  }

  @Test
  void a_service_that_is_asked_and_slow_is_the_cause_of_slow_answers() throws Exception {
    kind = Signal.Kind.HEALTH;
    signals.add(signal("h", kind, "", ONSET.plusSeconds(60), "p99 of 2.4 s", ""));
    track("shop", "http.server.request.duration", 0.1, 0.005, 2);
    tracks.add(
        track("shop", "http.client.request.duration", Map.of("server.address", "prices"), 0.05, 2));
    track("prices", "http.server.request.duration", 0.05, 0.005, 2);
    track("prices", "process.cpu.utilization", 0.3, 0.05, 0);
    others.add(new Trouble(4, "prices", "slow lookups", ONSET.plusSeconds(5)));
    CauseReport report = report();
    Cause cause = report.causes().getFirst();
    assertThat(cause.kind()).isEqualTo(Kind.DEPENDENCY);
    assertThat(cause.subject()).isEqualTo("prices");
    assertThat(cause.evidence()).extracting(Evidence::source).contains("incidents");
    assertThat(report.direction().way()).isEqualTo(Direction.Way.LOOK_AT_DEPENDENCY);
    assertThat(report.impact().services()).contains("shop", "prices");
    assertThat(report.impact().since()).isBefore(ONSET.plusSeconds(20));
  }

  @Test
  void that_a_service_is_unwell_is_no_rival_of_why_it_is_and_is_told_once() throws Exception {
    kind = Signal.Kind.HEALTH;
    signals.add(signal("h", kind, "", ONSET.plusSeconds(60), "p99 of 2.4 s", ""));
    topology = new Topology(Set.of(new Edge("shop", "prices")));
    track("shop", "http.server.request.duration", 0.1, 0.005, 2);
    track("prices", "http.server.request.duration", 0.05, 0.005, 2);
    track("prices", "http.server.errors", 0.1, 0.05, 20);
    track("prices", "process.cpu.utilization", 0.1, 0.005, 0.8);
    CauseReport report = report();
    assertThat(report.abstains()).as(report.toString()).isFalse();
    assertThat(report.causes())
        .extracting(each -> each.kind() + " " + each.subject())
        .doesNotHaveDuplicates()
        .contains("DEPENDENCY prices", "SATURATION cpu of prices");
  }

  @Test
  void more_requests_are_a_cause_too() throws Exception {
    kind = Signal.Kind.HEALTH;
    signals.add(signal("h", kind, "", ONSET.plusSeconds(60), "slow", ""));
    track("shop", "http.server.requests", 100, 5, 900);
    CauseReport report = report();
    assertThat(report.causes().getFirst().kind()).isEqualTo(Kind.TRAFFIC);
  }

  @Test
  void where_nothing_is_unusual_no_cause_is_named() throws Exception {
    kind = Signal.Kind.HEALTH;
    signals.add(signal("h", kind, "", ONSET, "something", ""));
    track("shop", "process.cpu.utilization", 0.3, 0.05, 0);
    CauseReport report = report();
    assertThat(report.abstains()).isTrue();
    assertThat(report.causes()).isEmpty();
    assertThat(report.summary()).startsWith("no cause stands out");
    assertThat(report.direction().way()).isEqualTo(Direction.Way.ASK_A_PERSON);
  }

  @Test
  void where_two_are_about_as_likely_none_is_named() throws Exception {
    kind = Signal.Kind.HEALTH;
    signals.add(signal("h", kind, "", ONSET.plusSeconds(60), "slow", ""));
    track("shop", "process.cpu.utilization", 0.3, 0.05, 0.6);
    track("shop", "jvm.memory.used", 500, 80, 960);
    CauseReport report = report();
    assertThat(report.causes()).hasSizeGreaterThan(1);
    assertThat(report.abstains()).isTrue();
    assertThat(report.summary()).contains("another is about as likely");
  }

  @Test
  void a_proven_repair_and_the_spectrum_confirm_a_place() throws Exception {
    thrown(2, "v1", NULL);
    changes = (_, _, _, places) -> past(places, List.of(), "Cart.java");
    double before = report().causes().getFirst().confidence();
    suspects.add(new Suspect("src/Cart.java", 41, "com.acme.Cart", "total()", 0.9, 0.8, List.of()));
    repaired = Optional.of(new Repaired("Cart.java:38", 0.9));
    Cause cause = report().causes().getFirst();
    assertThat(cause.subject()).isEqualTo("Cart.java:41");
    assertThat(cause.confidence()).isGreaterThan(before).isLessThanOrEqualTo(Cause.MOST);
    assertThat(cause.evidence())
        .extracting(Evidence::source)
        .contains("repair", "tests and requests");
  }

  @Test
  void the_share_of_requests_that_fail_is_counted_where_a_label_tells_them() throws Exception {
    thrown(2, "v1", NULL);
    tracks.add(track("shop", "http.server.request.count", Map.of(), 90, 0));
    tracks.add(
        track(
            "shop",
            "http.server.request.count",
            Map.of("http.response.status_code", "500"),
            0,
            30));
    assertThat(report().impact().share().orElseThrow()).isCloseTo(0.25, within(0.03));
  }

  @Test
  void the_share_that_fails_is_weighed_by_how_much_is_asked() throws Exception {
    thrown(2, "v1", NULL);
    Map<String, String> buy = Map.of("operation", "buy");
    Map<String, String> look = Map.of("operation", "look");
    tracks.add(track("shop", "naosu.requests", buy, 10, 0));
    tracks.add(track("shop", "naosu.requests.failed", buy, 0, 0.5));
    tracks.add(track("shop", "naosu.requests", look, 90, 0));
    tracks.add(track("shop", "naosu.requests.failed", look, 0, 0));
    assertThat(report().impact().share().orElseThrow()).isCloseTo(0.05, within(0.01));
  }

  @Test
  void more_for_a_cause_never_makes_it_less_and_more_against_it_never_more() {
    List<Evidence> evidence = new ArrayList<>();
    List<Evidence> against = new ArrayList<>();
    double confidence = 0;
    for (int i = 0; i < 40; i++) {
      evidence.add(new Evidence("text", "source", random.nextDouble()));
      double next = Cause.of(Kind.TRAFFIC, "s", "s", evidence, against).confidence();
      assertThat(next).isBetween(confidence, Cause.MOST);
      confidence = next;
    }
    for (int i = 0; i < 40; i++) {
      against.add(new Evidence("text", "source", random.nextDouble()));
      double next = Cause.of(Kind.TRAFFIC, "s", "s", evidence, against).confidence();
      assertThat(next).isBetween(0.0, confidence);
      confidence = next;
    }
  }

  private CauseReport report() throws InterruptedException {
    Instant noticed = signals.stream().map(Signal::happened).min(Instant::compareTo).orElse(ONSET);
    return new Investigator((_, _, _) -> tracks, _ -> topology, versions, changes)
        .report(
            new Clues(
                new Origin("shop", signals.getFirst().origin().version(), "production"),
                noticed,
                ONSET.plusSeconds(120),
                signals.size(),
                signals,
                good,
                suspects,
                repaired,
                others));
  }

  /// Of those places whose files are named; each line was written by the first commit.
  private static Past past(List<Place> places, List<Commit> commits, String... files) {
    List<Line> lines =
        places.stream()
            .filter(
                place ->
                    List.of(files).contains(place.file())
                        || List.of(files)
                            .contains(place.path().substring(place.path().lastIndexOf('/') + 1)))
            .map(place -> new Line(place, "src/" + files[0], commits.stream().findFirst()))
            .toList();
    return new Past("tip", true, !commits.isEmpty(), commits, lines, "");
  }

  private void thrown(int count, String version, String trace) {
    for (int i = 0; i < count; i++) {
      signals.add(
          signal(
              version + i,
              Signal.Kind.EXCEPTION,
              version,
              ONSET.plusSeconds(signals.size()),
              trace.lines().findFirst().orElse(""),
              trace));
    }
  }

  private static Signal signal(
      String id, Signal.Kind kind, String version, Instant at, String message, String trace) {
    return new Signal(
        id,
        kind,
        new Origin("shop", version, "production"),
        at,
        at,
        message,
        trace.isEmpty() ? Optional.empty() : Optional.of(trace),
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }

  private void track(String service, String name, double level, double noise, double step) {
    tracks.add(track(service, name, Map.of(), level, noise, step));
  }

  private Track track(
      String service, String name, Map<String, String> labels, double level, double step) {
    return track(service, name, labels, level, level / 20, step);
  }

  /// Every 5 s from 20 min before the onset until two minutes after.
  private Track track(
      String service,
      String name,
      Map<String, String> labels,
      double level,
      double noise,
      double step) {
    List<Point> points = new ArrayList<>();
    for (Instant at = ONSET.minus(Duration.ofMinutes(20));
        at.isBefore(ONSET.plusSeconds(120));
        at = at.plusSeconds(5)) {
      double value = level + noise * random.nextGaussian() + (at.isBefore(ONSET) ? 0 : step);
      points.add(new Point(at, Math.max(0, value)));
    }
    return new Track(
        new Series(new Origin(service, "", "production"), name, new TreeMap<>(labels), Shape.GAUGE),
        points);
  }
}
