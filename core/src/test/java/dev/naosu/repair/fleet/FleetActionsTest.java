package dev.naosu.repair.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.vitals.Target;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.repair.fleet.FleetScale.Limits;
import dev.naosu.repair.fleet.Verdicts.Verdict;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Arguments.Reading;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetActionsTest {
  private static final Version OLD = new Version("v1");
  private static final Version GOOD = new Version("v2");
  private static final Version NOW = new Version("v3");
  private static final Instant MORNING = Instant.parse("2026-11-29T08:00:00Z");

  private final SmallFleet fleet = new SmallFleet();
  private final Map<Version, Verdict> verdicts = new HashMap<>();
  private Catalogue catalogue;

  @BeforeEach
  void open() {
    Yard yard = new Yard(Map.of("shop", fleet.operated()));
    catalogue =
        new Catalogue(
            List.of(
                new InstanceRestart(yard),
                new FleetScale(yard, Map.of("shop", new Limits(2, 6))),
                new TrafficReroute(yard),
                new DeployRollback(
                    yard, (_, version) -> Optional.ofNullable(verdicts.get(version)))));
    fleet.served(OLD, MORNING.minusSeconds(90_000));
    fleet.served(GOOD, MORNING.minusSeconds(80_000));
    fleet.served(NOW, MORNING);
    fleet.retire(OLD);
    fleet.retire(GOOD);
    fleet.done.clear();
  }

  private Action action(String name) {
    return catalogue.find(name).orElseThrow();
  }

  private Order order(String name, String instance, Map<String, String> given) {
    return new Order(
        name,
        "production",
        new Target("shop", "fleet", instance),
        ((Reading.Fit) Arguments.read(action(name).traits().parameters(), given)).arguments());
  }

  private Plan ready(Order order) throws InterruptedException {
    Outlook outlook = action(order.action()).look(order);
    assertThat(outlook).isInstanceOf(Outlook.Ready.class);
    assertThat(fleet.done).as("a look changes nothing").isEmpty();
    return ((Outlook.Ready) outlook).plan();
  }

  private String unfit(Order order) throws InterruptedException {
    Outlook outlook = action(order.action()).look(order);
    assertThat(outlook).isInstanceOf(Outlook.Unfit.class);
    return ((Outlook.Unfit) outlook).why();
  }

  @Test
  void an_instance_is_restarted_and_its_share_is_told_before() throws Exception {
    Order order = order(InstanceRestart.NAME, "2", Map.of());
    Plan plan = ready(order);
    assertThat(plan.share()).isEqualTo(0.5);
    assertThat(plan.touched()).containsExactly("shop/fleet/v3:2");
    assertThat(action(order.action()).apply(order, plan)).isInstanceOf(Applied.Done.class);
    assertThat(fleet.done).containsExactly("restart v3:2");
    fleet.unwell.add(NOW);
    assertThat(action(order.action()).apply(order, plan))
        .isInstanceOfSatisfying(Applied.Failed.class, failed -> assertThat(failed.half()).isTrue());
  }

  @Test
  void restarting_the_only_one_that_serves_is_told_as_an_outage() throws Exception {
    fleet.ill.add("v3:1");
    Plan plan = ready(order(InstanceRestart.NAME, "v3:2", Map.of()));
    assertThat(plan.share()).isEqualTo(1);
    assertThat(plan.outage()).isPositive();
    assertThat(plan.words()).endsWith("it is the only one that serves");
    assertThat(ready(order(InstanceRestart.NAME, "1", Map.of())).share())
        .as("one that is ill serves nobody")
        .isZero();
  }

  @Test
  void what_is_not_there_is_told_and_nothing_is_done() throws Exception {
    assertThat(unfit(order(InstanceRestart.NAME, "7", Map.of())))
        .contains("no instance of shop", "naosu fleet status");
    Order elsewhere =
        new Order(
            InstanceRestart.NAME,
            "production",
            new Target("till", "fleet", "1"),
            ((Reading.Fit) Arguments.read(List.of(), Map.of())).arguments());
    assertThat(unfit(elsewhere)).contains("till has no fleet; add");
  }

  @Test
  void more_instances_within_limits_and_back() throws Exception {
    Order order = order(FleetScale.NAME, "", Map.of("instances", "4"));
    Plan plan = ready(order);
    assertThat(plan.before()).isEqualTo("v3=2");
    assertThat(plan.share()).as("nothing is away meanwhile").isZero();
    assertThat(action(order.action()).apply(order, plan)).isInstanceOf(Applied.Done.class);
    assertThat(unfit(order)).isEqualTo("there are 4 instances of v3 already");
    assertThat(action(order.action()).undo(order, plan.before())).isInstanceOf(Applied.Done.class);
    assertThat(action(order.action()).undo(order, plan.before())).isInstanceOf(Applied.Done.class);
    assertThat(fleet.wanted(NOW)).isEqualTo(2);
    assertThat(unfit(order(FleetScale.NAME, "", Map.of("instances", "7")))).contains("from 2 to 6");
    assertThat(unfit(order(FleetScale.NAME, "", Map.of("instances", "0")))).contains("from 2 to 6");
  }

  @Test
  void an_instance_is_taken_out_of_the_route_and_put_back() throws Exception {
    Order order = order(TrafficReroute.NAME, "1", Map.of());
    Plan plan = ready(order);
    assertThat(plan.share()).isEqualTo(0.5);
    assertThat(action(order.action()).apply(order, plan)).isInstanceOf(Applied.Done.class);
    assertThat(unfit(order)).contains("gets no requests already");
    assertThat(unfit(order(TrafficReroute.NAME, "2", Map.of())))
        .isEqualTo("no other instance of its version is well");
    assertThat(action(order.action()).undo(order, plan.before())).isInstanceOf(Applied.Done.class);
    assertThat(action(order.action()).undo(order, plan.before())).isInstanceOf(Applied.Done.class);
    assertThat(fleet.done).containsExactly("aside v3:1", "back v3:1");
    assertThat(action(order.action()).undo(order, "v1:1"))
        .as("what is gone needs nobody to put it back")
        .isInstanceOfSatisfying(
            Applied.Done.class, done -> assertThat(done.said()).contains("v1:1 is gone"));
  }

  @Test
  void a_deploy_is_taken_back_to_the_version_that_served_well_before() throws Exception {
    Order order = order(DeployRollback.NAME, "", Map.of());
    Plan plan = ready(order);
    assertThat(plan.words()).isEqualTo("starts v2, gives it all requests, and ends v3");
    assertThat(action(order.action()).apply(order, plan)).isInstanceOf(Applied.Done.class);
    assertThat(fleet.done).containsExactly("start v2", "share {v2=1.0}", "retire v3");
    fleet.done.clear();
    assertThat(action(order.action()).undo(order, plan.before())).isInstanceOf(Applied.Done.class);
    assertThat(fleet.done).containsExactly("start v3", "share {v3=1.0}", "retire v2");
  }

  @Test
  void a_version_that_does_not_start_again_changes_nothing_for_the_users() throws Exception {
    Order order = order(DeployRollback.NAME, "", Map.of());
    Plan plan = ready(order);
    fleet.unwell.add(GOOD);
    assertThat(action(order.action()).apply(order, plan))
        .isInstanceOfSatisfying(
            Applied.Failed.class, failed -> assertThat(failed.half()).isFalse());
    assertThat(fleet.done).isEmpty();
  }

  @Test
  void it_never_goes_past_a_decision_of_a_person() throws Exception {
    Order order = order(DeployRollback.NAME, "", Map.of());
    verdicts.put(NOW, new Verdict("ada", true));
    assertThat(unfit(order)).isEqualTo("ada decided for v3");
    verdicts.clear();
    verdicts.put(GOOD, new Verdict("ada", false));
    assertThat(ready(order).words()).as("not to what ada did not want").startsWith("starts v1");
    verdicts.clear();
    fleet.served(GOOD, MORNING.plusSeconds(1_000));
    fleet.served(NOW, MORNING.plusSeconds(2_000));
    assertThat(unfit(order)).contains("was brought back after it had been left");
  }

  @Test
  void it_goes_to_no_version_that_was_left_for_an_earlier_one_or_served_only_shortly()
      throws Exception {
    Version shortly = new Version("v4");
    Version last = new Version("v5");
    fleet.served(GOOD, MORNING.plusSeconds(1_000));
    fleet.served(shortly, MORNING.plusSeconds(9_000));
    fleet.served(last, MORNING.plusSeconds(9_030));
    assertThat(ready(order(DeployRollback.NAME, "", Map.of())).words()).startsWith("starts v2");
  }

  @Test
  void while_a_rollout_is_under_way_it_waits() throws Exception {
    fleet.share(Split.canary(GOOD, NOW, 0.5));
    assertThat(unfit(order(DeployRollback.NAME, "", Map.of()))).contains("a rollout is under way");
  }

  @Test
  void without_a_history_there_is_nothing_to_go_back_to() throws Exception {
    SmallFleet fresh = new SmallFleet();
    fresh.served(NOW, MORNING);
    Order order = order(DeployRollback.NAME, "", Map.of());
    assertThat(
            new DeployRollback(new Yard(Map.of("shop", fresh.operated())), Verdicts.none())
                .look(order))
        .isInstanceOf(Outlook.Unfit.class);
  }
}
