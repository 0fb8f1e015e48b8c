package dev.naosu.cycle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.cycle.incident.MemoryIncidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.cycle.incident.TestClock;
import dev.naosu.cycle.runtime.Collecting.Piece;
import dev.naosu.cycle.runtime.Trouble.Phase;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Signal;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Head;
import dev.naosu.journal.Sealed;
import dev.naosu.learn.Episode;
import dev.naosu.learn.Episodes;
import dev.naosu.redaction.Redaction;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Runbook;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.ship.action.Road.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SelfRecoveryTest {
  private static final Target APP = new Target("shop", "app", "");
  private static final Target DISK = new Target("shop", "logs", "");
  private static final Plan PLAN =
      new Plan("restarts it", List.of("shop/app"), 1, Duration.ZERO, List.of(), "");
  private static final Runbook DEADLOCK =
      new Runbook(
          "deadlock",
          "Threads wait for each other",
          List.of("jvm"),
          List.of(new Condition("threads.deadlocked", Side.ABOVE, 0, Duration.ofSeconds(30))),
          List.of("thread-dump", "jfr"),
          List.of(step("jvm.gc"), step("process.restart")),
          List.of(new Condition("threads.deadlocked", Side.BELOW, 1, Duration.ZERO)));
  private static final Runbook FULL =
      new Runbook(
          "disk-low",
          "A disk fills up",
          List.of("disk"),
          List.of(new Condition("disk.used", Side.ABOVE, 85, Duration.ZERO)),
          List.of(),
          List.of(step("disk.clean")),
          List.of(new Condition("disk.used", Side.BELOW, 80, Duration.ZERO)));

  private final TestClock clock = new TestClock();
  private final MemoryIncidents incidents = new MemoryIncidents(clock);
  private final MemoryTroubles troubles = new MemoryTroubles();
  private final Map<Target, Map<String, Double>> seen = new HashMap<>();
  private final List<Monitored> members =
      new ArrayList<>(
          List.of(
              new Monitored(APP, "jvm", "production"), new Monitored(DISK, "disk", "production")));
  private final List<Signal> signals = new ArrayList<>();
  private final List<Proposal> proposals = new ArrayList<>();
  private final List<Exhibit> exhibits = new ArrayList<>();
  private final Map<String, Episode> episodes = new TreeMap<>();
  private final List<String> told = new ArrayList<>();
  private final Map<String, Outcome> answers = new HashMap<>();
  private boolean isStopped;
  private Function<Proposal, Outcome> road = _ -> new Outcome.NoEffect("nothing changed");
  private SelfRecovery recovery = recovery();

  @Test
  void what_does_not_last_is_no_trouble() throws InterruptedException {
    deadlocked(2);
    recovery.round();
    clock.pass(Duration.ofSeconds(20));
    recovery.round();
    deadlocked(0);
    clock.pass(Duration.ofSeconds(20));
    recovery.round();

    assertThat(troubles.all()).isEmpty();
    assertThat(incidents.list(Incidents.Filter.ALL, Optional.empty(), 9)).isEmpty();
  }

  @Test
  void what_nobody_can_measure_begins_nothing() throws InterruptedException {
    seen.put(APP, Map.of());
    rounds(3);

    assertThat(troubles.all()).isEmpty();
  }

  @Test
  void evidence_comes_first_and_the_first_step_that_helps_is_the_last()
      throws InterruptedException {
    road =
        proposal -> {
          assertThat(exhibits).hasSize(1);
          if (proposal.order().action().equals("process.restart")) {
            deadlocked(0);
            return new Outcome.Helped("restarted in 3 s");
          }
          return new Outcome.NoEffect("collected, freed nothing");
        };

    deadlocked(2);
    rounds(3);

    assertThat(proposals)
        .extracting(each -> each.order().action())
        .containsExactly("jvm.gc", "process.restart");
    assertThat(proposals.getFirst().signals()).containsExactly("threads.deadlocked of shop/app");
    assertThat(proposals.getFirst().helped()).isEqualTo(DEADLOCK.helped());
    assertThat(proposals.getFirst().incident()).hasValue(1);
    assertThat(exhibits.getFirst().text()).contains("password=[secret]").doesNotContain("hunter");
    assertThat(state(1)).isEqualTo(State.HEALED);
    assertThat(notes(1))
        .containsSubsequence(
            "runbook deadlock for shop/app: threads.deadlocked is 2, above 0 for 30 s",
            "evidence, thread-dump: 2 threads wait for each other",
            "evidence, jfr: none, there is no flight recorder",
            "step 1, jvm.gc did not help: collected, freed nothing",
            "step 2, process.restart helped: restarted in 3 s");
    assertThat(troubles.current()).isEmpty();
    assertThat(episodes.values())
        .singleElement()
        .matches(each -> each.healed() && each.over().isPresent());
  }

  @Test
  void nobody_helps_and_a_person_gets_everything_that_was_found() throws InterruptedException {
    deadlocked(2);
    rounds(4);

    assertThat(proposals).hasSize(2);
    assertThat(state(1)).isEqualTo(State.ESCALATED);
    assertThat(incidents.find(1).orElseThrow().reason())
        .startsWith("no step of runbook deadlock helped")
        .contains("step 1, jvm.gc did not help", "step 2, process.restart did not help");
    // it stays one trouble as long as it lasts, and ends when it is over
    rounds(5);
    assertThat(troubles.all()).hasSize(1);
    assertThat(proposals).hasSize(2);
    deadlocked(0);
    rounds(1);
    assertThat(troubles.current()).isEmpty();
    // and the person is told so
    assertThat(state(1)).isEqualTo(State.HEALED);
    assertThat(incidents.find(1).orElseThrow().reason()).startsWith("over: ");
  }

  @Test
  void harm_and_what_broke_half_way_end_the_ladder() throws InterruptedException {
    road = _ -> new Outcome.Broke("the process did not come back", true);

    deadlocked(2);
    rounds(4);

    assertThat(proposals).hasSize(1);
    assertThat(state(1)).isEqualTo(State.ESCALATED);
    assertThat(incidents.find(1).orElseThrow().reason()).contains("somebody has to look");
  }

  @Test
  void a_person_is_asked_once_and_the_answer_is_gone_on_with() throws InterruptedException {
    road = _ -> new Outcome.Asked("somebody is asked about action 7", PLAN, "7");

    deadlocked(2);
    rounds(5);
    assertThat(proposals).hasSize(1);
    assertThat(state(1)).isEqualTo(State.HANDED_OVER);

    answers.put("7", new Outcome.NoEffect("done, and as before"));
    road = _ -> new Outcome.Asked("somebody is asked about action 8", PLAN, "8");
    rounds(2);
    assertThat(proposals)
        .extracting(each -> each.order().action())
        .containsExactly("jvm.gc", "process.restart");

    answers.put("8", new Outcome.Helped("restarted"));
    rounds(1);
    assertThat(state(1)).isEqualTo(State.HEALED);
  }

  @Test
  void what_has_changed_since_it_was_asked_is_proposed_as_it_is_now() throws InterruptedException {
    road = _ -> new Outcome.Asked("somebody is asked about action 7", PLAN, "7");
    deadlocked(2);
    rounds(3);

    answers.put("7", new Outcome.Refused("things have changed", "answer", true));
    road =
        _ -> {
          deadlocked(0);
          return new Outcome.Helped("restarted");
        };
    rounds(2);

    assertThat(proposals)
        .extracting(each -> each.order().action())
        .containsExactly("jvm.gc", "jvm.gc");
    assertThat(state(1)).isEqualTo(State.HEALED);
  }

  @Test
  void what_passes_while_a_person_is_asked_is_over() throws InterruptedException {
    road = _ -> new Outcome.Asked("somebody is asked", PLAN, "7");
    deadlocked(2);
    rounds(3);

    deadlocked(0);
    rounds(1);

    assertThat(state(1)).isEqualTo(State.HEALED);
    assertThat(notes(1)).contains("over: threads.deadlocked is 0, below 1");
    assertThat(troubles.all()).extracting(Trouble::phase).containsExactly(Phase.PASSED);
  }

  @Test
  void in_shadow_it_is_recorded_and_nothing_more() throws InterruptedException {
    road = _ -> new Outcome.Shadowed("would have been done: restarts it", PLAN);

    deadlocked(2);
    rounds(6);

    assertThat(proposals).hasSize(1);
    assertThat(troubles.all()).extracting(Trouble::phase).containsExactly(Phase.SHADOWED);
  }

  @Test
  void a_step_that_must_wait_is_tried_again_until_patience_ends() throws InterruptedException {
    road = _ -> new Outcome.Refused("it was done a minute ago", "cool-down", true);

    deadlocked(2);
    rounds(4);
    assertThat(proposals).hasSize(3);
    assertThat(proposals).extracting(each -> each.order().action()).containsOnly("jvm.gc");
    assertThat(notes(1)).filteredOn(each -> each.contains("has to wait")).hasSize(1);

    clock.pass(Duration.ofHours(1));
    rounds(2);
    assertThat(state(1)).isEqualTo(State.ESCALATED);
  }

  @Test
  void what_keeps_coming_back_becomes_a_case_for_its_code() throws InterruptedException {
    road =
        _ -> {
          deadlocked(0);
          return new Outcome.Helped("restarted");
        };
    for (int i = 0; i < 2; i++) {
      deadlocked(2);
      rounds(3);
      clock.pass(Duration.ofMinutes(10));
    }
    assertThat(proposals).hasSize(2);

    deadlocked(2);
    rounds(3);

    assertThat(proposals).hasSize(2);
    Signal ticket = signals.getLast();
    assertThat(ticket.kind()).isEqualTo(Signal.Kind.FINDING);
    assertThat(ticket.message())
        .contains("healing it at runtime once more would only hide the cause")
        .contains("thread-dump: 2 threads wait for each other");
    assertThat(troubles.current()).extracting(Trouble::phase).containsExactly(Phase.ESCALATED);
  }

  @Test
  void it_goes_on_after_a_restart_and_repeats_nothing() throws InterruptedException {
    List<String> order = new ArrayList<>();
    road =
        proposal -> {
          order.add(proposal.order().action());
          if (order.size() == 1) {
            throw new Ended();
          }
          return new Outcome.Helped("restarted");
        };
    deadlocked(2);
    rounds(2);
    assertThat(order).containsExactly("jvm.gc");
    assertThat(troubles.all()).extracting(Trouble::underWay).containsExactly(true);

    recovery = recovery();
    rounds(1);

    assertThat(order).containsExactly("jvm.gc", "process.restart");
    assertThat(notes(1)).anyMatch(each -> each.contains("it is not done a second time"));
    assertThat(state(1)).isEqualTo(State.HEALED);
  }

  @Test
  void nothing_is_done_while_naosu_is_stopped() throws InterruptedException {
    isStopped = true;
    deadlocked(2);
    rounds(4);
    assertThat(proposals).isEmpty();

    isStopped = false;
    rounds(1);
    assertThat(proposals).isNotEmpty();
  }

  @Test
  void what_others_found_is_taken_when_a_runbook_fits() throws InterruptedException {
    incidents.open(9, Signal.Kind.HEALTH, 0);
    seen.put(DISK, Map.of("disk.used", 97.0));

    assertThat(recovery.take(incidents.find(9).orElseThrow()))
        .contains("runbook disk-low sees to shop/logs");

    assertThat(troubles.current()).extracting(Trouble::incident).containsExactly(9L);
    rounds(1);
    assertThat(proposals).extracting(each -> each.order().action()).containsExactly("disk.clean");
  }

  @Test
  void what_others_found_joins_the_trouble_that_is_seen_to() throws InterruptedException {
    road = _ -> new Outcome.Asked("somebody is asked", PLAN, "7");
    seen.put(DISK, Map.of("disk.used", 97.0));
    rounds(1);
    for (long id = 10; id < 60; id++) {
      incidents.open(id, Signal.Kind.HEALTH, 0);
      assertThat(recovery.take(incidents.find(id).orElseThrow())).isPresent();
      handOver(id);
    }
    rounds(2);

    assertThat(proposals).hasSize(1);
    assertThat(troubles.all()).hasSize(1);
    seen.put(DISK, Map.of("disk.used", 40.0));
    rounds(1);
    assertThat(state(59)).isEqualTo(State.HEALED);
  }

  @Test
  void what_no_runbook_is_for_is_left_to_a_person() throws InterruptedException {
    incidents.open(9, Signal.Kind.HEALTH, 0);
    seen.put(DISK, Map.of("disk.used", 12.0));

    assertThat(recovery.take(incidents.find(9).orElseThrow())).isEmpty();
  }

  @Test
  void a_step_on_another_component_has_to_help_the_one_in_trouble() throws InterruptedException {
    Runbook elsewhere =
        new Runbook(
            "deadlock",
            "Threads wait for each other",
            List.of("jvm"),
            DEADLOCK.when(),
            List.of(),
            List.of(
                new Runbook.Step("disk.clean", "logs", Map.of(), Duration.ZERO),
                step("process.restart")),
            DEADLOCK.helped());
    recovery = recovery(List.of(elsewhere));
    road =
        proposal -> {
          if (proposal.order().target().equals(APP)) {
            deadlocked(0);
          }
          return new Outcome.Helped("done");
        };

    deadlocked(2);
    rounds(2);

    assertThat(proposals).extracting(each -> each.order().target()).containsExactly(DISK, APP);
    assertThat(notes(1)).contains("step 1, disk.clean did not help: done");
  }

  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void deadlocked(int threads) {
    seen.put(APP, Map.of("threads.deadlocked", (double) threads));
  }

  /// Every 30 seconds.
  private void rounds(int number) throws InterruptedException {
    for (int i = 0; i < number; i++) {
      recovery.round();
      clock.pass(Duration.ofSeconds(30));
    }
  }

  private State state(long id) {
    return incidents.find(id).orElseThrow().state();
  }

  private List<String> notes(long id) {
    return incidents.timeline(id).stream().map(Note::text).toList();
  }

  private static Runbook.Step step(String action) {
    return new Runbook.Step(action, "", Map.of(), Duration.ofSeconds(30));
  }

  private SelfRecovery recovery() {
    return recovery(List.of(DEADLOCK, FULL));
  }

  private SelfRecovery recovery(List<Runbook> runbooks) {
    return new SelfRecovery(
        new SelfRecovery.Eyes(
            () -> List.copyOf(members), this::measured, runbooks, SelfRecoveryTest::collected),
        new SelfRecovery.Hands(
            new Catalogue(
                List.of(
                    new Named("jvm.gc"), new Named("process.restart"), new Named("disk.clean"))),
            this::walked,
            request -> Optional.ofNullable(answers.get(request)),
            new StopSwitch() {
              @Override
              public boolean isOn() {
                return isStopped;
              }

              @Override
              public void awaitOff() {
                throw new IllegalStateException("the loop does not wait");
              }
            },
            clock::pass,
            Runnable::run),
        new SelfRecovery.Books(
            incidents,
            this::accepted,
            troubles,
            new Exhibits() {
              @Override
              public void attach(long incident, Exhibit exhibit) {
                exhibits.add(exhibit);
              }

              @Override
              public List<Exhibit> of(long incident) {
                return exhibits;
              }
            },
            new Episodes() {
              @Override
              public void keep(Episode episode) {
                episodes.put(episode.target() + episode.detected(), episode);
              }

              @Override
              public List<Episode> since(Instant from) {
                return List.copyOf(episodes.values());
              }
            },
            this::written,
            new Redaction(false)),
        Settings.USUAL,
        clock);
  }

  private Outcome walked(Proposal proposal) {
    proposals.add(proposal);
    return road.apply(proposal);
  }

  private List<Vitals> measured(List<Target> targets) {
    return targets.stream()
        .map(
            each ->
                new Vitals(each, clock.instant(), new TreeMap<>(seen.getOrDefault(each, Map.of()))))
        .toList();
  }

  private static List<Piece> collected(List<String> kinds, Target target) {
    return kinds.stream().map(each -> collected(each, target)).toList();
  }

  private static Piece collected(String kind, Target target) {
    return kind.equals("thread-dump")
        ? new Piece.Found("2 threads wait for each other", target + "\npassword=hunter2\n")
        : new Piece.Missing("there is no flight recorder");
  }

  /// As the intake and the cycle of an incident do.
  private Absorbed accepted(Signal signal) {
    signals.add(signal);
    List<Incident> open =
        incidents.list(Incidents.Filter.ALL, Optional.empty(), 99).stream()
            .filter(each -> !each.state().isFinal())
            .toList();
    assertThat(open).isEmpty();
    Fingerprint fingerprint =
        new Fingerprint(String.format("%032d", signals.size()), signal.message());
    Absorbed absorbed = incidents.absorb(signal, fingerprint, clock.instant());
    if (absorbed instanceof Absorbed.Opened(long id) && signal.kind() == Signal.Kind.HEALTH) {
      handOver(id);
    }
    return absorbed;
  }

  private void handOver(long id) {
    incidents.move(
        id,
        State.OPEN,
        State.HANDED_OVER,
        "",
        new Note(clock.instant(), Note.NAOSU, "handed over"));
  }

  private Sealed written(Entry entry) {
    told.add(entry.key());
    return Sealed.after(Head.EMPTY, entry);
  }

  /// Known by its name alone: only the road acts.
  private record Named(String name) implements Action {
    @Override
    public Traits traits() {
      return new Traits(
          name, name, List.of(), Traits.Undo.NOTHING_TO_UNDO, false, Duration.ofSeconds(30));
    }

    @Override
    public Outlook look(Order order) {
      throw new IllegalStateException("the road does that");
    }

    @Override
    public Applied apply(Order order, Plan plan) {
      throw new IllegalStateException("the road does that");
    }

    @Override
    public Applied undo(Order order, String before) {
      throw new IllegalStateException("the road does that");
    }
  }
}
