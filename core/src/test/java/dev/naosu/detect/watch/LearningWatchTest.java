package dev.naosu.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.detect.metrics.RobustDeviation;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.detect.traces.SeenSpan.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LearningWatchTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Origin SHOP = new Origin("shop", "v1", "production");
  private final LearningWatch watch =
      new LearningWatch(LearningWatch.Settings.USUAL, () -> new RobustDeviation(256));
  private final Random random = new Random(3);
  private final List<Signal> told = new ArrayList<>();
  private int spans;

  @Test
  void a_new_error_in_a_log_is_told_by_its_template_and_no_value_of_it_tells_two_apart() {
    log(NOON, Level.INFO, "started");
    log(NOON.plusSeconds(700), Level.ERROR, "no price for 4711");
    log(NOON.plusSeconds(8_000), Level.INFO, "still here");

    Signal signal = told.getFirst();
    assertThat(told).hasSize(1);
    assertThat(signal.kind()).isEqualTo(Signal.Kind.HEALTH);
    assertThat(signal.message()).isEqualTo("New error in the log: no price for <*>");
    assertThat(signal.attributes()).containsEntry("line", "no price for 4711");
    assertThat(signal.happened()).isEqualTo(NOON.plusSeconds(700));
    assertThat(Fingerprint.of(signal).title()).isEqualTo(signal.message());
  }

  @Test
  void two_processes_that_see_the_same_tell_the_same_signal() {
    LearningWatch other =
        new LearningWatch(LearningWatch.Settings.USUAL, () -> new RobustDeviation(256));
    Instant later = NOON.plusSeconds(700);
    List<String> ids = new ArrayList<>();
    for (LearningWatch each : List.of(watch, other)) {
      each.see(lines(NOON, Level.INFO, "started"), NOON);
      each.see(lines(later, Level.ERROR, "disk is full"), later)
          .forEach(signal -> ids.add(signal.id()));
    }

    assertThat(ids).hasSize(2);
    assertThat(ids.getFirst()).isEqualTo(ids.getLast());
  }

  @Test
  void an_operation_that_begins_to_fail_is_told_within_seconds() {
    serve(0, 600, 0, 20);
    assertThat(told).isEmpty();

    serve(600, 5, 0.8, 20);

    assertThat(told).isNotEmpty();
    assertThat(told.getFirst().message()).isEqualTo("GET /carts/{id} fails more often than before");
    assertThat(told.getFirst().happened()).isBetween(NOON.plusSeconds(599), NOON.plusSeconds(602));
    assertThat(told.getFirst().received()).isBefore(NOON.plusSeconds(604));
  }

  @Test
  void an_operation_that_becomes_slow_is_told_and_one_slow_step_is_not() {
    serve(0, 900, 0, 20);
    serve(900, 10, 0, 400);
    serve(910, 300, 0, 20);
    assertThat(told).isEmpty();

    serve(1_210, 60, 0, 400);

    assertThat(told)
        .extracting(Signal::message)
        .contains("GET /carts/{id} takes much longer than usual");
  }

  @Test
  void a_service_that_answers_as_ever_for_hours_is_never_told() {
    serve(0, 3 * 3_600, 0.01, 20);

    assertThat(told).isEmpty();
  }

  @Test
  void answers_that_counters_tell_apart_are_watched_without_spans() {
    double good = 0;
    double bad = 0;
    for (int i = 0; i < 100; i++) {
      good += 50;
      bad += i < 80 ? 0 : 30;
      Instant now = NOON.plusSeconds(15L * i);
      see(
          new Observed(
              List.of(),
              List.of(
                  sample("http_requests_total", "200", now, good),
                  sample("http_requests_total", "500", now, bad)),
              List.of()),
          now);
    }

    assertThat(told).isNotEmpty();
    assertThat(told.getFirst().message())
        .isEqualTo("http_requests_total fails more often than before");
  }

  @Test
  void metrics_that_are_unusual_together_are_told_and_one_alone_is_not() {
    for (int i = 0; i < 200; i++) {
      metrics(i, 10, 5);
    }
    metrics(200, 100, 5);
    assertThat(told).isEmpty();
    for (int i = 201; i < 260; i++) {
      metrics(i, 10, 5);
    }

    metrics(260, 200, 90);
    metrics(261, 200, 90);
    metrics(262, 200, 90);

    assertThat(told).hasSize(1);
    assertThat(told.getFirst().message()).endsWith(" is unusual, and so are others");
    assertThat(told.getFirst().attributes().get("series")).contains("queue.size", "timeouts");
  }

  @Test
  void what_metrics_and_operations_were_like_is_remembered_for_those_who_look_for_causes() {
    serve(0, 60, 0, 20);

    List<Track> tracks = watch.between("production", NOON, NOON.plusSeconds(60));
    assertThat(tracks)
        .extracting(track -> track.series().name())
        .contains(
            "naosu.requests",
            "naosu.requests.failed",
            "naosu.requests.duration.p95",
            "naosu.self_time");
    assertThat(watch.between("test", NOON, NOON.plusSeconds(60))).isEmpty();
    assertThat(watch.between("production", NOON.minusSeconds(60), NOON)).isEmpty();
  }

  @Test
  void services_know_each_other_by_their_traces() {
    Origin stock = new Origin("stock", "", "production");
    see(
        new Observed(
            List.of(),
            List.of(),
            List.of(
                span(SHOP, "a", "", Role.SERVER, NOON, 50, false),
                span(SHOP, "b", "a", Role.CLIENT, NOON, 40, false),
                span(stock, "c", "b", Role.SERVER, NOON, 30, false))),
        NOON);
    see(Observed.NOTHING, NOON.plusSeconds(30));

    assertThat(watch.neighbours().of("stock", "production")).containsExactly("shop");
  }

  @Test
  void services_without_end_are_not_watched_beyond_the_bound() {
    for (int i = 0; i < 2_000; i++) {
      Origin made = new Origin("made up " + i, "", "");
      watch.see(
          new Observed(
              List.of(),
              List.of(new Sample(new Series(made, "a", new TreeMap<>(), Shape.GAUGE), NOON, 1)),
              List.of()),
          NOON);
    }
    Instant later = NOON.plusSeconds(20);
    watch.see(Observed.NOTHING, later);

    assertThat(watch.between("", NOON, later)).hasSizeLessThan(1_000);
  }

  @Test
  void many_threads_at_once_lose_nothing() throws Exception {
    int threads = 8;
    try (ExecutorService all = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        Origin origin = new Origin("service " + i % 3, "", "production");
        String id = "t" + i;
        all.execute(
            () -> {
              for (int k = 0; k < 1_000; k++) {
                watch.see(
                    new Observed(
                        List.of(),
                        List.of(),
                        List.of(span(origin, id + k, "", Role.SERVER, NOON, 20, false))),
                    NOON);
              }
            });
      }
    }
    watch.see(Observed.NOTHING, NOON.plusSeconds(10));
    watch.see(Observed.NOTHING, NOON.plusSeconds(20));

    double asked =
        watch.between("production", NOON.minusSeconds(60), NOON.plusSeconds(60)).stream()
            .filter(track -> track.series().name().equals("naosu.requests"))
            .flatMap(track -> track.points().stream())
            .mapToDouble(point -> point.value() * 10)
            .sum();
    assertThat(asked).isEqualTo(threads * 1_000.0);
  }

  private void see(Observed observed, Instant now) {
    told.addAll(watch.see(observed, now));
  }

  private void log(Instant at, Level level, String message) {
    see(lines(at, level, message), at);
  }

  private static Observed lines(Instant at, Level level, String message) {
    return new Observed(
        List.of(new LogLine(SHOP, at, level, Optional.empty(), message, Optional.empty(), "")),
        List.of(),
        List.of());
  }

  /// Ten requests a second.
  private void serve(int from, int seconds, double failing, long millis) {
    for (int i = 0; i < seconds; i++) {
      Instant now = NOON.plusSeconds(from + i);
      List<SeenSpan> batch = new ArrayList<>();
      for (int k = 0; k < 10; k++) {
        long took = millis + random.nextInt(10);
        batch.add(
            span(
                SHOP,
                "s" + spans++,
                "",
                Role.SERVER,
                now.minusMillis(took),
                took,
                random.nextDouble() < failing));
      }
      see(new Observed(List.of(), List.of(), batch), now);
    }
  }

  private void metrics(int step, double queue, double timeouts) {
    Instant now = NOON.plusSeconds(10L * step);
    see(
        new Observed(
            List.of(),
            List.of(
                gauge("queue.size", now, queue + random.nextGaussian()),
                gauge("timeouts", now, timeouts + random.nextGaussian()),
                gauge("classes.loaded", now, 5_000 + random.nextGaussian())),
            List.of()),
        now);
  }

  private static Sample gauge(String name, Instant at, double value) {
    return new Sample(new Series(SHOP, name, new TreeMap<>(), Shape.GAUGE), at, value);
  }

  private static Sample sample(String name, String status, Instant at, double value) {
    return new Sample(
        new Series(SHOP, name, new TreeMap<>(Map.of("status", status)), Shape.COUNTER), at, value);
  }

  private static SeenSpan span(
      Origin origin,
      String id,
      String parent,
      Role role,
      Instant began,
      long millis,
      boolean failed) {
    String trace = id.startsWith("s") || id.startsWith("t") ? "of " + id : "trace";
    return new SeenSpan(
        origin,
        trace,
        id,
        parent,
        "GET /carts/{id}",
        role,
        began,
        Duration.ofMillis(millis),
        failed);
  }
}
