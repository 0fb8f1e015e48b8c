package dev.naosu.cycle.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.fleet.Version;
import dev.naosu.fleet.Workload;
import dev.naosu.repair.fleet.FleetScale;
import dev.naosu.repair.fleet.SmallFleet;
import dev.naosu.repair.fleet.Yard;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.scaling.Band;
import dev.naosu.repair.scaling.Measure;
import dev.naosu.repair.scaling.ScalingRules;
import dev.naosu.ship.action.Road.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An hour of load, replayed at once before a fleet in memory.
class ScalingTest {
  private static final Version VERSION = new Version("v1");
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");
  private static final int STEP = 5;

  /// Requests a second that one instance can answer.
  private static final double CAPACITY = 100;

  /// Until a new instance gets requests.
  private static final int STARTING = 15;

  private static final double ANSWER_SECONDS = 0.02;

  private static final ScalingRules RULES =
      new ScalingRules(
          2,
          8,
          2,
          List.of(Measure.cpu(new Band(20, 80)), Measure.underWay(new Band(5, 50))),
          Duration.ofSeconds(30),
          Duration.ofMinutes(3),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5));

  private final SmallFleet fleet = new SmallFleet();
  private final List<Proposal> proposals = new ArrayList<>();

  /// A change of the number of instances.
  private record Changed(Instant at, int from, int to) {
    boolean isOut() {
      return to > from;
    }
  }

  /// What an hour came to.
  ///
  /// @param missing share of all requests that came when there were too few instances
  private record Hour(List<Changed> changes, int most, double missing, int last) {}

  private static List<Double> load(String column) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(ScalingTest.class.getResourceAsStream("hour.csv"))) {
      List<String> lines =
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(each -> !each.startsWith("#"))
              .toList();
      int index = List.of(lines.getFirst().split(",", -1)).indexOf(column);
      return lines.stream()
          .skip(1)
          .map(each -> Double.parseDouble(each.split(",", -1)[index]))
          .toList();
    }
  }

  private Hour replayed(ScalingRules rules, List<Double> load) throws Exception {
    fleet.served(VERSION, START);
    FleetScale action = new FleetScale(new Yard(Map.of("shop", fleet.operated())), Map.of());
    Instant[] now = {START};
    Workload[] measured = new Workload[1];
    Scaling scaling =
        new Scaling(
            "shop",
            "production",
            rules,
            () -> Objects.requireNonNull(measured[0]),
            proposal -> {
              proposals.add(proposal);
              Outlook outlook = action.look(proposal.order());
              assertThat(outlook).isInstanceOf(Outlook.Ready.class);
              assertThat(action.apply(proposal.order(), ((Outlook.Ready) outlook).plan()))
                  .isInstanceOf(Applied.Done.class);
              return new Outcome.Helped("scaled");
            },
            () -> now[0]);
    List<Changed> changes = new ArrayList<>();
    int serving = fleet.wanted(VERSION);
    Instant ready = START;
    double waiting = 0;
    double all = 0;
    double tooMany = 0;
    int most = serving;
    for (double rate : load) {
      int wanted = fleet.wanted(VERSION);
      if (wanted < serving || !now[0].isBefore(ready)) {
        serving = wanted;
      }
      double able = serving * CAPACITY;
      waiting = Math.clamp(waiting + (rate - able) * STEP, 0, 2_000);
      all += rate;
      tooMany += Math.max(0, rate - able);
      measured[0] =
          new Workload(
              now[0],
              VERSION,
              wanted,
              serving,
              OptionalDouble.of(100 * Math.min(1, rate / able)),
              OptionalDouble.of((rate * ANSWER_SECONDS + waiting) / serving),
              OptionalDouble.empty());
      if (scaling.beat().isPresent()) {
        changes.add(new Changed(now[0], wanted, fleet.wanted(VERSION)));
        ready = now[0].plusSeconds(STARTING);
        most = Math.max(most, fleet.wanted(VERSION));
      }
      now[0] = now[0].plusSeconds(STEP);
    }
    return new Hour(changes, most, tooMany / all, fleet.wanted(VERSION));
  }

  /// @param changes most of them
  /// @param most instances, at least
  /// @param tooMany largest share of requests for which there were too few instances
  @ParameterizedTest
  @CsvSource({"daily,12,5,0.02", "steps,12,5,0.08", "spikes,8,3,0.25", "near,4,3,0.05"})
  void an_hour_of_load_is_followed_without_flapping(
      String column, int changes, int most, double tooMany) throws Exception {
    Hour hour = replayed(RULES, load(column));

    assertThat(hour.most()).isGreaterThanOrEqualTo(most);
    assertThat(hour.changes()).hasSizeLessThanOrEqualTo(changes).isNotEmpty();
    assertThat(hour.missing()).isLessThanOrEqualTo(tooMany);
    Instant before = START;
    for (Changed each : hour.changes()) {
      if (!each.isOut()) {
        assertThat(each.at()).isAfterOrEqualTo(before.plus(RULES.inRest()));
      }
      before = each.at();
    }
    for (int i = 0; i + 2 < hour.changes().size(); i++) {
      List<Changed> three = hour.changes().subList(i, i + 3);
      boolean isFlap = three.get(0).isOut() && !three.get(1).isOut() && three.get(2).isOut();
      assertThat(isFlap && three.get(2).at().isBefore(three.get(0).at().plus(RULES.inRest())))
          .as("out, in and out again: %s", three)
          .isFalse();
    }
  }

  @Test
  void the_hour_would_show_rules_that_flap() throws Exception {
    ScalingRules hasty =
        new ScalingRules(
            1,
            8,
            2,
            List.of(Measure.cpu(new Band(70, 80))),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO);
    assertThat(replayed(hasty, load("near")).changes()).hasSizeGreaterThan(20);
  }

  @Test
  void when_the_load_is_gone_the_instances_are_too() throws Exception {
    List<Double> load = new ArrayList<>(load("steps"));
    for (int i = 0; i < 300; i++) {
      load.add(5.0);
    }
    assertThat(replayed(RULES, load).last()).isEqualTo(2);
  }

  @Test
  void a_proposal_says_what_asks_for_it_and_when_it_has_helped() throws Exception {
    replayed(RULES, load("steps"));
    Proposal first = proposals.getFirst();
    assertThat(first.source()).isEqualTo("scaling");
    assertThat(first.order().action()).isEqualTo("fleet.scale");
    assertThat(first.order().target()).hasToString("shop/fleet");
    assertThat(first.reason())
        .startsWith("from 2 to 4 instances: requests under way at an instance: ");
    assertThat(first.signals()).contains("requests.underway of shop/fleet");
    assertThat(first.helped().getFirst().vital()).isEqualTo("instances.serving");
  }

  @Test
  void what_a_person_is_asked_for_or_is_refused_is_not_asked_for_every_few_seconds()
      throws Exception {
    for (Outcome outcome :
        List.of(
            new Outcome.Unfit("not now"),
            new Outcome.Refused("a rule forbids it", "calendar", false))) {
      List<Proposal> asked = new ArrayList<>();
      Instant[] now = {START};
      Scaling scaling =
          new Scaling(
              "shop",
              "production",
              RULES,
              () ->
                  new Workload(
                      now[0],
                      VERSION,
                      2,
                      2,
                      OptionalDouble.of(100),
                      OptionalDouble.empty(),
                      OptionalDouble.empty()),
              proposal -> {
                asked.add(proposal);
                return outcome;
              },
              () -> now[0]);
      for (int i = 0; i < 120; i++) {
        scaling.beat();
        now[0] = now[0].plusSeconds(STEP);
      }
      assertThat(asked).hasSizeBetween(1, 2);
    }
  }
}
