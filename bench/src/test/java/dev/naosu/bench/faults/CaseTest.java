package dev.naosu.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.detect.Origin;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseTest {
  private static final Instant ONSET = Instant.parse("2026-11-28T12:00:00Z");
  private static final int BEFORE = 100;
  private static final int AFTER = 75;

  @Test
  void a_place_is_counted_up_to_k_and_nowhere_is_never_counted() {
    Accuracy accuracy = Accuracy.of(List.of(1, 2, 5, 0));
    assertThat(accuracy.first()).isEqualTo(0.25);
    assertThat(accuracy.three()).isEqualTo(0.5);
    assertThat(accuracy.five()).isEqualTo(0.75);
    assertThat(accuracy.average()).isCloseTo((0.25 + 0.5 + 0.5 + 0.5 + 0.75) / 5, within(1e-9));
  }

  @Test
  void what_changed_most_comes_first_when_the_time_is_right() {
    for (Method method : List.of(Method.BARO, Method.SIGMAS, Method.NAOSU)) {
      assertThat(place(method, Duration.ZERO, recording())).as(method.words()).isEqualTo(1);
    }
  }

  @Test
  void who_believes_a_late_time_takes_the_trouble_for_usual() {
    Recording recording = recording();
    assertThat(place(Method.SIGMAS, Duration.ofSeconds(60), recording)).isGreaterThan(1);
    assertThat(place(Method.NAOSU, Duration.ofSeconds(60), recording)).isEqualTo(1);
  }

  @Test
  void a_time_after_the_end_is_not_asked_about() {
    assertThat(Case.of(recording(), List.of(Duration.ofSeconds(AFTER + 1)))).isEmpty();
  }

  @Test
  void what_is_recorded_is_read_again(@TempDir Path directory) throws IOException {
    Recording recording = recording();
    recording.write(directory);
    assertThat(Recording.read(directory)).containsExactly(recording);
  }

  @Test
  void scenes_of_a_seed_are_the_same_every_time_and_eight_seeds_reach_all_connections() {
    assertThat(Scene.all(7)).isEqualTo(Scene.all(7));
    assertThat(Scene.all(7).stream().map(Scene::id)).doesNotHaveDuplicates();
    assertThat(Scene.all(7).size()).isGreaterThan(25);
    Set<String> reached = new HashSet<>();
    for (long seed = 1; seed <= 8; seed++) {
      Scene.all(seed).stream()
          .filter(scene -> scene.fault() == Fault.LOSS)
          .forEach(scene -> reached.add(scene.service() + " " + scene.to()));
    }
    assertThat(reached).hasSize(8);
  }

  @Test
  void a_sum_is_told_by_its_growth_and_a_fresh_start_is_no_growth() {
    Series errors =
        new Series(new Origin("cart", "v1", ""), "errors", new TreeMap<>(), Shape.COUNTER);
    Heard heard = new Heard();
    double[] sums = {10, 14, 2, 5};
    for (int i = 0; i < sums.length; i++) {
      heard.add(List.of(new Sample(errors, Instant.ofEpochSecond(2L * i), sums[i])));
    }
    assertThat(heard.since(Instant.EPOCH))
        .containsExactly(
            new Track(
                errors,
                List.of(
                    new Point(Instant.ofEpochSecond(2), 2),
                    new Point(Instant.ofEpochSecond(6), 1.5))));
  }

  private static int place(Method method, Duration delay, Recording recording) {
    return Case.of(recording, List.of(delay)).stream()
        .filter(each -> each.method() == method)
        .findFirst()
        .orElseThrow()
        .cause();
  }

  /// Stock computes, twelve times as much as usual; all others are a little restless.
  private static Recording recording() {
    Scene scene = new Scene("cpu-stock-1", Fault.CPU, "stock", "", "cpu?percent=35", 1);
    List<Track> tracks = new ArrayList<>();
    for (String service : Market.SERVICES) {
      boolean isBroken = service.equals("stock");
      tracks.add(
          track(
              service,
              "process.cpu.time",
              at -> 0.03 + 0.005 * Math.sin(at * 1.7) + (isBroken && at >= 0 ? 0.35 : 0)));
      tracks.add(
          track(
              service,
              "http.server.requests",
              at -> 15 + Math.sin(at * 2.3) + (at == 66 ? 1.5 : 0)));
    }
    Collections.reverse(tracks);
    return new Recording(scene, ONSET, tracks);
  }

  private static Track track(String service, String name, IntToDoubleFunction value) {
    List<Point> points = new ArrayList<>();
    for (int at = -BEFORE; at < AFTER; at++) {
      double rounded = Math.round(value.applyAsDouble(at) * 1e4) / 1e4;
      points.add(new Point(ONSET.plusSeconds(at), rounded));
    }
    return new Track(
        new Series(new Origin(service, "v1", "bench"), name, new TreeMap<>(), Shape.GAUGE), points);
  }
}
