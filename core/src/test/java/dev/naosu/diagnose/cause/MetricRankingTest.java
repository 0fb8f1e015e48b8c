package dev.naosu.diagnose.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.detect.Origin;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import dev.naosu.diagnose.cause.MetricRanking.Ranked;
import dev.naosu.diagnose.cause.MetricRanking.RankedService;
import dev.naosu.diagnose.cause.Topology.Edge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class MetricRankingTest {
  private static final Instant ONSET = Instant.parse("2026-11-28T10:00:00Z");
  private static final Instant SUSPECTED = ONSET.plusSeconds(60);
  private static final Topology SHOP =
      new Topology(
          Set.of(new Edge("web", "cart"), new Edge("cart", "prices"), new Edge("web", "stock")));

  private final Random random = new Random(7);

  @Test
  void the_onset_is_found_though_the_alarm_came_a_minute_late() {
    List<Track> tracks = new ArrayList<>();
    for (String service : List.of("web", "cart", "prices", "stock")) {
      tracks.add(track(service, "http.server.request.duration", noise(0.1, 0.01)));
      tracks.add(track(service, "process.cpu.utilization", noise(0.3, 0.05)));
    }
    tracks.add(track("cart", "jvm.memory.used", step(noise(500, 20), 400)));
    MetricRanking ranking = new MetricRanking(SHOP);
    assertThat(Duration.between(ONSET, ranking.onset(tracks, SUSPECTED)).abs())
        .isLessThanOrEqualTo(Duration.ofSeconds(5));
    Ranked first = ranking.rank(tracks, SUSPECTED).getFirst();
    assertThat(first.series().name()).isEqualTo("jvm.memory.used");
    assertThat(first.before()).isCloseTo(500, within(10.0));
    assertThat(first.after()).isCloseTo(900, within(60.0));
    assertThat(first.isMore()).isTrue();
  }

  @Test
  void where_nothing_changed_the_suspected_time_stays_and_nothing_is_unusual() {
    List<Track> tracks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tracks.add(track("s" + i, "process.cpu.utilization", noise(0.3, 0.05)));
    }
    MetricRanking ranking = new MetricRanking(Topology.UNKNOWN);
    assertThat(ranking.onset(tracks, SUSPECTED)).isEqualTo(SUSPECTED);
    assertThat(ranking.rank(tracks, SUSPECTED))
        .hasSize(20)
        .allMatch(each -> each.score() < MetricRanking.UNUSUAL);
  }

  @Test
  void a_single_value_is_no_change() {
    Track spike = track("cart", "process.cpu.utilization", noise(0.3, 0.02));
    List<Point> points = new ArrayList<>(spike.points());
    int at = points.size() / 2 + 3;
    points.set(at, new Point(points.get(at).at(), 5));
    Track pierced = new Track(spike.series(), points);
    MetricRanking ranking = new MetricRanking(Topology.UNKNOWN);
    assertThat(ranking.rank(List.of(pierced), points.get(at).at()).getFirst().score())
        .isLessThan(MetricRanking.UNUSUAL);
  }

  @Test
  void a_metric_that_is_nearly_constant_does_not_win_by_a_small_step() {
    List<Track> tracks =
        List.of(
            track("web", "jvm.thread.count", step(_ -> 20, 1)),
            track("web", "jvm.class.count", step(_ -> 10_000, 50)),
            track("cart", "process.cpu.utilization", step(noise(0.3, 0.05), 0.5)));
    assertThat(new MetricRanking(SHOP).rank(tracks, SUSPECTED))
        .extracting(each -> each.series().name())
        .first()
        .isEqualTo("process.cpu.utilization");
  }

  @Test
  void an_error_that_was_never_counted_before_counts_from_nothing() {
    Track whole = track("cart", "http.server.errors", noise(30, 2), Shape.COUNTER);
    Track late =
        new Track(
            whole.series(),
            whole.points().stream().filter(point -> !point.at().isBefore(ONSET)).toList());
    List<Track> tracks = List.of(late, track("web", "process.cpu.utilization", noise(0.3, 0.05)));
    Ranked first = new MetricRanking(SHOP).rank(tracks, ONSET).getFirst();
    assertThat(first.kind()).isEqualTo(MetricKind.ERRORS);
    assertThat(first.before()).isZero();
    assertThat(first.score()).isGreaterThan(MetricRanking.UNUSUAL);
  }

  @Test
  void the_service_that_is_asked_explains_the_ones_that_ask_it() {
    List<Track> tracks = new ArrayList<>();
    // the caller's answers are the steadiest, and so leave their range the furthest
    tracks.add(track("web", "http.server.request.duration", step(noise(0.1, 0.001), 2)));
    tracks.add(track("cart", "http.server.request.duration", step(noise(0.08, 0.004), 2)));
    tracks.add(track("prices", "http.server.request.duration", step(noise(0.05, 0.01), 2)));
    tracks.add(track("stock", "http.server.request.duration", noise(0.05, 0.01)));
    MetricRanking ranking = new MetricRanking(SHOP);
    List<Ranked> ranked = ranking.rank(tracks, SUSPECTED);
    assertThat(ranked.getFirst().series().origin().service()).isEqualTo("web");
    assertThat(ranking.services(ranked))
        .extracting(RankedService::service)
        .first()
        .isEqualTo("prices");
    assertThat(new MetricRanking(Topology.UNKNOWN).services(ranked).getFirst().service())
        .isEqualTo("web");
  }

  @Test
  void how_long_a_service_worked_itself_counts_and_not_how_long_it_waited() {
    List<Track> tracks =
        List.of(
            track("web", "http.server.request.duration", step(noise(0.1, 0.001), 2)),
            track("web", "span.self_time", noise(0.02, 0.002)),
            track("prices", "span.self_time", step(noise(0.05, 0.01), 2)));
    MetricRanking ranking = new MetricRanking(Topology.UNKNOWN);
    assertThat(ranking.services(ranking.rank(tracks, SUSPECTED)).getFirst().service())
        .isEqualTo("prices");
  }

  @Test
  void traffic_that_falls_is_what_follows_from_a_trouble() {
    List<Track> tracks =
        List.of(
            track("web", "http.server.requests", step(noise(200, 2), -150)),
            track("cart", "process.cpu.utilization", step(noise(0.3, 0.05), 0.6)));
    MetricRanking ranking = new MetricRanking(Topology.UNKNOWN);
    RankedService first = ranking.services(ranking.rank(tracks, SUSPECTED)).getFirst();
    assertThat(first.service()).isEqualTo("cart");
    assertThat(first.parts().getFirst().kind()).isEqualTo(MetricKind.CPU);
  }

  @Test
  void services_that_ask_each_other_in_a_circle_are_ranked_too() {
    Topology circle =
        new Topology(Set.of(new Edge("a", "b"), new Edge("b", "a"), new Edge("a", "a")));
    List<Track> tracks =
        List.of(
            track("a", "http.server.request.duration", step(noise(0.1, 0.01), 1)),
            track("b", "http.server.request.duration", step(noise(0.1, 0.01), 2)));
    MetricRanking ranking = new MetricRanking(circle);
    assertThat(ranking.services(ranking.rank(tracks, SUSPECTED)))
        .extracting(RankedService::service)
        .containsExactly("b", "a");
  }

  @Test
  void tracks_without_a_past_or_without_points_say_nothing() {
    Series series =
        new Series(
            new Origin("cart", "", ""), "process.cpu.utilization", new TreeMap<>(), Shape.GAUGE);
    List<Track> tracks =
        List.of(
            new Track(series, List.of()), new Track(series, List.of(new Point(SUSPECTED, 1.0))));
    assertThat(new MetricRanking(SHOP).rank(tracks, SUSPECTED))
        .hasSize(2)
        .allMatch(each -> each.score() == 0);
    assertThat(new MetricRanking(SHOP).services(List.of())).isEmpty();
  }

  private DoubleUnaryOperator noise(double level, double deviation) {
    return _ -> level + deviation * random.nextGaussian();
  }

  private static DoubleUnaryOperator step(DoubleUnaryOperator before, double by) {
    return seconds -> before.applyAsDouble(seconds) + (seconds >= 0 ? by : 0);
  }

  private static Track track(String service, String name, DoubleUnaryOperator value) {
    return track(service, name, value, Shape.GAUGE);
  }

  /// Every 5 s from 15 min before the onset until the suspected time.
  private static Track track(String service, String name, DoubleUnaryOperator value, Shape shape) {
    List<Point> points = new ArrayList<>();
    for (int seconds = -900; seconds < 60; seconds += 5) {
      points.add(new Point(ONSET.plusSeconds(seconds), value.applyAsDouble(seconds)));
    }
    return new Track(
        new Series(new Origin(service, "", "production"), name, new TreeMap<>(), shape), points);
  }
}
