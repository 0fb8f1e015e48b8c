package dev.naosu.cycle.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.chaos.UndoDrill.Ending;
import dev.naosu.cycle.chaos.UndoDrill.Wish;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.safety.Drill;
import dev.naosu.prove.safety.Drills;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Arguments.Reading;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.runbook.Traits.Undo;
import dev.naosu.ship.action.Road.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A valve that an action turns from 1 to 2, and a service that is well at both.
class UndoDrillTest {
  private static final Target SHOP = new Target("shop", "app", "");

  private Instant now = Instant.parse("2026-11-29T10:00:00Z");
  private int valve = 1;
  private int backTo = 1;
  private double health = 100;
  private double healthAfterwards = 100;
  private Undo undo = Undo.LEASED;
  private Optional<Outcome> instead = Optional.empty();
  private final List<Proposal> walked = new ArrayList<>();
  private final List<Drill> kept = new ArrayList<>();

  private final Action turning =
      new Action() {
        @Override
        public Traits traits() {
          return new Traits(
              "valve.turn", "Turns the valve", List.of(), undo, false, Duration.ofSeconds(5));
        }

        @Override
        public Outlook look(Order order) {
          return new Outlook.Ready(
              new Plan(
                  "turns the valve", List.of("valve"), 0, Duration.ZERO, List.of(), "" + valve));
        }

        @Override
        public Applied apply(Order order, Plan plan) {
          throw new IllegalStateException("only the road does actions");
        }

        @Override
        public Applied undo(Order order, String before) {
          throw new IllegalStateException("only the road puts them back");
        }
      };

  private final UndoDrill.Way way =
      new UndoDrill.Way() {
        @Override
        public Outcome walk(Proposal proposal) {
          walked.add(proposal);
          if (instead.isEmpty()) {
            valve = 2;
          }
          return instead.orElse(new Outcome.Helped("the valve is turned"));
        }

        @Override
        public Optional<String> putBack(Order order) {
          valve = backTo;
          health = healthAfterwards;
          return Optional.of("put back");
        }
      };

  private Ending drilled() throws InterruptedException {
    Drills drills =
        new Drills() {
          @Override
          public void keep(Drill drill) {
            kept.add(drill);
          }

          @Override
          public Optional<Drill> last(String action, String service) {
            return kept.reversed().stream().findFirst();
          }

          @Override
          public List<Drill> latest(int most) {
            return kept;
          }
        };
    Arguments nothing = ((Reading.Fit) Arguments.read(List.of(), Map.of())).arguments();
    return new UndoDrill(
            new Catalogue(List.of(turning)),
            target -> new Vitals(target, now, new TreeMap<>(Map.of("http.ok", health))),
            way,
            drills,
            time -> now = now.plus(time),
            () -> now)
        .make(
            new Wish(
                new Order("valve.turn", "production", SHOP, nothing),
                List.of(new Condition("http.ok", Side.ABOVE, 99, Duration.ZERO)),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10)),
            "mara");
  }

  private static Drill drill(Ending ending) {
    assertThat(ending).isInstanceOf(Ending.Drilled.class);
    return ((Ending.Drilled) ending).drill();
  }

  @Test
  void what_is_as_before_after_it_was_put_back_has_passed() throws InterruptedException {
    Drill drill = drill(drilled());
    assertThat(drill.passed()).as(drill.words()).isTrue();
    assertThat(drill.service()).isEqualTo("shop");
    assertThat(kept).containsExactly(drill);
    assertThat(walked)
        .singleElement()
        .satisfies(each -> assertThat(each.source()).isEqualTo("drill"));
    assertThat(valve).isEqualTo(1);
  }

  @Test
  void an_undo_that_goes_back_to_something_else_has_failed() throws InterruptedException {
    backTo = 3;
    Drill drill = drill(drilled());
    assertThat(drill.passed()).isFalse();
    assertThat(drill.words()).contains("another state than before");
  }

  @Test
  void an_undo_that_breaks_the_service_has_failed() throws InterruptedException {
    healthAfterwards = 10;
    Drill drill = drill(drilled());
    assertThat(drill.passed()).isFalse();
    assertThat(drill.words()).contains("http.ok is 10.0");
  }

  @Test
  void what_is_not_steady_or_cannot_be_measured_is_not_drilled() throws InterruptedException {
    for (double each : List.of(10.0, Double.NaN)) {
      health = each;
      assertThat(drilled()).isInstanceOf(Ending.NotBegun.class);
    }
    assertThat(walked).isEmpty();
    assertThat(kept).isEmpty();
  }

  @Test
  void what_the_road_does_not_let_pass_proves_nothing() throws InterruptedException {
    instead = Optional.of(new Outcome.Refused("shop is protected", "protected", false));
    assertThat(drilled()).isEqualTo(new Ending.NotBegun("shop is protected"));
    assertThat(kept).isEmpty();
  }

  @Test
  void what_did_harm_has_failed() throws InterruptedException {
    instead = Optional.of(new Outcome.Harmed("it is worse than before; put back"));
    assertThat(drill(drilled()).passed()).isFalse();
  }

  @Test
  void what_has_no_undo_is_not_drilled() throws InterruptedException {
    undo = Undo.NOTHING_TO_UNDO;
    assertThat(drilled()).isInstanceOf(Ending.NotBegun.class);
    assertThat(walked).isEmpty();
  }
}
