package dev.naosu.cycle.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.cycle.incident.Desk.Answer;
import dev.naosu.cycle.incident.Desk.Verdict;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Direction;
import dev.naosu.diagnose.cause.Evidence;
import dev.naosu.diagnose.cause.Impact;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Head;
import dev.naosu.journal.Sealed;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.rollout.Rollouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeskTest {
  private static final long ID = 7;
  private static final Decider ADA = Decider.approver("ada");
  private static final Decider BOB = Decider.approver("bob");

  private final TestClock clock = new TestClock();
  private final MemoryIncidents incidents = new MemoryIncidents(clock);
  private final MemoryApprovals approvals = new MemoryApprovals();
  private final List<String> sent = new ArrayList<>();
  private final List<Entry> journal = new ArrayList<>();
  private final Desk desk = desk(new Quorum(2, Role.APPROVER));

  @BeforeEach
  void ask() {
    incidents.open(ID, Signal.Kind.EXCEPTION, 0);
    propose("diff", List.of("no test says what it should be"));
    incidents.move(
        ID, State.OPEN, State.APPROVAL, "", new Note(clock.instant(), Note.NAOSU, "asks"));
  }

  @Test
  void the_second_of_two_people_decides() {
    assertThat(approve(ADA)).isInstanceOf(Answer.NotYet.class);
    assertThat(sent).isEmpty();
    assertThat(approve(BOB)).isEqualTo(new Answer.Taken());
    assertThat(sent).containsExactly("APPROVE " + card().repair() + " bob");
  }

  @Test
  void somebody_and_their_token_are_one_person() {
    approve(ADA);
    assertThat(approve(new Decider("token:laptop", "ada", Role.ADMIN)))
        .isInstanceOf(Answer.NotYet.class);
    assertThat(sent).isEmpty();
  }

  @Test
  void who_approves_twice_counts_once() {
    approve(ADA);
    assertThat(approve(ADA)).isInstanceOf(Answer.NotYet.class);
    assertThat(sent).isEmpty();
  }

  @Test
  void one_no_ends_it() {
    approve(ADA);
    assertThat(desk.decide(ID, Verdict.DENY, saw(card()), BOB, "wrong place"))
        .isEqualTo(new Answer.Taken());
    assertThat(sent).containsExactly("DENY " + card().repair() + " bob");
  }

  @Test
  void who_has_a_lower_role_than_the_rule_wants_is_refused() {
    Desk strict = desk(new Quorum(1, Role.ADMIN));
    Card card = strict.card(ID).orElseThrow();
    assertThat(strict.decide(ID, Verdict.APPROVE, saw(card), ADA, ""))
        .isInstanceOf(Answer.Refused.class);
    assertThat(
            strict.decide(
                ID, Verdict.APPROVE, saw(card), new Decider("eve", "eve", Role.ADMIN), ""))
        .isEqualTo(new Answer.Taken());
  }

  @Test
  void programs_that_propose_or_report_never_decide() {
    assertThat(approve(new Decider("token:ci", "ada", Role.ADMIN)))
        .isInstanceOf(Answer.Refused.class);
    assertThat(approve(new Decider("naosu", "naosu", Role.ADMIN)))
        .isInstanceOf(Answer.Refused.class);
    assertThat(journal).isEmpty();
  }

  @Test
  void a_question_that_nobody_answers_is_asked_again_and_what_was_said_to_it_counts_no_more() {
    Card first = card();
    approve(ADA);
    clock.pass(Duration.ofHours(25));
    Card second = card();
    assertThat(second.round()).isEqualTo(2);
    assertThat(second.verdict()).contains("asked again");
    assertThat(desk.decide(ID, Verdict.APPROVE, saw(first), BOB, ""))
        .isInstanceOf(Answer.Stale.class);
    assertThat(approve(BOB)).isInstanceOf(Answer.NotYet.class);
    assertThat(sent).isEmpty();
    assertThat(approve(ADA)).isEqualTo(new Answer.Taken());
  }

  @Test
  void nothing_ships_however_long_nobody_says_anything() {
    clock.pass(Duration.ofDays(400));
    assertThat(card().round()).isEqualTo(3);
    assertThat(card().verdict()).contains("overdue");
    assertThat(sent).isEmpty();
    assertThat(incidents.find(ID).orElseThrow().state()).isEqualTo(State.APPROVAL);
  }

  @Test
  void another_doubt_makes_another_card() {
    Card before = card();
    propose("diff", List.of("no test says what it should be", "it hides a null"));
    assertThat(card().repair()).isEqualTo(before.repair());
    assertThat(desk.decide(ID, Verdict.APPROVE, saw(before), ADA, ""))
        .isInstanceOf(Answer.Stale.class);
  }

  @Test
  void another_repair_makes_another_card() {
    Card before = card();
    propose("another diff", List.of());
    assertThat(desk.decide(ID, Verdict.APPROVE, saw(before), ADA, ""))
        .isInstanceOf(Answer.Stale.class);
  }

  @Test
  void what_counts_against_the_cause_is_on_the_card() {
    Card before = card();
    incidents.explained(ID, report());
    assertThat(card().doubts()).contains("Against the cause: 1 of 9 elsewhere");
    assertThat(card().seen()).isNotEqualTo(before.seen());
  }

  @Test
  void the_journal_says_what_was_seen_and_for_how_long() {
    desk.shown(card(), "ada");
    clock.pass(Duration.ofSeconds(14));
    approve(ADA);
    Entry entry = journal.getLast();
    assertThat(entry.inputs()).containsExactly(card().repair(), card().hash().hex());
    assertThat(entry.detail()).contains("saw card " + card().seen(), "decided 14 s later");
  }

  @Test
  void who_saw_only_the_repair_is_told_apart() {
    Desk alone = desk(new Quorum(1, Role.APPROVER));
    assertThat(alone.decide(ID, Verdict.APPROVE, card().repair(), "ada", ""))
        .isEqualTo(new Answer.Taken());
    assertThat(journal.getLast().detail()).contains("not its card");
    assertThat(journal.getLast().inputs()).containsExactly(card().repair());
  }

  @Test
  void an_approval_that_was_complete_when_the_process_ended_is_told_later() {
    Desk other = desk(new Quorum(1, Role.APPROVER));
    Card card = other.card(ID).orElseThrow();
    approvals.add(new Approval(ID, card.seen(), "ada", "ada", Role.APPROVER, clock.instant()));
    assertThat(other.settle(card)).isFalse();
    clock.pass(Duration.ofMinutes(1));
    assertThat(other.settle(card)).isTrue();
    assertThat(sent).containsExactly("APPROVE " + card.repair() + " ada");
  }

  @Test
  void a_risky_repair_needs_the_larger_of_two_quorums() {
    ApprovalRules rules =
        new ApprovalRules(
            new Quorum(1, Role.APPROVER),
            Map.of("payments", new Quorum(3, Role.APPROVER)),
            0.5,
            new Quorum(2, Role.ADMIN),
            Duration.ofHours(1),
            Set.of());
    assertThat(rules.quorum("shop", 0.6)).isEqualTo(new Quorum(1, Role.APPROVER));
    assertThat(rules.quorum("shop", 0.4)).isEqualTo(new Quorum(2, Role.ADMIN));
    assertThat(rules.quorum("payments", 0.4)).isEqualTo(new Quorum(3, Role.ADMIN));
  }

  @Test
  void a_card_holds_no_secret_and_no_control_character() {
    propose("+ password = \"hunter22\"\u001b[31m\n+\u202e next", List.of("line\nbreak"));
    assertThat(card().text()).doesNotContain("hunter22", "\u001b", "\u202e");
    assertThat(card().doubts()).containsExactly("line break");
  }

  @Test
  void a_long_diff_is_shortened_and_its_whole_is_in_the_name() {
    String lines = "+ a line\n".repeat(100);
    propose(lines, List.of());
    Card one = card();
    assertThat(one.diff()).contains("more lines, on the page");
    propose(lines + "+ and one\n", List.of());
    assertThat(card().seen()).isNotEqualTo(one.seen());
  }

  private Desk desk(Quorum quorum) {
    return new Desk(
        incidents,
        Rollouts.none(),
        new Workflows() {
          @Override
          public void start(long incident) {}

          @Override
          public void send(long incident, String topic, String message) {
            sent.add(message);
          }
        },
        entry -> {
          journal.add(entry);
          return Sealed.after(Head.EMPTY, entry);
        },
        clock,
        new ApprovalRules(quorum, Map.of(), 0, quorum, Duration.ofHours(24), Set.of("ci")),
        approvals);
  }

  private Card card() {
    return desk.card(ID).orElseThrow();
  }

  private Answer approve(Decider decider) {
    return desk.decide(ID, Verdict.APPROVE, saw(card()), decider, "");
  }

  private static Sight saw(Card card) {
    return new Sight(card.seen(), "console", Optional.empty());
  }

  private void propose(String diff, List<String> doubts) {
    incidents.end(
        ID,
        new Attempt(
            1,
            clock.instant(),
            clock.instant(),
            "a repair holds",
            Optional.of(diff),
            Optional.empty()),
        Optional.of(
            new Remedy(
                "b41c77aa0912",
                "return 0 when price == null",
                "PriceTable.java:58",
                diff,
                "unknown articles have no price",
                0.62,
                List.of("3 requests are answered now"),
                doubts,
                new Change(Map.of("a", "b"), Map.of("a", "c")),
                new CommitMessage("fix: it", ""))));
  }

  private CauseReport report() {
    return new CauseReport(
        clock.instant(),
        false,
        "code fault",
        List.of(
            new Cause(
                Cause.Kind.CODE_FAULT,
                "shop",
                "PriceTable.java:58",
                0.8,
                List.of(),
                List.of(new Evidence("1 of 9 elsewhere", "log", 0.1)))),
        new Impact(List.of("shop"), List.of(), Optional.empty(), clock.instant(), ""),
        new Direction(Direction.Way.REPAIR_CODE, "repair it"),
        List.of(),
        List.of(),
        List.of(),
        0.2,
        Optional.empty());
  }
}
