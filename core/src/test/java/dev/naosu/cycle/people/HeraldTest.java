package dev.naosu.cycle.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.MemoryApprovals;
import dev.naosu.cycle.incident.MemoryIncidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.Sight;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.TestClock;
import dev.naosu.cycle.incident.Workflows;
import dev.naosu.detect.Signal;
import dev.naosu.journal.Head;
import dev.naosu.journal.Sealed;
import dev.naosu.prove.safety.Deed;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.rollout.Rollouts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeraldTest {
  private final TestClock clock = new TestClock();
  private final MemoryIncidents incidents = new MemoryIncidents(clock);
  private final MemoryDispatches dispatches = new MemoryDispatches();
  private final Desk desk =
      new Desk(
          incidents,
          Rollouts.none(),
          new Workflows() {
            @Override
            public void start(long incident) {}

            @Override
            public void send(long incident, String topic, String message) {}
          },
          entry -> Sealed.after(Head.EMPTY, entry),
          clock,
          new ApprovalRules(
              new Quorum(2, Role.APPROVER),
              Map.of(),
              0,
              new Quorum(2, Role.APPROVER),
              Duration.ofHours(24),
              Set.of()),
          new MemoryApprovals());
  private final Map<Long, Dossier> dossiers = new TreeMap<>();
  private final Map<Long, Deed> actions = new TreeMap<>();
  private final Herald herald =
      new Herald(
          incidents,
          desk,
          new Dossiers() {
            @Override
            public Map<Long, Dossier> byIncident() {
              return Map.copyOf(dossiers);
            }

            @Override
            public List<Deed> alone() {
              return actions.values().stream()
                  .filter(each -> each.phase() == Deed.Phase.ASKED)
                  .toList();
            }

            @Override
            public Optional<Deed> action(long number) {
              return Optional.ofNullable(actions.get(number));
            }

            @Override
            public Optional<Ask> ask(Deed deed) {
              return deed.phase() == Deed.Phase.ASKED
                  ? Optional.of(Asked.ask(deed))
                  : Optional.empty();
            }
          },
          dispatches,
          "https://naosu.example");
  private final Heard following = new Heard("slack", true, Occasion.usual());
  private final Heard once = new Heard("mail", false, Occasion.urgent());

  @Test
  void nobody_hears_of_an_incident_that_naosu_is_at() {
    incidents.open(1, Signal.Kind.EXCEPTION, 0);
    look(following);
    look(once);
    assertThat(following.said).isEmpty();
    assertThat(once.said).isEmpty();
  }

  @Test
  void a_question_is_told_once() {
    ask(1);
    look(following);
    look(following);
    assertThat(following.said).containsExactly("1 asked");
  }

  @Test
  void
      who_follows_hears_how_it_went_on_in_the_same_thread_and_who_does_not_only_what_is_for_them() {
    ask(1);
    look(following);
    look(once);
    move(1, State.APPROVAL, State.SHIPPING);
    look(following);
    move(1, State.SHIPPING, State.HEALED);
    look(following);
    look(once);
    assertThat(following.said)
        .containsExactly("1 asked", "1 under-way in thread 1", "1 healed in thread 1");
    assertThat(once.said).containsExactly("1 asked");
  }

  @Test
  void an_approval_that_is_not_enough_is_shown_in_the_message_without_new_news() {
    ask(1);
    look(following);
    desk.decide(
        1,
        Desk.Verdict.APPROVE,
        new Sight(desk.card(1).orElseThrow().seen(), "slack", Optional.empty()),
        Decider.approver("ada"),
        "");
    look(following);
    look(once);
    assertThat(following.said).containsExactly("1 asked", "1 asked in thread 1");
    assertThat(following.keys).hasSize(2).allMatch(following.keys.getFirst()::equals);
    assertThat(following.notices.getLast().approved()).contains("ada");
  }

  @Test
  void edits_of_one_message_keep_a_distance() {
    ask(1);
    herald(following);
    move(1, State.APPROVAL, State.SHIPPING);
    herald(following);
    move(1, State.SHIPPING, State.HEALED);
    clock.pass(Herald.PAUSE);
    herald(following);
    assertThat(following.said).containsExactly("1 asked", "1 healed in thread 1");
  }

  @Test
  void a_question_is_asked_again_and_then_overdue() {
    ask(1);
    look(once);
    clock.pass(Duration.ofHours(24));
    look(once);
    clock.pass(Duration.ofHours(24));
    look(once);
    clock.pass(Duration.ofHours(24));
    look(once);
    assertThat(once.said)
        .containsExactly("1 asked", "1 asked-again in thread 1", "1 overdue in thread 1");
  }

  @Test
  void what_could_not_be_told_is_a_problem_and_tried_again_with_growing_pauses() {
    ask(1);
    once.failures.add(Duration.ZERO);
    once.failures.add(Duration.ZERO);
    assertThat(herald(once)).containsExactly("mail: away");
    clock.pass(Duration.ofSeconds(4));
    herald(once);
    assertThat(once.tries).isEqualTo(1);
    clock.pass(Duration.ofSeconds(1));
    herald(once);
    assertThat(once.tries).isEqualTo(2);
    clock.pass(Duration.ofSeconds(9));
    herald(once);
    assertThat(once.tries).isEqualTo(2);
    clock.pass(Duration.ofSeconds(1));
    assertThat(herald(once)).isEmpty();
    assertThat(once.said).containsExactly("1 asked");
  }

  @Test
  void a_service_that_says_how_long_to_wait_is_heeded() {
    ask(1);
    once.failures.add(Duration.ofMinutes(3));
    herald(once);
    clock.pass(Duration.ofMinutes(2));
    herald(once);
    assertThat(once.tries).isEqualTo(1);
    clock.pass(Duration.ofMinutes(1));
    herald(once);
    assertThat(once.said).containsExactly("1 asked");
  }

  @Test
  void a_flood_is_one_summary_and_questions_are_asked_singly_in_the_end() {
    for (long id = 1; id <= 20; id++) {
      ask(id);
    }
    herald(once);
    assertThat(once.said).hasSize(Herald.MOST_BEGUN).contains("summary of 15");
    herald(once);
    assertThat(once.said).hasSize(Herald.MOST_BEGUN);
    for (int minute = 0; minute < 5; minute++) {
      clock.pass(Herald.WINDOW.plusSeconds(1));
      herald(once);
    }
    assertThat(once.said.stream().filter(each -> each.endsWith("asked"))).hasSize(20);
  }

  @Test
  void what_a_summary_told_is_not_told_again() {
    for (long id = 1; id <= 20; id++) {
      incidents.open(id, Signal.Kind.EXCEPTION, 0);
      move(id, State.OPEN, State.ESCALATED);
    }
    for (int minute = 0; minute < 5; minute++) {
      herald(following);
      clock.pass(Herald.WINDOW.plusSeconds(1));
    }
    assertThat(following.said).hasSize(Herald.MOST_BEGUN).contains("summary of 15");
  }

  @Test
  void what_runtime_healing_could_not_help_is_told_with_all_it_found_in_one_thread_to_its_end() {
    handOver(1);
    dossiers.put(1L, treated());
    look(following);
    assertThat(following.said).isEmpty();
    dossiers.put(
        1L,
        new Dossier(
            false,
            List.of("step 1, jvm.gc did not help"),
            List.of("thread-dump: 2 threads wait"),
            List.of("read the evidence"),
            Optional.empty()));
    move(
        1,
        State.HANDED_OVER,
        State.ESCALATED,
        "no step of runbook deadlock helped. Tried: step 1, jvm.gc did not help");
    look(following);
    dossiers.clear();
    move(1, State.ESCALATED, State.HEALED, "over: threads.deadlocked is 0, below 1");
    look(following);
    look(following);
    assertThat(following.said).containsExactly("1 escalated", "1 healed in thread 1");
    Notice first = following.notices.getFirst();
    assertThat(first.verdict())
        .isEqualTo("You have to see to it: no step of runbook deadlock helped.");
    assertThat(first.dossier().evidence()).containsExactly("thread-dump: 2 threads wait");
    assertThat(following.notices.getLast().verdict())
        .isEqualTo("It is well again: over: threads.deadlocked is 0, below 1.");
  }

  @Test
  void a_question_about_an_action_is_asked_in_the_thread_of_its_incident_and_not_after_it_ended() {
    handOver(1);
    dossiers.put(1L, treated().asking(Asked.ask(Asked.deed(12))));
    look(following);
    look(once);
    dossiers.put(1L, treated());
    look(following);
    dossiers.put(1L, treated().asking(Asked.ask(Asked.deed(13))));
    look(following);
    look(once);
    move(1, State.HANDED_OVER, State.CLOSED, "by hand");
    look(following);
    assertThat(following.said)
        .containsExactly(
            "1 asked", "1 under-way in thread 1", "1 asked in thread 1", "1 over in thread 1");
    assertThat(once.said).containsExactly("1 asked", "1 asked in thread 1");
    assertThat(following.notices.getFirst().verdict()).startsWith("Action 12 waits for your word");
  }

  @Test
  void an_action_without_an_incident_has_a_thread_of_its_own() {
    actions.put(12L, Asked.deed(12));
    look(following);
    look(following);
    actions.put(12L, Asked.deed(12).in(Deed.Phase.HELPED, "3 instances", clock.instant()));
    look(following);
    look(following);
    assertThat(following.said).containsExactly("-12 asked", "-12 healed in thread -12");
    assertThat(following.notices.getFirst().number()).isEqualTo("action 12");
    assertThat(following.notices.getLast().verdict()).isEqualTo("Action 12: helped, 3 instances.");
  }

  private static Dossier treated() {
    return new Dossier(true, List.of(), List.of(), List.of(), Optional.empty());
  }

  private void handOver(long id) {
    incidents.open(id, Signal.Kind.HEALTH, 0);
    move(id, State.OPEN, State.HANDED_OVER, "runbook deadlock sees to shop/app");
  }

  @Test
  void what_ended_long_ago_is_no_news() {
    incidents.open(1, Signal.Kind.EXCEPTION, 0);
    move(1, State.OPEN, State.ESCALATED);
    clock.pass(Duration.ofHours(2));
    look(following);
    assertThat(following.said).isEmpty();
  }

  @Test
  void of_two_processes_one_tells() {
    ask(1);
    Map<Long, Notice> seen = herald.notices(List.of(once));
    Herald other =
        new Herald(incidents, desk, Dossiers.none(), dispatches, "https://naosu.example");
    once.during =
        () -> {
          try {
            other.tell(once, seen, clock.instant());
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    look(once);
    assertThat(once.said).containsExactly("1 asked");
  }

  private void look(Heard channel) {
    herald(channel);
    clock.pass(Herald.PAUSE);
  }

  private List<String> herald(Heard channel) {
    try {
      return herald.tell(channel, herald.notices(List.of(channel)), clock.instant());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void ask(long id) {
    incidents.open(id, Signal.Kind.EXCEPTION, 0);
    incidents.end(
        id,
        new Attempt(1, clock.instant(), clock.instant(), "", Optional.empty(), Optional.empty()),
        Optional.of(
            new Remedy(
                "base",
                "return 0",
                "Cart.java:36",
                "diff " + id,
                "cause",
                0.6,
                List.of(),
                List.of(),
                new Change(Map.of("a", "b"), Map.of("a", "c")),
                new CommitMessage("fix: it", ""))));
    move(id, State.OPEN, State.APPROVAL);
  }

  private void move(long id, State from, State to) {
    move(id, from, to, "");
  }

  private void move(long id, State from, State to, String reason) {
    incidents.move(id, from, to, reason, new Note(clock.instant(), Note.NAOSU, "goes on"));
  }

  /// Remembers what it was told.
  private static final class Heard implements Channel {
    private final String name;
    private final boolean follows;
    private final Set<Occasion> tells;
    private final List<String> said = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private final Deque<Duration> failures = new ArrayDeque<>();
    private int tries;
    private Runnable during = () -> {};

    Heard(String name, boolean follows, Set<Occasion> tells) {
      this.name = name;
      this.follows = follows;
      this.tells = tells;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Set<Occasion> tells() {
      return tells;
    }

    @Override
    public boolean follows() {
      return follows;
    }

    @Override
    public Delivery tell(Notice notice, Before before) {
      tries++;
      Runnable once = during;
      during = () -> {};
      once.run();
      if (!failures.isEmpty()) {
        return new Delivery.NotDone("away", failures.remove(), "");
      }
      said.add(
          notice.incident()
              + " "
              + notice.occasion().word()
              + (before.thread().isEmpty() ? "" : " in " + before.thread()));
      keys.add(notice.key());
      notices.add(notice);
      return new Delivery.Done("thread " + notice.incident());
    }

    @Override
    public Delivery summarise(Summary summary) {
      said.add("summary of " + summary.notices().size());
      return new Delivery.Done("");
    }

    @Override
    public Delivery test() {
      return new Delivery.Done("");
    }
  }
}
