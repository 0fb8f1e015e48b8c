package dev.naosu.detect.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SiblingsTest {
  private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
  private static final Duration QUICK = Duration.ofMillis(8);

  private final Siblings siblings = new Siblings();

  private static Answers answers(long requests, long errors, Duration time) {
    return new Answers(
        requests,
        errors,
        new Latencies(new TreeMap<>(Map.of(Latencies.bucket(time), requests))),
        Set.of());
  }

  private void look(int second, Answers one, Answers two, Answers three) {
    siblings.add(START.plusSeconds(second), Map.of("v:1", one, "v:2", two, "v:3", three));
  }

  private double failing(String instance) {
    return siblings.of(instance).getOrDefault(Siblings.FAILING, Double.NaN);
  }

  @Test
  void one_that_fails_alone_stands_out_after_a_few_requests() {
    look(0, answers(1_000, 0, QUICK), answers(1_000, 0, QUICK), answers(1_000, 0, QUICK));
    look(5, answers(1_003, 3, QUICK), answers(1_040, 0, QUICK), answers(1_040, 0, QUICK));
    assertThat(failing("v:1")).isBetween(25.0, 40.0);
    assertThat(failing("v:2")).isZero();
  }

  @Test
  void a_single_failure_is_no_more_than_chance() {
    look(0, answers(0, 0, QUICK), answers(0, 0, QUICK), answers(0, 0, QUICK));
    look(5, answers(40, 1, QUICK), answers(40, 0, QUICK), answers(40, 0, QUICK));
    assertThat(failing("v:1")).isLessThan(1);
  }

  @Test
  void what_fails_everywhere_is_nobodys_own() {
    look(0, answers(0, 0, QUICK), answers(0, 0, QUICK), answers(0, 0, QUICK));
    look(5, answers(100, 50, QUICK), answers(100, 48, QUICK), answers(100, 52, QUICK));
    assertThat(failing("v:1")).isZero();
    assertThat(failing("v:3")).isZero();
  }

  @Test
  void one_that_is_late_alone_is_late_by_the_difference() {
    Duration late = Duration.ofSeconds(3);
    look(0, answers(0, 0, QUICK), answers(0, 0, QUICK), answers(0, 0, QUICK));
    look(9, answers(3, 0, late), answers(90, 0, QUICK), answers(90, 0, QUICK));
    assertThat(siblings.of("v:1").get(Siblings.LATE)).isBetween(2.9, 3.2);
    assertThat(siblings.of("v:2")).containsEntry(Siblings.LATE, 0.0);
  }

  @Test
  void one_that_is_late_at_some_requests_only_is_late_too() {
    Answers mixed =
        new Answers(
            30,
            0,
            new Latencies(
                new TreeMap<>(
                    Map.of(
                        Latencies.bucket(QUICK), 20L,
                        Latencies.bucket(Duration.ofSeconds(3)), 10L))),
            Set.of());
    look(0, answers(0, 0, QUICK), answers(0, 0, QUICK), answers(0, 0, QUICK));
    look(9, mixed, answers(90, 0, QUICK), answers(90, 0, QUICK));
    assertThat(siblings.of("v:1").get(Siblings.LATE)).isBetween(2.9, 3.2);
  }

  @Test
  void what_was_long_ago_does_not_count() {
    look(0, answers(0, 0, QUICK), answers(0, 0, QUICK), answers(0, 0, QUICK));
    look(5, answers(50, 50, QUICK), answers(50, 0, QUICK), answers(50, 0, QUICK));
    for (int second = 10; second <= 60; second += 5) {
      int good = 10 * second;
      look(
          second,
          answers(50 + good, 50, QUICK),
          answers(50 + good, 0, QUICK),
          answers(50 + good, 0, QUICK));
    }
    assertThat(failing("v:1")).isZero();
  }

  @Test
  void one_that_was_started_anew_begins_with_nothing() {
    look(0, answers(500, 400, QUICK), answers(500, 0, QUICK), answers(500, 0, QUICK));
    look(5, answers(30, 0, QUICK), answers(550, 0, QUICK), answers(550, 0, QUICK));
    assertThat(failing("v:1")).isZero();
  }

  @Test
  void another_version_is_no_sibling() {
    siblings.add(
        START,
        Map.of(
            "v:1", answers(0, 0, QUICK), "v:2", answers(0, 0, QUICK), "w:1", answers(0, 0, QUICK)));
    siblings.add(
        START.plusSeconds(5),
        Map.of(
            "v:1", answers(50, 0, QUICK),
            "v:2", answers(50, 0, QUICK),
            "w:1", answers(50, 50, QUICK)));
    assertThat(siblings.of("w:1")).isEmpty();
    assertThat(failing("v:1")).isZero();
  }

  @Test
  void nothing_is_told_without_requests_or_without_siblings() {
    assertThat(siblings.of("v:1")).isEmpty();
    siblings.add(START, Map.of("v:1", answers(0, 0, QUICK)));
    siblings.add(START.plusSeconds(5), Map.of("v:1", answers(50, 50, QUICK)));
    assertThat(siblings.of("v:1")).isEmpty();
    siblings.add(
        START.plusSeconds(10), Map.of("v:1", answers(50, 50, QUICK), "v:2", answers(10, 0, QUICK)));
    assertThat(siblings.of("v:9")).isEmpty();
  }
}
