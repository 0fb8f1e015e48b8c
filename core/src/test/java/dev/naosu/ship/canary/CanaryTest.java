package dev.naosu.ship.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.ship.canary.Verdict.Cause;
import dev.naosu.ship.canary.Verdict.GoesOn;
import dev.naosu.ship.canary.Verdict.Hold;
import dev.naosu.ship.canary.Verdict.Promote;
import dev.naosu.ship.canary.Verdict.RollBack;
import dev.naosu.ship.canary.Verdict.Undecided;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CanaryTest {
  private static final Version OLD = new Version("v1");
  private static final Version FRESH = new Version("v2");
  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
  private static final Duration SPAN = Duration.ofSeconds(10);
  private static final KnownFailures PAST = new KnownFailures(Set.of("old"), Duration.ofDays(7));

  @Test
  void a_version_that_is_no_worse_gets_more_requests_and_then_all() {
    Play play = new Play(new Random(1), CanaryPlan.USUAL, 50, 0.01, 0.01, 1);
    Verdict first = play.until(Duration.ofMinutes(29));
    assertThat(first).isInstanceOf(GoesOn.class);
    assertThat(first.sentence()).startsWith("Well so far: v2 failed ").contains("29 min of 30 min");
    assertThat(play.next())
        .isInstanceOfSatisfying(
            Promote.class,
            promote -> {
              assertThat(promote.next()).isEqualTo(1);
              assertThat(promote.isLast()).isFalse();
              assertThat(promote.evidence().power().smallest()).hasValue(3.0);
            });
    assertThat(play.next())
        .isInstanceOfSatisfying(
            Promote.class,
            promote -> {
              assertThat(promote.next()).isEqualTo(2);
              assertThat(promote.isLast()).isTrue();
            });
  }

  @Test
  void of_two_hundred_versions_that_are_no_worse_at_most_two_are_rolled_back() {
    int rolledBack = 0;
    for (int seed = 0; seed < 200; seed++) {
      Play play = new Play(new Random(seed), CanaryPlan.USUAL, 5, 0.01, 0.01, 1);
      play.next();
      rolledBack += play.next() instanceof RollBack ? 1 : 0;
    }
    assertThat(rolledBack).isLessThanOrEqualTo(2);
  }

  @Test
  void five_times_the_errors_roll_back_within_the_predicted_time() {
    Duration predicted =
        new Power(20, 0.01, 0.05, Duration.ZERO, CanaryPlan.USUAL.errorsNeeded(), 0.95)
            .noticedIn(5)
            .orElseThrow();
    assertThat(predicted).isLessThan(Duration.ofMinutes(20));
    int inTime = 0;
    for (int seed = 0; seed < 100; seed++) {
      Play play = new Play(new Random(seed), CanaryPlan.USUAL, 20, 0.01, 0.05, 1);
      inTime +=
          play.until(predicted) instanceof RollBack(Cause cause, var _, var _)
                  && cause == Cause.ERRORS
              ? 1
              : 0;
    }
    assertThat(inTime).isGreaterThanOrEqualTo(95);
  }

  @Test
  void a_version_that_is_twice_as_slow_is_rolled_back_and_one_a_tenth_slower_is_not() {
    Play slow = new Play(new Random(1), CanaryPlan.USUAL, 50, 0, 0, 2);
    assertThat(slow.next())
        .isInstanceOfSatisfying(
            RollBack.class,
            worse -> {
              assertThat(worse.cause()).isEqualTo(Cause.LATENCY);
              assertThat(worse.sentence()).startsWith("Worse: it is slower: a median of ");
              assertThat(worse.evidence().inStage())
                  .isGreaterThan(CanaryPlan.USUAL.warmUp())
                  .isLessThan(Duration.ofMinutes(6));
            });
    Play little = new Play(new Random(1), CanaryPlan.USUAL, 50, 0, 0, 1.1);
    assertThat(little.next()).isInstanceOf(Promote.class);
    assertThat(little.next()).isInstanceOf(Promote.class);
  }

  @Test
  void being_slower_only_asks_a_person_where_latency_does_not_roll_back() {
    Play play = new Play(new Random(1), lenient(), 50, 0, 0, 2);
    assertThat(play.until(Duration.ofMinutes(10)))
        .isInstanceOf(Hold.class)
        .extracting(Verdict::sentence)
        .asString()
        .contains("a person has to decide");
    assertThat(play.next()).isInstanceOf(Undecided.class);
  }

  @Test
  void a_failure_that_nobody_saw_before_rolls_back_at_once() {
    Canary canary = canary(PAST).with(window(0, 0, counts(95), counts(5, "fresh")));
    assertThat(canary.verdict())
        .isInstanceOfSatisfying(
            RollBack.class,
            worse -> {
              assertThat(worse.cause()).isEqualTo(Cause.NEW_FAILURE);
              assertThat(worse.sentence())
                  .isEqualTo("Worse: it has a failure that v1 does not have: fresh.");
            });
  }

  @Test
  void a_failure_that_the_old_version_has_or_had_is_none_of_the_new_ones() {
    assertThat(canary(PAST).with(window(0, 0, counts(95), counts(5, "old"))).verdict())
        .isInstanceOf(GoesOn.class);
    assertThat(
            canary(PAST)
                .with(window(0, 0, counts(95, "both"), counts(5)))
                .with(window(0, 1, counts(95), counts(5, "both")))
                .verdict())
        .isInstanceOf(GoesOn.class);
  }

  @Test
  void at_half_of_the_requests_a_new_failure_has_to_come_again() {
    Canary canary = canary(PAST);
    for (int i = 0; i < 3; i++) {
      canary = canary.with(window(1, i, counts(50), counts(50, "fresh")));
      assertThat(canary.verdict()).isInstanceOf(GoesOn.class);
      assertThat(canary.verdict().evidence().newFailures()).containsExactly("fresh");
    }
    assertThat(canary.with(window(1, 3, counts(50), counts(50, "fresh"))).verdict())
        .isInstanceOf(RollBack.class);
    Canary shared = canary.with(window(1, 3, counts(50, "fresh"), counts(50, "fresh")));
    assertThat(shared.verdict()).isInstanceOf(GoesOn.class);
    assertThat(shared.verdict().evidence().newFailures()).isEmpty();
  }

  @Test
  void where_nobody_knows_what_happened_before_one_sight_is_not_enough() {
    Canary canary = canary(KnownFailures.NONE);
    for (int i = 0; i < 2; i++) {
      canary = canary.with(window(0, i, counts(95), counts(5, "fresh")));
      assertThat(canary.verdict()).isInstanceOf(GoesOn.class);
    }
    assertThat(canary.with(window(0, 2, counts(95), counts(5, "fresh"))).verdict())
        .isInstanceOf(RollBack.class);
  }

  @Test
  void a_version_that_falls_silent_is_rolled_back() {
    Canary canary = canary(PAST).with(window(0, 0, counts(95), counts(5)));
    for (int i = 1; i <= 5; i++) {
      canary = canary.with(window(0, i, counts(100), counts(0)));
      assertThat(canary.verdict()).isInstanceOf(GoesOn.class);
    }
    assertThat(canary.with(window(0, 6, counts(100), counts(0))).verdict())
        .isInstanceOfSatisfying(
            RollBack.class,
            worse -> {
              assertThat(worse.cause()).isEqualTo(Cause.SILENCE);
              assertThat(worse.sentence()).contains("nothing for 60 s");
            });
  }

  @Test
  void no_requests_are_never_good() {
    assertThat(canary(PAST).verdict()).isInstanceOf(Hold.class);
    Canary canary = canary(PAST);
    for (int i = 0; i < 6 * 60; i++) {
      canary = canary.with(window(0, i, counts(0), counts(0)));
      assertThat(canary.verdict()).isInstanceOf(Hold.class);
    }
    assertThat(canary.verdict().sentence())
        .isEqualTo("Cannot be told yet: there were no requests in the last minutes.");
    for (int i = 6 * 60; i < 6 * 150; i++) {
      canary = canary.with(window(0, i, counts(0), counts(0)));
    }
    assertThat(canary.verdict()).isInstanceOf(Undecided.class);
  }

  @Test
  void too_few_requests_make_a_stage_longer() {
    Canary canary = canary(PAST);
    for (int i = 0; i < 6 * 30; i++) {
      canary = canary.with(window(0, i, counts(10), counts(i % 2)));
    }
    assertThat(canary.verdict())
        .isInstanceOf(Hold.class)
        .extracting(Verdict::sentence)
        .asString()
        .contains("only 90 requests", "100 are needed");
    for (int i = 6 * 30; i < 6 * 34; i++) {
      canary = canary.with(window(0, i, counts(10), counts(i % 2)));
    }
    assertThat(canary.verdict()).isInstanceOf(Promote.class);
  }

  @Test
  void nothing_is_promoted_while_the_old_version_is_in_new_trouble() {
    Canary canary = canary(PAST);
    for (int i = 0; i < 6 * 27; i++) {
      canary = canary.with(window(0, i, counts(950), counts(50)));
    }
    for (int i = 6 * 27; i < 6 * 30; i++) {
      canary = canary.with(window(0, i, failing(950, 95), failing(50, 5)));
    }
    assertThat(canary.verdict())
        .isInstanceOf(Hold.class)
        .extracting(Verdict::sentence)
        .asString()
        .contains("v1 itself fails far more often");
    for (int i = 6 * 30; i < 6 * 36; i++) {
      canary = canary.with(window(0, i, counts(950), counts(50)));
    }
    assertThat(canary.verdict()).isInstanceOf(Promote.class);
  }

  @Test
  void a_repair_is_promoted_although_the_old_version_goes_on_failing() {
    Canary canary = canary(PAST);
    for (int i = 0; i < 6 * 30; i++) {
      canary = canary.with(window(0, i, failing(950, 190), counts(50)));
    }
    assertThat(canary.verdict()).isInstanceOf(Promote.class);
  }

  @Test
  void a_burst_of_errors_at_both_does_not_hide_what_the_new_version_does() {
    Canary canary = canary(PAST);
    for (int i = 0; i < 60; i++) {
      canary = canary.with(window(0, i, failing(950, 95), failing(50, 5)));
    }
    for (int i = 60; i < 90 && canary.verdict() instanceof GoesOn; i++) {
      canary = canary.with(window(0, i, failing(950, 5), failing(50, 2)));
    }
    assertThat(canary.verdict()).isInstanceOf(RollBack.class);
  }

  @Test
  void what_was_rolled_back_stays_so() {
    Canary canary = canary(PAST).with(window(0, 0, counts(95), counts(5, "fresh")));
    Verdict then = canary.verdict();
    assertThat(canary.with(window(0, 1, counts(95, "fresh"), counts(5))).verdict()).isEqualTo(then);
  }

  @Test
  void the_same_windows_give_the_same_verdict_again() {
    Play play = new Play(new Random(4), CanaryPlan.USUAL, 20, 0.01, 0.03, 1.3);
    Verdict before = play.until(Duration.ofMinutes(12));
    assertThat(Canary.of(CanaryPlan.USUAL, OLD, FRESH, PAST, play.windows).verdict())
        .isEqualTo(before);
  }

  @Test
  void windows_come_in_order() {
    Canary canary = canary(PAST).with(window(1, 5, counts(95), counts(5)));
    assertThatThrownBy(() -> canary.with(window(1, 4, counts(95), counts(5))))
        .hasMessageContaining("overlaps");
    assertThatThrownBy(() -> canary.with(window(0, 6, counts(95), counts(5))))
        .hasMessageContaining("no stage 0");
    assertThatThrownBy(() -> canary.with(window(2, 6, counts(95), counts(5))))
        .hasMessageContaining("no stage 2");
    assertThatThrownBy(() -> Canary.begin(CanaryPlan.USUAL, OLD, OLD, PAST))
        .hasMessageContaining("itself");
  }

  private static CanaryPlan lenient() {
    CanaryPlan usual = CanaryPlan.USUAL;
    return new CanaryPlan(
        usual.stages(),
        usual.falseRollBacks(),
        usual.leastRequests(),
        usual.longestExtension(),
        usual.warmUp(),
        usual.slower(),
        false,
        usual.firstSightChance(),
        usual.power());
  }

  private static Canary canary(KnownFailures known) {
    return Canary.begin(CanaryPlan.USUAL, OLD, FRESH, known);
  }

  private static Window window(int stage, int number, Answers old, Answers fresh) {
    Instant from = START.plus(SPAN.multipliedBy(number));
    return new Window(stage, new Traffic(from, from.plus(SPAN), Map.of(OLD, old, FRESH, fresh)));
  }

  private static Answers counts(long requests, String... failures) {
    return new Answers(requests, 0, Latencies.NONE, Set.of(failures));
  }

  private static Answers failing(long requests, long errors) {
    return new Answers(requests, errors, Latencies.NONE, Set.of());
  }

  /// A canary with requests that come at random.
  private static final class Play {
    private final Random random;
    private final double perSecond;
    private final double oldErrors;
    private final double freshErrors;
    private final double slower;
    private final CanaryPlan plan;
    private final List<Window> windows = new ArrayList<>();
    private Canary canary;
    private int stage;

    Play(
        Random random,
        CanaryPlan plan,
        double perSecond,
        double oldErrors,
        double freshErrors,
        double slower) {
      this.random = random;
      this.plan = plan;
      this.perSecond = perSecond;
      this.oldErrors = oldErrors;
      this.freshErrors = freshErrors;
      this.slower = slower;
      this.canary = Canary.begin(plan, OLD, FRESH, PAST);
    }

    Verdict until(Duration time) {
      while (!(canary.verdict() instanceof RollBack)
          && SPAN.multipliedBy(windows.size()).compareTo(time) < 0) {
        step();
      }
      return canary.verdict();
    }

    /// The next verdict that ends a stage, which the next call goes on from.
    Verdict next() {
      while (true) {
        switch (canary.verdict()) {
          case GoesOn _, Hold _ -> step();
          case Promote promote when promote.next() > stage && !promote.isLast() && stage == 0 -> {
            stage = promote.next();
            return promote;
          }
          case Promote promote when promote.next() == stage -> step();
          case Verdict other -> {
            return other;
          }
        }
      }
    }

    private void step() {
      double share = plan.stages().get(stage).share();
      double seconds = SPAN.toSeconds();
      Window window =
          window(
              stage,
              windows.size(),
              answers(perSecond * seconds * (1 - share), oldErrors, 1),
              answers(perSecond * seconds * share, freshErrors, slower));
      windows.add(window);
      canary = canary.with(window);
    }

    private Answers answers(double mean, double errorShare, double factor) {
      long requests = 0;
      for (double sum = -Math.log(1 - random.nextDouble());
          sum < mean;
          sum -= Math.log(1 - random.nextDouble())) {
        requests++;
      }
      long errors = 0;
      SortedMap<Integer, Long> latencies = new TreeMap<>();
      for (long i = 0; i < requests; i++) {
        errors += random.nextDouble() < errorShare ? 1 : 0;
        double millis = 40 * factor * Math.exp(0.7 * random.nextGaussian());
        latencies.merge(
            Latencies.bucket(Duration.ofNanos(Math.round(1e6 * millis))), 1L, Long::sum);
      }
      return new Answers(requests, errors, new Latencies(latencies), Set.of());
    }
  }
}
