package dev.naosu.bench.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IntervalJudgeTest {
  @Test
  void a_clear_shift_is_worse_and_its_opposite_is_not() {
    IntervalJudge worse = new IntervalJudge();
    IntervalJudge better = new IntervalJudge();
    Random random = new Random(1);
    for (int i = 0; i < 30; i++) {
      Answers few = minute(1000, 10 + random.nextInt(5));
      Answers many = minute(1000, 30 + random.nextInt(5));
      worse.add(few, many);
      better.add(many, few);
    }
    assertThat(worse.isWorse()).isTrue();
    assertThat(better.isWorse()).isFalse();
  }

  /// What users of Kayenta found: spinnaker/kayenta#426.
  @Test
  void errors_in_every_second_minute_go_unnoticed() {
    IntervalJudge judge = new IntervalJudge();
    for (int i = 0; i < 60; i++) {
      judge.add(minute(1000, 0), minute(1000, i % 2 == 0 ? 100 : 0));
    }
    assertThat(judge.isWorse()).isFalse();
  }

  @Test
  void nothing_is_worse_without_numbers() {
    assertThat(new IntervalJudge().isWorse()).isFalse();
    IntervalJudge judge = new IntervalJudge();
    judge.add(minute(0, 0), minute(0, 0));
    judge.add(minute(10, 0), minute(10, 0));
    assertThat(judge.isWorse()).isFalse();
  }

  private static Answers minute(long requests, long errors) {
    return new Answers(
        requests, errors, new Latencies(new TreeMap<>(Map.of(100, requests))), Set.of());
  }
}
