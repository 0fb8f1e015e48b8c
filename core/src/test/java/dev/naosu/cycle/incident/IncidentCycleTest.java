package dev.naosu.cycle.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.cycle.incident.Causes.Estimate;
import dev.naosu.cycle.incident.Desk.Answer;
import dev.naosu.cycle.incident.Desk.Verdict;
import dev.naosu.cycle.incident.Shipping.Offer;
import dev.naosu.cycle.incident.Shipping.Shipped;
import dev.naosu.cycle.incident.Transitions.Transition;
import dev.naosu.cycle.incident.Treatments.Treated;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Direction;
import dev.naosu.diagnose.cause.Impact;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Head;
import dev.naosu.journal.Journal;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.journal.Sealed;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.canary.CanaryPlan;
import dev.naosu.ship.canary.CanaryPlan.Stage;
import dev.naosu.ship.rollout.Deployed;
import dev.naosu.ship.rollout.MemoryFleet;
import dev.naosu.ship.rollout.MemoryRollouts;
import dev.naosu.ship.rollout.RollingOut;
import dev.naosu.ship.rollout.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class IncidentCycleTest {
  private static final long ID = 7;
  private static final Version OLD = new Version("old");
  private static final Version FIX = new Version("fix");

  private final TestClock clock = new TestClock();
  private final MemoryIncidents incidents = new MemoryIncidents(clock);
  private final KeptJournal journal = new KeptJournal();
  private final Switch stop = new Switch();

  /// What comes of the attempts to come.
  private final Deque<Treated> treated = new ArrayDeque<>();

  private final List<List<Attempt>> toldBefore = new ArrayList<>();
  private final List<Duration> searchTimes = new ArrayList<>();
  private final Set<String> delivered = new LinkedHashSet<>();
  private Runnable duringTreatment = () -> {};
  private Causes causes = Causes.none();
  private Optional<String> runtimeHealing = Optional.empty();
  private Shipped shipped = new Shipped.Delivered("branch fix", FIX);

  /// How an offer stands, each time it is looked at.
  private final Deque<Offer> offers = new ArrayDeque<>();

  private final List<String> takenBack = new ArrayList<>();
  private final List<String> settled = new ArrayList<>();
  private final MemoryRollouts rollouts = new MemoryRollouts();
  private final MemoryFleet fleet = new MemoryFleet(clock, OLD);
  private boolean hasFleet;
  private Runnable duringRollout = () -> {};
  private Policy policy = Policy.usual();
  private MemorySteps steps = new MemorySteps(clock);
  private final Desk desk =
      new Desk(
          incidents,
          rollouts,
          new Workflows() {
            @Override
            public void start(long incident) {}

            @Override
            public void send(long incident, String topic, String message) {
              steps.send(message);
            }
          },
          journal,
          clock);

  @Test
  void a_sure_repair_ships_at_once() {
    treated.add(repaired(0.9));
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(delivered).containsExactly("diff of 0.9");
    assertThat(steps.waits).isEmpty();
  }

  @Test
  void a_likely_repair_ships_when_nobody_objects_for_a_day() {
    treated.add(repaired(0.7));
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(steps.waits).containsExactly(Duration.ofHours(24));
    assertThat(incidents.timeline(ID))
        .extracting(Note::text)
        .contains("in review: ships in 24 h unless somebody objects");
  }

  @Test
  void a_likely_repair_ships_when_somebody_approves() {
    treated.add(repaired(0.89));
    meanwhile(0, Verdict.APPROVE);
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(journal.keys()).contains("7 REVIEW APPROVED SHIPPING 1");
  }

  @Test
  void an_unsure_repair_ships_only_when_somebody_approves() {
    treated.add(repaired(0.69));
    meanwhile(0, Verdict.APPROVE);
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(journal.keys()).contains("7 APPROVAL APPROVED SHIPPING 1");
    assertThat(steps.waits.getFirst()).isGreaterThan(Duration.ofDays(365));
  }

  @Test
  void a_repair_that_is_sent_back_is_learnt_from() {
    treated.addAll(List.of(repaired(0.8), repaired(0.95)));
    meanwhile(0, Verdict.SEND_BACK);
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(toldBefore.get(0)).isEmpty();
    assertThat(toldBefore.get(1))
        .singleElement()
        .extracting(Attempt::learnt)
        .isEqualTo(Optional.of("diff of 0.8"));
    assertThat(delivered).containsExactly("diff of 0.95");
  }

  @Test
  void an_unsure_repair_can_be_sent_back_as_often_as_there_are_attempts() {
    treated.addAll(List.of(repaired(0.1), repaired(0.2), repaired(0.3)));
    meanwhile(0, Verdict.SEND_BACK);
    meanwhile(1, Verdict.SEND_BACK);
    meanwhile(2, Verdict.SEND_BACK);
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(toldBefore).hasSize(3);
    assertThat(delivered).isEmpty();
  }

  @Test
  void a_likely_repair_that_is_denied_does_not_ship() {
    treated.add(repaired(0.8));
    meanwhile(0, Verdict.DENY);
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(delivered).isEmpty();
  }

  @Test
  void there_are_three_attempts_and_each_searches_longer() {
    treated.addAll(List.of(notRepaired(true), notRepaired(true), notRepaired(true)));
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(searchTimes)
        .containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(240));
    assertThat(toldBefore.get(2)).extracting(Attempt::number).containsExactly(1, 2);
  }

  @Test
  void nothing_is_tried_again_that_could_not_find_more() {
    treated.add(notRepaired(false));
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(searchTimes).hasSize(1);
  }

  @Test
  void what_is_too_complex_goes_to_a_person() {
    treated.add(new Treated.TooComplex("it spans four services", 0.81));
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(journal.keys()).contains("7 HEALING TOO_COMPLEX ESCALATED 1");
  }

  @Test
  void what_is_no_matter_of_code_goes_to_runtime_healing() {
    runtimeHealing = Optional.of("restarts the pool");
    incidents.open(ID, Signal.Kind.HEALTH, 0);
    run();
    assertThat(state()).isEqualTo(State.HANDED_OVER);
  }

  @Test
  void what_is_no_matter_of_code_goes_to_a_person_when_nobody_else_takes_it() {
    incidents.open(ID, Signal.Kind.HEALTH, 0);
    run();
    assertThat(state()).isEqualTo(State.ESCALATED);
    assertThat(toldBefore).isEmpty();
  }

  @Test
  void what_an_analysis_found_goes_to_a_person_and_is_not_tried() {
    incidents.open(ID, Signal.Kind.FINDING, 0);
    run();
    assertThat(state()).isEqualTo(State.ESCALATED);
    assertThat(toldBefore).isEmpty();
    assertThat(incidents.timeline(ID))
        .anyMatch(note -> note.text().contains("nothing fails that a repair could be proven by"));
  }

  @Test
  void what_comes_back_for_the_third_time_goes_to_a_person() {
    incidents.open(ID, Signal.Kind.EXCEPTION, 3);
    run();
    assertThat(state()).isEqualTo(State.ESCALATED);
    assertThat(toldBefore).isEmpty();
  }

  @Test
  void what_comes_back_for_the_second_time_is_healed() {
    treated.add(repaired(0.9));
    incidents.open(ID, Signal.Kind.EXCEPTION, 2);
    run();
    assertThat(state()).isEqualTo(State.HEALED);
  }

  @Test
  void what_cannot_be_delivered_goes_to_a_person() {
    treated.add(repaired(0.9));
    shipped = new Shipped.Refused("the branch is protected", "Allow naosu to push.");
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(incidents.timeline(ID))
        .extracting(Note::text)
        .contains("not delivered: the branch is protected. Allow naosu to push.");
  }

  @Test
  void a_cause_is_left_alone_for_a_while_after_it_was_dealt_with() {
    treated.add(repaired(0.9));
    incidents.dealtWith = Optional.of(clock.instant().minus(Duration.ofMinutes(4)));
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(steps.waits).containsExactly(Duration.ofMinutes(6));
  }

  @Test
  void a_clock_that_was_put_back_leaves_no_cause_alone_for_longer() {
    treated.add(repaired(0.9));
    incidents.dealtWith = Optional.of(clock.instant().plus(Duration.ofDays(1)));
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(steps.waits).containsExactly(Duration.ofMinutes(10));
  }

  @Test
  void no_more_attempts_begin_in_an_hour_than_the_budget_allows() {
    policy = withHealingsPerHour(2);
    Instant noon = clock.instant();
    treated.addAll(List.of(notRepaired(true), notRepaired(true), repaired(0.9)));
    assertThat(healed()).isEqualTo(State.HEALED);
    // the third had to wait until the first was an hour old
    assertThat(Duration.between(noon, clock.instant()))
        .isBetween(Duration.ofMinutes(60), Duration.ofMinutes(62));
    assertThat(state()).isEqualTo(State.HEALED);
  }

  @Test
  void heavy_work_waits_for_its_turn_and_nothing_else_does() {
    treated.add(repaired(0.8));
    healed();
    assertThat(steps.inTurn).containsExactly("1 OPEN turn 1", "2 HEALING");
  }

  @Test
  void nothing_begins_while_the_stop_switch_is_on() {
    treated.add(repaired(0.9));
    stop.whenAsked = () -> assertThat(toldBefore).isEmpty();
    incidents.open(ID, Signal.Kind.EXCEPTION, 0);
    stop.on = true;
    assertThatThrownBy(this::run).isInstanceOf(MemorySteps.Ended.class);
    assertThat(state()).isEqualTo(State.OPEN);
    assertThat(toldBefore).isEmpty();
    stop.on = false;
    stop.whenAsked = () -> {};
    run();
    assertThat(state()).isEqualTo(State.HEALED);
  }

  @Test
  void the_stop_switch_is_asked_again_when_the_turn_has_come() {
    treated.add(repaired(0.9));
    List<State> asked = new ArrayList<>();
    stop.whenAsked = () -> asked.add(state());
    healed();
    assertThat(asked)
        .containsExactly(
            State.OPEN, State.OPEN, State.HEALING, State.PROVEN, State.PROVEN, State.SHIPPING);
  }

  @Test
  void nothing_is_done_when_the_journal_cannot_be_written() {
    treated.add(repaired(0.9));
    incidents.open(ID, Signal.Kind.EXCEPTION, 0);
    // the journal fails at each entry in turn, and is mended
    for (int written = 0; state() != State.HEALED; written++) {
      journal.room = written;
      try {
        run();
      } catch (JournalUnavailable e) {
        assertThat(journal.keys()).hasSize(written);
        assertThat(toldBefore.isEmpty() || journal.keys().contains("7 attempt 1")).isTrue();
        assertThat(delivered.isEmpty() || journal.keys().contains("7 ship 1")).isTrue();
      }
      steps.restart(Integer.MAX_VALUE);
    }
    assertThat(toldBefore).hasSize(1);
  }

  @Test
  void runtime_healing_is_not_asked_when_the_journal_cannot_be_written() {
    runtimeHealing = Optional.of("restarts the pool");
    incidents.open(ID, Signal.Kind.HEALTH, 0);
    journal.room = 0;
    assertThatThrownBy(this::run).isInstanceOf(JournalUnavailable.class);
    assertThat(incidents.timeline(ID)).isEmpty();
    assertThat(state()).isEqualTo(State.OPEN);
  }

  @Test
  void nobody_decides_when_the_journal_cannot_be_written() {
    treated.add(repaired(0.8));
    steps.meanwhile.put(
        0,
        () -> {
          int room = journal.room;
          journal.room = journal.keys().size();
          assertThatThrownBy(() -> decide(Verdict.APPROVE)).isInstanceOf(JournalUnavailable.class);
          journal.room = room;
        });
    healed();
    assertThat(journal.keys()).contains("7 REVIEW UNOPPOSED SHIPPING 1");
  }

  @Test
  void a_process_that_ends_in_the_middle_of_any_step_does_nothing_twice() {
    treated.add(repaired(0.8));
    healed();
    int count = steps.count();
    List<String> undisturbed = journal.keys();
    assertThat(count).isGreaterThan(10);
    for (int end = 0; end < count; end++) {
      IncidentCycleTest other = new IncidentCycleTest();
      other.treated.addAll(List.of(repaired(0.8), repaired(0.8)));
      other.incidents.open(ID, Signal.Kind.EXCEPTION, 0);
      other.steps.restart(end);
      assertThatThrownBy(other::run).isInstanceOf(MemorySteps.Ended.class);
      other.steps.restart(Integer.MAX_VALUE);
      other.run();
      assertThat(other.state()).as("ended after %d steps", end).isEqualTo(State.HEALED);
      assertThat(other.journal.keys()).isEqualTo(undisturbed);
      assertThat(other.delivered).hasSize(1);
      assertThat(other.incidents.attempts(ID)).hasSize(1);
      assertThat(other.incidents.attemptsSince(Instant.EPOCH)).isEqualTo(1);
    }
  }

  @Test
  void what_was_said_about_one_repair_does_not_ship_another() {
    treated.addAll(List.of(repaired(0.8), repaired(0.75)));
    steps.meanwhile.put(
        0,
        () -> {
          decide(Verdict.SEND_BACK);
          decide(Verdict.APPROVE);
        });
    meanwhile(2, Verdict.DENY);
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(delivered).isEmpty();
  }

  @Test
  void a_stale_word_makes_the_review_no_longer() {
    treated.addAll(List.of(repaired(0.8), repaired(0.75)));
    steps.meanwhile.put(
        0,
        () -> {
          decide(Verdict.SEND_BACK);
          decide(Verdict.APPROVE);
        });
    steps.meanwhile.put(2, () -> {});
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(delivered).containsExactly("diff of 0.75");
    assertThat(steps.waits.getLast()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void a_cycle_whose_steps_are_forgotten_goes_on_from_the_state_in_the_store() {
    treated.add(repaired(0.8));
    incidents.open(ID, Signal.Kind.EXCEPTION, 0);
    steps.restart(11);
    assertThatThrownBy(this::run).isInstanceOf(MemorySteps.Ended.class);
    assertThat(state()).isEqualTo(State.REVIEW);
    clock.pass(Duration.ofHours(23));
    steps = new MemorySteps(clock);
    run();
    assertThat(state()).isEqualTo(State.HEALED);
    assertThat(toldBefore).hasSize(1);
    assertThat(steps.waits).containsExactly(Duration.ofHours(1));
  }

  @Test
  void what_is_closed_before_its_turn_is_not_healed() {
    stop.whenAsked = () -> close(State.OPEN);
    assertThat(healed()).isEqualTo(State.CLOSED);
    assertThat(toldBefore).isEmpty();
  }

  @Test
  void what_is_closed_while_it_is_healed_is_not_proposed() {
    treated.add(repaired(0.95));
    duringTreatment = () -> close(State.HEALING);
    assertThat(healed()).isEqualTo(State.CLOSED);
    assertThat(delivered).isEmpty();
  }

  @Test
  void what_is_closed_when_it_is_proven_does_not_ship() {
    treated.add(repaired(0.95));
    stop.whenAsked = () -> close(State.PROVEN);
    assertThat(healed()).isEqualTo(State.CLOSED);
    assertThat(delivered).isEmpty();
  }

  @Test
  void what_is_closed_in_review_does_not_ship() {
    treated.add(repaired(0.8));
    steps.meanwhile.put(0, () -> close(State.REVIEW));
    assertThat(healed()).isEqualTo(State.CLOSED);
    assertThat(delivered).isEmpty();
  }

  @Test
  void what_is_closed_instead_of_approved_does_not_ship() {
    treated.add(repaired(0.5));
    steps.meanwhile.put(0, () -> close(State.APPROVAL));
    assertThat(healed()).isEqualTo(State.CLOSED);
    assertThat(delivered).isEmpty();
  }

  @Test
  void what_a_person_has_seen_to_can_be_closed() {
    treated.add(notRepaired(false));
    healed();
    close(State.ESCALATED);
    assertThat(state()).isEqualTo(State.CLOSED);
    assertThat(desk.close(ID, "ada", "")).isInstanceOf(Answer.Stale.class);
  }

  @Test
  void what_runtime_healing_has_can_be_closed() {
    runtimeHealing = Optional.of("restarts the pool");
    incidents.open(ID, Signal.Kind.HEALTH, 0);
    run();
    close(State.HANDED_OVER);
    assertThat(state()).isEqualTo(State.CLOSED);
  }

  @Test
  void nobody_decides_about_what_is_not_asked_or_not_seen() {
    treated.add(repaired(0.8));
    incidents.open(ID, Signal.Kind.EXCEPTION, 0);
    assertThat(desk.decide(8, Verdict.APPROVE, "", "ada", "")).isEqualTo(new Answer.Unknown());
    assertThat(desk.decide(ID, Verdict.APPROVE, "", "ada", "")).isInstanceOf(Answer.Stale.class);
    steps.meanwhile.put(
        0,
        () ->
            assertThat(desk.decide(ID, Verdict.DENY, "another", "ada", ""))
                .isInstanceOf(Answer.Stale.class));
    run();
    assertThat(state()).isEqualTo(State.HEALED);
  }

  @Test
  void why_it_came_about_is_told_before_and_after_healing() {
    treated.add(repaired(0.9));
    List<State> asked = new ArrayList<>();
    causes =
        incident -> {
          asked.add(incident.state());
          return new Estimate.Told(report("a code fault, asked " + asked.size()));
        };
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(asked).containsExactly(State.OPEN, State.PROVEN);
    assertThat(incidents.explanation(ID).orElseThrow().summary())
        .isEqualTo("a code fault, asked 2");
    assertThat(journal.keys()).contains("7 cause 1 OPEN", "7 cause 3 PROVEN");
    assertThat(incidents.timeline(ID))
        .extracting(Note::text)
        .contains("why, as far as it can be told: a code fault, asked 1");
  }

  @Test
  void what_goes_to_a_person_is_explained_once_more_when_a_minute_has_passed() {
    causes = _ -> new Estimate.Told(report("the pool ran out"));
    incidents.open(ID, Signal.Kind.HEALTH, 0);
    run();
    assertThat(state()).isEqualTo(State.ESCALATED);
    assertThat(steps.waits).containsExactly(Duration.ofSeconds(60));
    assertThat(journal.keys()).contains("7 cause 1 OPEN", "7 cause last");
    // what is no news is not told twice
    assertThat(incidents.timeline(ID))
        .extracting(Note::text)
        .filteredOn(text -> text.contains("the pool ran out"))
        .hasSize(1);
  }

  @Test
  void healing_goes_on_when_nobody_can_say_why() {
    treated.add(repaired(0.9));
    causes = _ -> new Estimate.NotTold("it took longer than 60 s");
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(incidents.timeline(ID))
        .extracting(Note::text)
        .contains("why it came about could not be worked out: it took longer than 60 s");
    assertThat(incidents.explanation(ID)).isEmpty();
  }

  @Test
  void a_process_that_ends_while_it_explains_explains_once_in_the_journal() {
    IncidentCycleTest undisturbed = explained(Integer.MAX_VALUE);
    for (int end = 0; end < undisturbed.steps.count(); end++) {
      IncidentCycleTest other = explained(end);
      other.steps.restart(Integer.MAX_VALUE);
      other.run();
      assertThat(other.state()).as("ended after %d steps", end).isEqualTo(State.ESCALATED);
      assertThat(other.journal.keys()).isEqualTo(undisturbed.journal.keys());
    }
  }

  private static IncidentCycleTest explained(int steps) {
    IncidentCycleTest test = new IncidentCycleTest();
    test.causes = _ -> new Estimate.Told(report("the pool ran out"));
    test.incidents.open(ID, Signal.Kind.HEALTH, 0);
    test.steps.restart(steps);
    try {
      test.run();
    } catch (MemorySteps.Ended _) {
      // goes on in another life
    }
    return test;
  }

  private static CauseReport report(String summary) {
    return new CauseReport(
        Instant.EPOCH,
        true,
        summary,
        List.of(),
        new Impact(List.of("shop"), List.of(), Optional.empty(), Instant.EPOCH, ""),
        new Direction(Direction.Way.ASK_A_PERSON, "look"),
        List.of(),
        List.of(),
        List.of(),
        0,
        Optional.empty());
  }

  @Test
  void a_repair_that_does_well_gets_all_requests() {
    hasFleet = true;
    treated.add(repaired(0.9));
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(fleet.split()).isEqualTo(Split.all(FIX));
    assertThat(fleet.running()).containsExactly(FIX);
    assertThat(settled).containsExactly("diff of 0.9");
    assertThat(steps.aside).containsExactly("5 ROLLING_OUT");
    assertThat(incidents.timeline(ID))
        .extracting(Note::text)
        .contains("main is at the repair")
        .anyMatch(text -> text.startsWith("healed: Well at 50 % of the requests for "));
  }

  @Test
  void a_repair_that_does_harm_is_rolled_back_and_learnt_from() {
    hasFleet = true;
    treated.addAll(List.of(repaired(0.9), repaired(0.95)));
    fleet.failing.put(FIX, 1.0);
    duringRollout =
        () -> {
          if (toldBefore.size() == 2) {
            fleet.failing.clear();
          }
        };
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(delivered).containsExactly("diff of 0.9", "diff of 0.95");
    assertThat(toldBefore.get(1))
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.learnt()).contains("diff of 0.9");
              assertThat(attempt.result())
                  .contains("; in production: Worse: it fails more often: fix failed ");
            });
    assertThat(takenBack).singleElement().asString().startsWith("Worse: it fails");
    assertThat(settled).containsExactly("diff of 0.95");
  }

  @Test
  void the_last_repair_that_does_harm_is_rolled_back_and_goes_to_a_person() {
    hasFleet = true;
    treated.addAll(List.of(notRepaired(true), notRepaired(true), repaired(0.9)));
    fleet.failing.put(FIX, 1.0);
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(fleet.split()).isEqualTo(Split.all(OLD));
  }

  @Test
  void where_it_cannot_be_told_a_person_lets_it_go_on() {
    assertThat(held(() -> steer(Wish.Kind.GO_ON))).isEqualTo(State.HEALED);
    assertThat(journal.keys()).contains("7 HELD RESUMED ROLLING_OUT 1");
    assertThat(fleet.split()).isEqualTo(Split.all(FIX));
  }

  @Test
  void where_it_cannot_be_told_a_person_promotes() {
    assertThat(held(() -> steer(Wish.Kind.PROMOTE))).isEqualTo(State.HEALED);
    assertThat(journal.keys()).contains("7 HELD PROMOTED HEALED 1");
  }

  @Test
  void where_it_cannot_be_told_a_person_rolls_back() {
    treated.add(notRepaired(false));
    assertThat(held(() -> steer(Wish.Kind.ROLL_BACK))).isEqualTo(State.ESCALATED);
    assertThat(fleet.split()).isEqualTo(Split.all(OLD));
    assertThat(toldBefore).hasSize(2);
  }

  @Test
  void what_a_person_takes_back_after_the_last_attempt_goes_to_a_person() {
    policy = withAttempts(1);
    assertThat(held(() -> steer(Wish.Kind.ROLL_BACK))).isEqualTo(State.ESCALATED);
    assertThat(journal.keys()).contains("7 HELD TAKEN_BACK ESCALATED 1");
  }

  @Test
  void what_is_closed_while_a_person_is_asked_about_it_is_rolled_back_first() {
    assertThat(held(() -> close(State.HELD))).isEqualTo(State.CLOSED);
    assertThat(fleet.running()).containsExactly(OLD);
  }

  @Test
  void what_is_closed_while_it_is_rolled_out_is_rolled_back_first() {
    hasFleet = true;
    treated.add(repaired(0.9));
    duringRollout = () -> close(State.ROLLING_OUT);
    assertThat(healed()).isEqualTo(State.CLOSED);
    assertThat(fleet.running()).containsExactly(OLD);
    assertThat(takenBack).containsExactly("closed by ada: fixed by hand");
  }

  @Test
  void what_is_offered_is_rolled_out_when_it_is_merged() {
    hasFleet = true;
    offered(new Offer.Merged(FIX.name()));
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(journal.keys()).contains("7 MERGING MERGED ROLLING_OUT 1");
    assertThat(fleet.split()).isEqualTo(Split.all(FIX));
  }

  @Test
  void what_is_merged_is_healed_where_there_is_no_fleet() {
    offered(new Offer.Merged(FIX.name()));
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(incidents.timeline(ID)).extracting(Note::text).contains("merged: fix");
  }

  @Test
  void what_its_people_do_not_want_goes_to_a_person() {
    offered(new Offer.Closed("grace", "wrong place"));
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(incidents.timeline(ID))
        .extracting(Note::text)
        .contains("closed there by grace: wrong place");
  }

  @Test
  void its_people_may_ask_for_another_repair() {
    offered(new Offer.Asked(Shipping.Wish.RETRY, "grace", "too clever"));
    treated.add(repaired(0.95));
    offers.add(new Offer.Merged(FIX.name()));
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(delivered).containsExactly("diff of 0.9", "diff of 0.95");
  }

  @Test
  void its_people_may_want_no_repair_at_all() {
    offered(new Offer.Asked(Shipping.Wish.STOP, "grace", ""));
    assertThat(healed()).isEqualTo(State.ESCALATED);
    assertThat(journal.keys()).contains("7 MERGING DENIED ESCALATED 1");
  }

  @Test
  void what_is_closed_while_it_is_offered_is_offered_no_more() {
    offered(new Offer.Waiting());
    assertThat(healed()).isEqualTo(State.CLOSED);
    assertThat(takenBack).containsExactly("closed by ada: fixed by hand");
  }

  @Test
  void a_process_that_ends_while_it_rolls_out_does_nothing_twice() {
    for (int end = 0; end < 14; end++) {
      IncidentCycleTest other = new IncidentCycleTest();
      other.hasFleet = true;
      other.treated.addAll(List.of(repaired(0.9), repaired(0.9)));
      other.incidents.open(ID, Signal.Kind.EXCEPTION, 0);
      other.steps.restart(end);
      try {
        other.run();
      } catch (MemorySteps.Ended _) {
        // goes on in another life
      }
      other.steps.restart(Integer.MAX_VALUE);
      other.run();
      assertThat(other.state()).as("ended after %d steps", end).isEqualTo(State.HEALED);
      assertThat(other.fleet.running()).containsExactly(FIX);
      assertThat(other.fleet.done).hasSize(5);
    }
  }

  @Test
  void stop_takes_requests_back_although_nothing_else_is_done() {
    hasFleet = true;
    treated.add(repaired(0.9));
    List<Split> seen = new ArrayList<>();
    duringRollout =
        () -> {
          seen.add(fleet.split());
          stop.on = seen.size() >= 3 && seen.size() < 10;
        };
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(seen.get(4)).isEqualTo(Split.all(OLD));
    assertThat(seen.get(9)).isEqualTo(Split.all(OLD));
  }

  @Test
  void a_failure_that_a_canary_brought_is_left_to_its_rollout() {
    hasFleet = true;
    treated.add(repaired(0.9));
    fleet.failing.put(FIX, 1.0);
    policy = withAttempts(1);
    assertThat(healed()).isEqualTo(State.ESCALATED);
    long brought = 8;
    incidents.open(
        brought,
        Signal.Kind.EXCEPTION,
        0,
        new Origin("shop", "fix", ""),
        new Fingerprint("1".repeat(32), "IllegalStateException in Cart.total"));
    run(brought);
    assertThat(incidents.find(brought).orElseThrow().state()).isEqualTo(State.HANDED_OVER);
    assertThat(incidents.timeline(brought))
        .extracting(Note::text)
        .contains("seen only in fix, which incident 7 tries out: that rollout sees to it");
  }

  @Test
  void nobody_steers_what_is_not_rolled_out_or_not_seen() {
    hasFleet = true;
    treated.add(repaired(0.9));
    assertThat(desk.steer(8, Wish.Kind.PROMOTE, "fix", "ada", "")).isEqualTo(new Answer.Unknown());
    duringRollout =
        () -> {
          assertThat(desk.steer(ID, Wish.Kind.PROMOTE, "other", "ada", ""))
              .isInstanceOf(Answer.Stale.class);
          assertThat(desk.steer(ID, Wish.Kind.GO_ON, "fix", "ada", ""))
              .isInstanceOf(Answer.Stale.class);
        };
    assertThat(healed()).isEqualTo(State.HEALED);
    assertThat(desk.steer(ID, Wish.Kind.ROLL_BACK, "fix", "ada", ""))
        .isInstanceOf(Answer.Stale.class);
  }

  private void offered(Offer comes) {
    treated.add(repaired(0.9));
    shipped = new Shipped.Offered("pull request 12", "https://forge.example/12");
    offers.add(comes);
  }

  /// Comes to where a person is asked about a canary that got too few requests.
  private State held(Runnable person) {
    hasFleet = true;
    fleet.rate = 1;
    treated.addFirst(repaired(0.9));
    duringRollout =
        () -> {
          if (state() == State.HELD && rollouts.wish(rollouts.of(ID).getFirst().key()).isEmpty()) {
            person.run();
          }
        };
    return healed();
  }

  private void steer(Wish.Kind kind) {
    assertThat(desk.steer(ID, kind, "fix", "ada", "because")).isEqualTo(new Answer.Taken());
  }

  @Test
  void every_transition_is_visited() {
    List<Consumer<IncidentCycleTest>> walks =
        List.of(
            IncidentCycleTest::a_sure_repair_ships_at_once,
            IncidentCycleTest::a_likely_repair_ships_when_nobody_objects_for_a_day,
            IncidentCycleTest::a_likely_repair_ships_when_somebody_approves,
            IncidentCycleTest::an_unsure_repair_ships_only_when_somebody_approves,
            IncidentCycleTest::a_repair_that_is_sent_back_is_learnt_from,
            IncidentCycleTest::an_unsure_repair_can_be_sent_back_as_often_as_there_are_attempts,
            IncidentCycleTest::a_likely_repair_that_is_denied_does_not_ship,
            IncidentCycleTest::there_are_three_attempts_and_each_searches_longer,
            IncidentCycleTest::what_is_too_complex_goes_to_a_person,
            IncidentCycleTest::what_is_no_matter_of_code_goes_to_runtime_healing,
            IncidentCycleTest::what_comes_back_for_the_third_time_goes_to_a_person,
            IncidentCycleTest::what_cannot_be_delivered_goes_to_a_person,
            IncidentCycleTest::what_is_closed_before_its_turn_is_not_healed,
            IncidentCycleTest::what_is_closed_while_it_is_healed_is_not_proposed,
            IncidentCycleTest::what_is_closed_when_it_is_proven_does_not_ship,
            IncidentCycleTest::what_is_closed_in_review_does_not_ship,
            IncidentCycleTest::what_is_closed_instead_of_approved_does_not_ship,
            IncidentCycleTest::what_a_person_has_seen_to_can_be_closed,
            IncidentCycleTest::what_runtime_healing_has_can_be_closed,
            IncidentCycleTest::a_repair_that_does_well_gets_all_requests,
            IncidentCycleTest::a_repair_that_does_harm_is_rolled_back_and_learnt_from,
            IncidentCycleTest::the_last_repair_that_does_harm_is_rolled_back_and_goes_to_a_person,
            IncidentCycleTest::where_it_cannot_be_told_a_person_lets_it_go_on,
            IncidentCycleTest::where_it_cannot_be_told_a_person_promotes,
            IncidentCycleTest::where_it_cannot_be_told_a_person_rolls_back,
            IncidentCycleTest::what_a_person_takes_back_after_the_last_attempt_goes_to_a_person,
            IncidentCycleTest::what_is_closed_while_a_person_is_asked_about_it_is_rolled_back_first,
            IncidentCycleTest::what_is_closed_while_it_is_rolled_out_is_rolled_back_first,
            IncidentCycleTest::what_is_offered_is_rolled_out_when_it_is_merged,
            IncidentCycleTest::what_is_merged_is_healed_where_there_is_no_fleet,
            IncidentCycleTest::what_its_people_do_not_want_goes_to_a_person,
            IncidentCycleTest::its_people_may_ask_for_another_repair,
            IncidentCycleTest::its_people_may_want_no_repair_at_all,
            IncidentCycleTest::what_is_closed_while_it_is_offered_is_offered_no_more);
    Set<String> visited = new LinkedHashSet<>();
    for (Consumer<IncidentCycleTest> walk : walks) {
      IncidentCycleTest each = new IncidentCycleTest();
      walk.accept(each);
      visited.addAll(each.visited());
    }
    assertThat(visited)
        .containsExactlyInAnyOrderElementsOf(
            Transitions.all().stream()
                // those are runtime healing's, whose own tests walk them
                .filter(each -> !each.event().isOfRuntimeHealing())
                .map(IncidentCycleTest::told)
                .toList());
  }

  /// Where from, why, and where to: as the journal tells it, and as it really happened.
  private Set<String> visited() {
    return journal.keys().stream()
        .map(key -> key.replaceFirst("^closed-7-(\\w+)$", "7 $1 ENDED_BY_HAND CLOSED 0"))
        .map(key -> key.split(" "))
        .filter(parts -> parts.length == 5)
        .filter(parts -> incidents.moves.contains(parts[1] + " " + parts[3]))
        .map(parts -> parts[1] + " " + parts[2] + " " + parts[3])
        .collect(Collectors.toSet());
  }

  private static String told(Transition transition) {
    return transition.from() + " " + transition.event() + " " + transition.to();
  }

  private void meanwhile(int wait, Verdict verdict) {
    steps.meanwhile.put(wait, () -> decide(verdict));
  }

  private void decide(Verdict verdict) {
    String seen = Desk.seen(incidents.find(ID).orElseThrow().remedy().orElseThrow());
    assertThat(desk.decide(ID, verdict, seen, "ada", "because")).isEqualTo(new Answer.Taken());
  }

  private void close(State when) {
    if (state() == when) {
      assertThat(desk.close(ID, "ada", "fixed by hand")).isEqualTo(new Answer.Taken());
    }
  }

  private State healed() {
    incidents.open(ID, Signal.Kind.EXCEPTION, 0);
    run();
    return state();
  }

  private State state() {
    return incidents.find(ID).orElseThrow().state();
  }

  private void run() {
    run(ID);
  }

  private void run(long id) {
    IncidentCycle cycle =
        new IncidentCycle(
            incidents,
            (_, _, _, before, searchTime, _) -> {
              toldBefore.add(before);
              searchTimes.add(searchTime);
              duringTreatment.run();
              return treated.remove();
            },
            new Delivering(),
            rolling(),
            _ -> runtimeHealing,
            causes,
            journal,
            stop,
            policy,
            clock);
    try {
      cycle.run(id, id == ID ? steps : new MemorySteps(clock));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private RollingOut rolling() {
    Deployed shop =
        new Deployed(
            fleet,
            new CanaryPlan(
                List.of(
                    new Stage(0.1, Duration.ofSeconds(30)), new Stage(0.5, Duration.ofSeconds(60))),
                0.01,
                20,
                Duration.ZERO,
                Duration.ZERO,
                0.2,
                true,
                0.1,
                0.95),
            Duration.ofSeconds(5));
    return new RollingOut(
        hasFleet ? Map.of("shop", shop) : Map.of(),
        rollouts,
        journal,
        stop::isOn,
        time -> {
          clock.pass(time);
          duringRollout.run();
        },
        clock);
  }

  private final class Delivering implements Shipping {
    @Override
    public Shipped ship(Incident incident, Remedy remedy) {
      delivered.add(remedy.diff());
      return shipped;
    }

    @Override
    public Offer look(Incident incident, Remedy remedy) {
      Offer next = offers.removeFirst();
      if (next instanceof Offer.Waiting) {
        clock.pass(Duration.ofMinutes(1));
        close(State.MERGING);
      }
      return next;
    }

    @Override
    public Optional<String> settle(Incident incident, Remedy remedy) {
      settled.add(remedy.diff());
      return Optional.of("main is at the repair");
    }

    @Override
    public Optional<String> takeBack(Incident incident, Remedy remedy, String why) {
      takenBack.add(why);
      return Optional.empty();
    }
  }

  private static Treated repaired(double confidence) {
    Remedy remedy =
        new Remedy(
            "base",
            "return 0 when empty",
            "Cart.java:36",
            "diff of " + confidence,
            "cause",
            confidence,
            List.of(),
            List.of(),
            new Change(Map.of("Cart.java", "a"), Map.of("Cart.java", "b")),
            new CommitMessage("fix: the cart", ""));
    return new Treated.Repaired(remedy, "{}");
  }

  private static Treated notRepaired(boolean again) {
    return new Treated.NotRepaired("nothing was found", again, "{}");
  }

  private static Policy withAttempts(int most) {
    Policy usual = Policy.usual();
    return new Policy(
        usual.shipsFrom(),
        usual.reviewFrom(),
        usual.reviewTime(),
        most,
        usual.searchTime(),
        usual.coolDown(),
        usual.recurrences(),
        usual.healingsPerHour(),
        usual.mostComplex());
  }

  private static Policy withHealingsPerHour(int most) {
    Policy usual = Policy.usual();
    return new Policy(
        usual.shipsFrom(),
        usual.reviewFrom(),
        usual.reviewTime(),
        usual.attempts(),
        usual.searchTime(),
        usual.coolDown(),
        usual.recurrences(),
        most,
        usual.mostComplex());
  }

  /// Takes as many entries as there is room for.
  private static final class KeptJournal implements Journal {
    private final Map<String, Sealed> entries = new LinkedHashMap<>();
    private Head head = Head.EMPTY;
    private int room = Integer.MAX_VALUE;

    @Override
    public Sealed append(Entry entry) {
      Sealed there = entries.get(entry.key());
      if (there != null) {
        return there;
      }
      if (entries.size() >= room) {
        throw new JournalUnavailable("the disk is full", "Make room.", new IllegalStateException());
      }
      Sealed sealed = Sealed.after(head, entry);
      head = sealed.head();
      entries.put(entry.key(), sealed);
      return sealed;
    }

    List<String> keys() {
      return List.copyOf(entries.keySet());
    }
  }

  private static final class Switch implements StopSwitch {
    private boolean on;
    private Runnable whenAsked = () -> {};

    @Override
    public boolean isOn() {
      return on;
    }

    @Override
    public void awaitOff() {
      whenAsked.run();
      if (on) {
        // what waits here is ended with its process
        throw new MemorySteps.Ended();
      }
    }
  }
}
