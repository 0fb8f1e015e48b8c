package dev.naosu.repair.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.repair.scaling.Decision.Change;
import dev.naosu.repair.scaling.Decision.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScalingRulesTest {
  private static final Target SHOP = new Target("shop", "fleet", "");
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");
  private static final Measure CPU = Measure.cpu(new Band(20, 80));
  private static final Measure UNDER_WAY = Measure.underWay(new Band(5, 50));
  private static final Measure LATENCY = Measure.latency(new Band(100, 500));
  private static final Past LONG_AGO = Past.begun(START.minus(Duration.ofHours(1)));

  private static ScalingRules rules(Measure... measures) {
    return new ScalingRules(
        2,
        8,
        2,
        List.of(measures),
        Duration.ofSeconds(30),
        Duration.ofMinutes(3),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5));
  }

  private static Vitals look(int second, Map<String, Double> values) {
    return new Vitals(SHOP, START.plusSeconds(second), new TreeMap<>(values));
  }

  /// Looks of CPU every 5 seconds.
  private static List<Vitals> cpu(int seconds, IntToDoubleFunction percent) {
    return IntStream.rangeClosed(0, seconds / 5)
        .mapToObj(i -> look(5 * i, Map.of(Measure.CPU, percent.applyAsDouble(5 * i))))
        .toList();
  }

  private static Decision decided(ScalingRules rules, List<Vitals> looks, int instances) {
    return rules.decide(looks, instances, instances, LONG_AGO, looks.getLast().at());
  }

  @Test
  void above_80_percent_of_cpu_for_a_while_there_are_more() {
    assertThat(decided(rules(CPU), cpu(60, _ -> 95), 3))
        .isInstanceOfSatisfying(
            Change.class,
            change -> {
              assertThat(change.instances()).as("as many as a step allows").isEqualTo(5);
              assertThat(change.why()).isEqualTo("CPU in %: 95.0, above 80.0");
              assertThat(change.signals()).containsExactly("cpu.used");
            });
    assertThat(decided(rules(CPU), cpu(20, _ -> 95), 3))
        .as("20 seconds are no while")
        .isInstanceOf(Hold.class);
    assertThat(decided(rules(CPU), cpu(60, second -> second == 60 ? 100 : 50), 3))
        .as("one look is no while")
        .isInstanceOf(Hold.class);
  }

  @Test
  void below_20_percent_for_longer_there_are_fewer() {
    assertThat(decided(rules(CPU), cpu(200, _ -> 10), 6))
        .isInstanceOfSatisfying(
            Change.class, change -> assertThat(change.instances()).isEqualTo(4));
    assertThat(decided(rules(CPU), cpu(100, _ -> 10), 6)).isInstanceOf(Hold.class);
    assertThat(decided(rules(CPU), cpu(200, _ -> 10), 2))
        .as("there are as few as are allowed")
        .isInstanceOf(Hold.class);
    assertThat(rules(CPU).decide(cpu(200, _ -> 10), 6, 5, LONG_AGO, START.plusSeconds(200)))
        .as("one of them does not serve")
        .isInstanceOf(Hold.class);
  }

  @Test
  void between_the_limits_nothing_changes() {
    assertThat(decided(rules(CPU), cpu(600, _ -> 79), 3)).isInstanceOf(Hold.class);
    assertThat(decided(rules(CPU), cpu(600, _ -> 21), 3)).isInstanceOf(Hold.class);
  }

  @Test
  void what_is_not_known_changes_nothing() {
    assertThat(rules(CPU).decide(List.of(), 3, 3, LONG_AGO, START)).isInstanceOf(Hold.class);
    List<Vitals> blind = IntStream.rangeClosed(0, 60).mapToObj(i -> look(5 * i, Map.of())).toList();
    assertThat(decided(rules(CPU), blind, 3)).isInstanceOf(Hold.class);
    assertThat(decided(rules(CPU), cpu(60, _ -> Double.NaN), 3)).isInstanceOf(Hold.class);
    assertThat(rules(CPU).decide(cpu(60, _ -> 95), 3, 3, LONG_AGO, START.plusSeconds(120)))
        .as("the last look is too old")
        .isInstanceOf(Hold.class);
    List<Vitals> gap = new ArrayList<>(cpu(200, _ -> 10));
    gap.removeIf(
        each ->
            each.at().isAfter(START.plusSeconds(60)) && each.at().isBefore(START.plusSeconds(140)));
    assertThat(decided(rules(CPU), gap, 6)).as("nobody looked meanwhile").isInstanceOf(Hold.class);
  }

  @Test
  void one_measure_is_enough_for_more_and_all_are_needed_for_fewer() {
    List<Vitals> queue =
        IntStream.rangeClosed(0, 40)
            .mapToObj(i -> look(5 * i, Map.of(Measure.CPU, 10.0, Measure.UNDER_WAY, 90.0)))
            .toList();
    assertThat(decided(rules(CPU, UNDER_WAY), queue, 3)).isInstanceOf(Change.class);
    List<Vitals> halfKnown =
        IntStream.rangeClosed(0, 40).mapToObj(i -> look(5 * i, Map.of(Measure.CPU, 10.0))).toList();
    assertThat(decided(rules(CPU, UNDER_WAY), halfKnown, 6)).isInstanceOf(Hold.class);
    List<Vitals> slow =
        IntStream.rangeClosed(0, 40)
            .mapToObj(i -> look(5 * i, Map.of(Measure.CPU, 10.0, Measure.LATENCY, 900.0)))
            .toList();
    assertThat(decided(rules(CPU, LATENCY), slow, 3))
        .as("how many it takes is not known: one")
        .isInstanceOfSatisfying(
            Change.class, change -> assertThat(change.instances()).isEqualTo(4));
  }

  @Test
  void after_a_change_only_what_was_measured_since_counts() {
    Past added = LONG_AGO.after(true, START.plusSeconds(50), Duration.ofMinutes(10));
    List<Vitals> looks = cpu(125, _ -> 95);
    assertThat(rules(CPU).decide(looks, 3, 3, added, START.plusSeconds(75)))
        .isInstanceOf(Hold.class);
    assertThat(rules(CPU).decide(cpu(105, _ -> 95), 3, 3, added, START.plusSeconds(105)))
        .as("it rests")
        .isInstanceOf(Hold.class);
    assertThat(rules(CPU).decide(looks, 3, 3, added, START.plusSeconds(125)))
        .isInstanceOf(Change.class);
  }

  @Test
  void who_had_to_add_again_what_was_taken_away_waits_longer_the_next_time() {
    Duration soon = Duration.ofMinutes(10);
    Past once =
        LONG_AGO
            .after(false, START.minusSeconds(300), soon)
            .after(true, START.minusSeconds(200), soon);
    assertThat(once.regrets()).isEqualTo(1);
    List<Vitals> quiet = cpu(590, _ -> 10);
    assertThat(rules(CPU).decide(quiet, 6, 6, once, START.plusSeconds(350)))
        .isInstanceOf(Hold.class);
    assertThat(decided(rules(CPU), quiet, 6)).isInstanceOf(Change.class);
    assertThat(rules(CPU).decide(quiet, 6, 6, once, START.plusSeconds(405)))
        .isInstanceOf(Change.class);
    assertThat(once.after(false, START.plusSeconds(2000), soon).regrets())
        .as("a long quiet time is forgiving")
        .isZero();
  }

  @Test
  void whatever_the_load_there_are_neither_fewer_nor_more_than_allowed() {
    assertThat(rules(CPU).decide(List.of(), 1, 1, LONG_AGO, START))
        .isEqualTo(new Change(2, "at least 2", List.of()));
    assertThat(rules(CPU).decide(List.of(), 12, 12, LONG_AGO, START))
        .isEqualTo(new Change(10, "at most 8", List.of()));
    assertThat(decided(rules(CPU), cpu(60, _ -> 100), 8)).isInstanceOf(Hold.class);
    assertThat(decided(rules(CPU), cpu(60, _ -> 100), 7))
        .isInstanceOfSatisfying(
            Change.class, change -> assertThat(change.instances()).isEqualTo(8));
  }

  @Test
  void rules_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new Band(80, 20)).hasMessageContaining("out is above in");
    assertThatThrownBy(
            () ->
                new ScalingRules(
                    3,
                    2,
                    1,
                    List.of(CPU),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
