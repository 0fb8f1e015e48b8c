package dev.naosu.prove.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.vitals.Target;
import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.runbook.Traits.Undo;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SafetyTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Limits LIMITS = Limits.usual();

  private final List<Deed> past = new ArrayList<>();
  private final List<Drill> drilled = new ArrayList<>();
  private SafetyRules rules = rules(LIMITS);
  private Optional<String> stop = Optional.empty();
  private Mode earned = Mode.AUTO;

  private static SafetyRules rules(Limits limits) {
    return new SafetyRules(
        new Modes(Mode.AUTO, List.of()),
        limits,
        Map.of(),
        8,
        4,
        0.5,
        List.of("shop/database", "billing"),
        Calendar.always());
  }

  private Safety safety() {
    return new Safety(
        rules,
        () -> stop,
        new Standing() {
          @Override
          public Mode most(Order order) {
            return earned;
          }

          @Override
          public List<Modes.Rule> set() {
            return List.of();
          }
        },
        new Drills() {
          @Override
          public void keep(Drill drill) {
            drilled.add(drill);
          }

          @Override
          public Optional<Drill> last(String action, String service) {
            return drilled.stream().reduce((_, later) -> later);
          }

          @Override
          public List<Drill> latest(int most) {
            return drilled;
          }
        },
        Sickness::unseen,
        () -> NOON);
  }

  private static Order order(String target) {
    String[] parts = target.split("/", -1);
    return new Order(
        "restart",
        "production",
        new Target(parts[0], parts[1], parts.length > 2 ? parts[2] : ""),
        ((Arguments.Reading.Fit) Arguments.read(List.of(), Map.of())).arguments());
  }

  private static Proposal proposal(String target, String... signals) {
    return new Proposal(
        order(target),
        "runbook down",
        "down",
        signals.length == 0 ? List.of("up of " + target) : List.of(signals),
        List.of(),
        Duration.ofSeconds(1),
        OptionalLong.empty());
  }

  private static Traits traits(Undo undo, boolean destructive) {
    return new Traits("restart", "Restart", List.of(), undo, destructive, Duration.ofSeconds(1));
  }

  private static Plan plan(double share, String... touched) {
    return new Plan("restarts", List.of(touched), share, Duration.ofSeconds(1), List.of(), "");
  }

  private static Deed deed(String target, Phase phase, Duration ago) {
    Instant began = NOON.minus(ago);
    return new Deed(
        1,
        proposal(target),
        plan(0.1, target),
        Mode.AUTO,
        phase,
        "",
        List.of(),
        List.of(),
        began,
        Optional.of(began),
        phase == Phase.RUNNING ? Optional.empty() : Optional.of(began),
        phase == Phase.RUNNING ? Optional.of(NOON.plusSeconds(60)) : Optional.empty(),
        new TreeMap<>(),
        "a");
  }

  private Optional<Refusal> judged(String target) {
    return judged(proposal(target), plan(0.1, target));
  }

  private Optional<Refusal> judged(Proposal proposal, Plan plan) {
    return safety()
        .judge(proposal, traits(Undo.NOTHING_TO_UNDO, false), plan, new Past(past), false);
  }

  private void refusedBy(String rule, boolean later, Optional<Refusal> refusal) {
    assertThat(refusal)
        .hasValueSatisfying(
            each -> {
              assertThat(each.rule()).isEqualTo(rule);
              assertThat(each.later()).isEqualTo(later);
              assertThat(each.why()).isNotBlank();
            });
  }

  @Test
  void where_nothing_speaks_against_it_it_may_be_done() {
    assertThat(judged("shop/app/1")).isEmpty();
  }

  @Test
  void nothing_is_done_while_somebody_holds_it() {
    stop = Optional.of("naosu is stopped");
    refusedBy("stop", true, judged("shop/app/1"));
  }

  @Test
  void what_is_protected_is_never_touched() {
    refusedBy("protected", false, judged("shop/database"));
    refusedBy("protected", false, judged("billing/app/1"));
  }

  @Test
  void what_destroys_needs_two_who_saw_it() {
    Traits destructive = traits(Undo.NEVER, true);
    Plan plan = plan(0, "shop/cache");
    Past nothing = new Past(List.of());
    refusedBy(
        "signals",
        true,
        safety().judge(proposal("shop/cache", "a", "a"), destructive, plan, nothing, true));
    assertThat(safety().judge(proposal("shop/cache", "a", "b"), destructive, plan, nothing, false))
        .isEmpty();
  }

  @Test
  void at_most_a_share_of_a_component_is_away() {
    refusedBy("share", false, judged(proposal("shop/app"), plan(1, "shop/app/1", "shop/app/2")));
    past.add(deed("shop/app/1", Phase.HELPED, Duration.ofMinutes(30)));
    Deed running = deed("shop/app/2", Phase.RUNNING, Duration.ofSeconds(5));
    past.add(running);
    refusedBy("share", true, judged(proposal("shop/app/3"), plan(0.45, "shop/app/3")));
  }

  @Test
  void what_consists_of_one_thing_cannot_be_done_in_parts() {
    assertThat(judged(proposal("shop/app"), plan(1, "shop/app"))).isEmpty();
  }

  @Test
  void what_was_half_done_waits_for_a_person() {
    past.add(deed("shop/app/1", Phase.HALF, Duration.ofHours(3)));
    refusedBy("half-done", false, judged("shop/app/1"));
    assertThat(
            safety()
                .judge(
                    proposal("shop/app/1"),
                    traits(Undo.NOTHING_TO_UNDO, false),
                    plan(0.1, "shop/app/1"),
                    new Past(past),
                    true))
        .isEmpty();
    assertThat(judged("shop/app/2")).isEmpty();
  }

  @Test
  void failures_in_a_row_block_a_target() {
    for (int i = 0; i < 3; i++) {
      past.add(deed("shop/app/1", Phase.NO_EFFECT, Duration.ofHours(20).plusMinutes(i)));
    }
    refusedBy("blocked", false, judged("shop/app/1"));
    past.add(deed("shop/app/1", Phase.HELPED, Duration.ofHours(10)));
    assertThat(judged("shop/app/1")).isEmpty();
  }

  @Test
  void a_target_is_left_alone_for_a_while_and_longer_after_a_failure() {
    past.add(deed("shop/app/1", Phase.HELPED, Duration.ofMinutes(9)));
    refusedBy("cool-down", true, judged("shop/app/1"));
    past.clear();
    past.add(deed("shop/app/1", Phase.HELPED, Duration.ofMinutes(11)));
    assertThat(judged("shop/app/1")).isEmpty();
    past.clear();
    past.add(deed("shop/app/1", Phase.BROKE, Duration.ofMinutes(19)));
    refusedBy("cool-down", true, judged("shop/app/1"));
    past.clear();
    past.add(deed("shop/app/1", Phase.BROKE, Duration.ofMinutes(21)));
    assertThat(judged("shop/app/1")).isEmpty();
  }

  @Test
  void two_never_touch_the_same_thing() {
    past.add(deed("shop/cache", Phase.RUNNING, Duration.ofSeconds(1)));
    refusedBy("locked", true, judged(proposal("shop/app/1"), plan(0, "shop/app/1", "shop/cache")));
    assertThat(judged("other/app/1")).isEmpty();
  }

  @Test
  void one_at_first_then_two_then_four() {
    past.add(deed("shop/app/1", Phase.RUNNING, Duration.ofSeconds(1)));
    refusedBy("ramp", true, judged("shop/app/2"));
    past.add(deed("shop/app/3", Phase.HELPED, Duration.ofMinutes(1)));
    assertThat(judged("shop/app/2")).isEmpty();
    past.add(deed("shop/app/4", Phase.RUNNING, Duration.ofSeconds(1)));
    refusedBy("ramp", true, judged("shop/app/2"));
    past.add(deed("shop/app/5", Phase.HELPED, Duration.ofMinutes(1)));
    past.add(deed("shop/app/6", Phase.HELPED, Duration.ofMinutes(1)));
    assertThat(judged("shop/app/2")).isEmpty();
  }

  @Test
  void errors_stop_it_for_the_whole_component() {
    past.add(deed("shop/app/1", Phase.BROKE, Duration.ofMinutes(5)));
    past.add(deed("shop/app/2", Phase.HARMED, Duration.ofMinutes(5)));
    refusedBy("errors", true, judged("shop/app/3"));
    assertThat(judged("other/app/3")).isEmpty();
  }

  @Test
  void there_is_a_limit_for_each_hour() {
    for (int i = 0; i < 6; i++) {
      past.add(deed("s" + i + "/app", Phase.HELPED, Duration.ofMinutes(50)));
    }
    refusedBy("per-hour", true, judged("shop/app/1"));
  }

  @Test
  void there_is_a_limit_at_a_time() {
    for (int i = 0; i < 4; i++) {
      past.add(deed("s" + i + "/app", Phase.RUNNING, Duration.ofSeconds(50)));
    }
    refusedBy("at-once", true, judged("shop/app/1"));
  }

  @Test
  void when_few_targets_can_be_seen_the_observer_is_doubted_and_two_of_two_are_no_fleet() {
    assertThat(new Sickness(4, 6).isDoubtful(0.5)).isTrue();
    assertThat(new Sickness(3, 6).isDoubtful(0.5)).isFalse();
    assertThat(new Sickness(2, 2).isDoubtful(0.5)).isFalse();
  }

  @Test
  void auto_needs_a_drill_of_the_undo_that_passed_lately() {
    Order order = order("shop/app/1");
    Traits leased = traits(Undo.LEASED, false);
    assertThat(safety().mode(order, traits(Undo.NOTHING_TO_UNDO, false)).mode())
        .isEqualTo(Mode.AUTO);
    assertThat(safety().mode(order, leased).mode()).isEqualTo(Mode.APPROVE);
    drilled.add(new Drill("restart", "shop", NOON.minus(Duration.ofDays(15)), true, ""));
    assertThat(safety().mode(order, leased).why()).contains("14 days");
    drilled.add(new Drill("restart", "shop", NOON.minus(Duration.ofDays(1)), true, ""));
    assertThat(safety().mode(order, leased)).isEqualTo(new Safety.Held(Mode.AUTO, ""));
    drilled.add(new Drill("restart", "shop", NOON, false, ""));
    assertThat(safety().mode(order, leased).mode()).isEqualTo(Mode.APPROVE);
  }

  @Test
  void what_lost_its_trust_is_asked() {
    earned = Mode.APPROVE;
    assertThat(safety().mode(order("shop/app"), traits(Undo.NEVER, false)).mode())
        .isEqualTo(Mode.APPROVE);
  }

  @Test
  void the_rule_that_names_most_counts() {
    Modes modes =
        new Modes(
            Mode.SUGGEST,
            List.of(
                new Modes.Rule("restart", "shop", "*", Mode.AUTO),
                new Modes.Rule("restart", "*", "*", Mode.SHADOW),
                new Modes.Rule("*", "*", "production", Mode.OFF),
                new Modes.Rule("*", "shop", "*", Mode.APPROVE)));
    assertThat(modes.of("restart", "shop", "production")).isEqualTo(Mode.AUTO);
    assertThat(modes.of("restart", "other", "production")).isEqualTo(Mode.SHADOW);
    assertThat(modes.of("clear", "shop", "production")).isEqualTo(Mode.APPROVE);
    assertThat(modes.of("clear", "other", "production")).isEqualTo(Mode.OFF);
    assertThat(modes.of("clear", "other", "test")).isEqualTo(Mode.SUGGEST);
    assertThat(
            modes
                .with(List.of(new Modes.Rule("restart", "shop", "*", Mode.SUGGEST)))
                .of("restart", "shop", "test"))
        .isEqualTo(Mode.SUGGEST);
  }

  @Test
  void windows_pass_midnight_and_the_end_of_a_year() {
    ZoneId utc = ZoneId.of("UTC");
    Calendar.Window night = new Calendar.Window.Daily(LocalTime.of(22, 0), LocalTime.of(6, 0), utc);
    assertThat(night.holds(Instant.parse("2026-01-01T23:00:00Z"))).isTrue();
    assertThat(night.holds(Instant.parse("2026-01-01T05:59:59Z"))).isTrue();
    assertThat(night.holds(Instant.parse("2026-01-01T06:00:00Z"))).isFalse();
    Calendar.Window holidays =
        new Calendar.Window.Dates(LocalDate.of(2026, 12, 24), LocalDate.of(2027, 1, 2), utc);
    assertThat(holidays.holds(Instant.parse("2027-01-02T23:59:00Z"))).isTrue();
    assertThat(holidays.holds(Instant.parse("2027-01-03T00:00:00Z"))).isFalse();
    Calendar only = new Calendar(List.of(), List.of(night));
    assertThat(only.against(NOON)).isPresent();
  }
}
