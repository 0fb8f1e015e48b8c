package dev.naosu.detect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.metrics.ErrorShare.Rise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ErrorShareTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private final ErrorShare share = new ErrorShare(ErrorShare.Least.USUAL);
  private final Random random = new Random(7);
  private final List<Rise> told = new ArrayList<>();

  @Test
  void a_service_that_fails_as_often_as_ever_is_never_told() {
    ask(0, 200_000, 0.02, 20);

    assertThat(told).isEmpty();
  }

  @Test
  void when_everything_fails_ten_requests_are_enough() {
    ask(0, 6_000, 0.01, 10);
    ask(600, 10, 1, 10);

    assertThat(told).hasSize(1);
    assertThat(told.getFirst().failed()).isBetween(10L, 11L);
    assertThat(told.getFirst().began()).isBetween(NOON.plusSeconds(595), NOON.plusSeconds(600));
  }

  @Test
  void a_rise_from_two_to_fifteen_of_a_hundred_is_told_within_two_hundred_requests() {
    ask(0, 20_000, 0.02, 20);
    ask(1_000, 200, 0.15, 20);

    assertThat(told).hasSize(1);
    assertThat(told.getFirst().usual()).isBetween(0.015, 0.025);
    assertThat(told.getFirst().share()).isBetween(0.1, 0.25);
  }

  @Test
  void a_rise_that_is_sure_but_small_does_not_matter() {
    ask(0, 100_000, 0.001, 100);
    ask(1_000, 50_000, 0.02, 100);

    assertThat(told).isEmpty();
  }

  @Test
  void a_rise_that_goes_on_is_told_again_after_minutes_and_its_end_is_seen() {
    ask(0, 6_000, 0.01, 10);
    ask(600, 3_600, 0.5, 10);
    assertThat(told).hasSize(2);

    ask(960, 6_000, 0.01, 10);
    assertThat(told).hasSize(2);
    ask(1_560, 100, 0.8, 10);
    assertThat(told).hasSize(3);
  }

  @Test
  void a_clock_that_is_put_back_breaks_nothing() {
    ask(600, 3_000, 0.01, 10);
    ask(0, 3_000, 0.01, 10);
    ask(300, 50, 1, 10);

    assertThat(told).hasSize(1);
  }

  /// @param from in seconds after noon
  private void ask(int from, int requests, double failing, int aSecond) {
    for (int i = 0; i < requests; i++) {
      Instant now = NOON.plusSeconds(from + i / aSecond);
      share.add(1, random.nextDouble() < failing ? 1 : 0, now, now).ifPresent(told::add);
    }
  }
}
