package dev.naosu.cycle.incident;

import dev.naosu.journal.Entry;
import dev.naosu.journal.Hash;
import dev.naosu.journal.Journal;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollouts;
import dev.naosu.ship.rollout.Wish;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where people decide. Whether they may is settled before they come here.
public final class Desk {
  /// What the cycle awaits.
  static final String DECISION = "decision";

  /// Nobody reads more than this.
  private static final int MOST_REASON = 1_000;

  /// Longer than a cycle needs to take a decision.
  private static final Duration LONG_AGO = Duration.ofSeconds(30);

  private final Incidents incidents;
  private final Rollouts rollouts;
  private final Workflows workflows;
  private final Journal journal;
  private final InstantSource clock;
  private final ApprovalRules rules;
  private final Approvals approvals;

  /// Where one word is enough.
  public Desk(
      Incidents incidents,
      Rollouts rollouts,
      Workflows workflows,
      Journal journal,
      InstantSource clock) {
    this(incidents, rollouts, workflows, journal, clock, ApprovalRules.one(), Approvals.unkept());
  }

  public Desk(
      Incidents incidents,
      Rollouts rollouts,
      Workflows workflows,
      Journal journal,
      InstantSource clock,
      ApprovalRules rules,
      Approvals approvals) {
    this.incidents = incidents;
    this.rollouts = rollouts;
    this.workflows = workflows;
    this.journal = journal;
    this.clock = clock;
    this.rules = rules;
    this.approvals = approvals;
  }

  /// What a person can say.
  public enum Verdict {
    APPROVE,
    /// Look for another repair.
    SEND_BACK,
    /// No repair by naosu.
    DENY
  }

  /// What came of it.
  public sealed interface Answer {
    record Taken() implements Answer {}

    /// It counts, and more people have to say it.
    ///
    /// @param why in one sentence
    record NotYet(String why) implements Answer {}

    record Unknown() implements Answer {}

    /// Nothing is asked now, or something else is asked by now than what was seen.
    ///
    /// @param why in one sentence
    record Stale(String why) implements Answer {}

    /// Who decides must not.
    ///
    /// @param why in one sentence
    record Refused(String why) implements Answer {}
  }

  /// A short name for the repair that is proposed: the same change on the same commit is the same
  /// repair, however it is told.
  public static String seen(Remedy remedy) {
    return Hash.of(remedy.base() + "\n" + remedy.diff()).hex().substring(0, 16);
  }

  /// What a person is asked about an incident now; empty when nothing is asked.
  public Optional<Card> card(long id) {
    return incidents.find(id).flatMap(this::card);
  }

  /// The same of an incident that was just looked up.
  public Optional<Card> card(Incident incident) {
    // asked of many incidents each second: the store is not asked where nothing is
    return incident.state().asksAPerson()
        ? Card.of(incident, incidents.explanation(incident.id()), rules, clock.instant())
        : Optional.empty();
  }

  /// Keeps that somebody was shown a card, with its text.
  ///
  /// @param viewer whose eyes, or where it hangs
  public void shown(Card card, String viewer) {
    approvals.shown(card, viewer, clock.instant());
  }

  /// Who has approved a card so far, the earliest first.
  public List<Approval> approved(Card card) {
    return approvals.of(card.incident(), card.seen());
  }

  /// Decides where one is enough who may.
  ///
  /// @param seen what the person saw, see [Sight]
  /// @param reason required to say no
  public Answer decide(long id, Verdict verdict, String seen, String person, String reason) {
    return decide(
        id, verdict, new Sight(seen, "", Optional.empty()), Decider.approver(person), reason);
  }

  /// Decides about the repair that is proposed. Nothing is decided when the journal cannot be
  /// written. One no ends it; a yes counts when as many different people have said it as the rules
  /// want, while the same question was asked.
  ///
  /// @param reason required to say no
  public Answer decide(long id, Verdict verdict, Sight sight, Decider decider, String reason) {
    Optional<Incident> found = incidents.find(id);
    if (found.isEmpty()) {
      return new Answer.Unknown();
    }
    Incident incident = found.get();
    Optional<Card> asked = card(incident);
    if (asked.isEmpty()) {
      return new Answer.Stale(
          "incident " + id + " is " + incident.state().words() + ": nothing is asked now");
    }
    Card card = asked.get();
    if (!sight.seen().equals(card.seen()) && !sight.seen().equals(card.repair())) {
      return new Answer.Stale(
          "another repair is proposed by now, or it is told differently or asked again; read it and"
              + " decide again");
    }
    if (rules.isBot(decider)) {
      return new Answer.Refused(
          decider.name() + " is a program that proposes or reports: a person has to decide");
    }
    if (verdict == Verdict.APPROVE && !decider.role().covers(card.quorum().role())) {
      return new Answer.Refused(
          "this repair needs "
              + card.quorum().words()
              + ", and "
              + decider.name()
              + " has the role "
              + decider.role().word());
    }
    return taken(incident, card, verdict, sight, decider, shortened(reason));
  }

  private Answer taken(
      Incident incident, Card card, Verdict verdict, Sight sight, Decider decider, String why) {
    long id = incident.id();
    Instant now = clock.instant();
    journal.append(
        new Entry(
            "decision-"
                + id
                + "-"
                + incident.attempts()
                + "-"
                + sight.seen()
                + "-"
                + verdict
                + "-"
                + decider.name(),
            now,
            decider.name(),
            "decided: " + verdict,
            subject(id),
            told(why, reading(card, sight, decider, now)),
            sight.seen().equals(card.repair())
                ? List.of(card.repair())
                : List.of(card.repair(), card.hash().hex())));
    approvals.shown(card, decider.name(), sight.shown().orElse(now));
    if (verdict == Verdict.APPROVE) {
      List<Approval> all =
          approvals.add(
              new Approval(id, card.seen(), decider.human(), decider.name(), decider.role(), now));
      int people = people(all, card.quorum());
      if (people < card.quorum().people()) {
        String soFar = people + " of " + card.quorum().people();
        incidents.note(id, new Note(now, decider.name(), "approved, " + soFar + colon(why)));
        return new Answer.NotYet(
            "taken down: " + soFar + " have approved; it needs " + card.quorum().words());
      }
    }
    incidents.note(id, new Note(now, decider.name(), words(verdict) + colon(why)));
    workflows.send(id, DECISION, verdict + " " + card.repair() + " " + decider.name());
    return new Answer.Taken();
  }

  /// Tells the cycle of an approval that has long been complete, in case the process that took the
  /// last word ended before it did. To tell twice does no harm.
  ///
  /// @return whether it was told
  public boolean settle(Card card) {
    List<Approval> all = approved(card);
    boolean isComplete =
        !all.isEmpty()
            && people(all, card.quorum()) >= card.quorum().people()
            && all.getLast().at().isBefore(clock.instant().minus(LONG_AGO));
    if (isComplete) {
      workflows.send(
          card.incident(),
          DECISION,
          Verdict.APPROVE + " " + card.repair() + " " + all.getLast().name());
    }
    return isComplete;
  }

  private static int people(List<Approval> approvals, Quorum quorum) {
    return approvals.stream()
        .filter(each -> each.role().covers(quorum.role()))
        .map(Approval::human)
        .collect(Collectors.toSet())
        .size();
  }

  /// What was seen, where, and for how long.
  private String reading(Card card, Sight sight, Decider decider, Instant now) {
    if (sight.seen().equals(card.repair())) {
      return "saw the repair, not its card";
    }
    Optional<Instant> shown =
        sight.shown().or(() -> approvals.firstShown(card.incident(), card.seen(), decider.name()));
    return "saw card "
        + card.seen()
        + (sight.via().isEmpty() ? "" : " by " + sight.via())
        + shown
            .map(
                at ->
                    ", shown "
                        + at
                        + ", decided "
                        + Math.max(0, Duration.between(at, now).toSeconds())
                        + " s later")
            .orElse(", not shown by naosu");
  }

  private static String told(String why, String reading) {
    return why.isEmpty() ? reading : why + " (" + reading + ")";
  }

  /// Says what shall become of a rollout. It is heard within seconds.
  ///
  /// @param wanted anything but to close, which is [#close]
  /// @param seen name of the version that the person saw being rolled out
  public Answer steer(long id, Wish.Kind wanted, String seen, String person, String reason) {
    Optional<Incident> found = incidents.find(id);
    if (found.isEmpty()) {
      return new Answer.Unknown();
    }
    Incident incident = found.get();
    Optional<Rollout> rollout =
        rollouts
            .find(new Rollout.Key(id, incident.attempts()))
            .filter(each -> !each.phase().isOver());
    if (!incident.state().isRollingOut() || rollout.isEmpty()) {
      return new Answer.Stale(
          "incident " + id + " is " + incident.state().words() + ": nothing is rolled out now");
    }
    if (!rollout.get().candidate().name().equals(seen)) {
      return new Answer.Stale("another version is rolled out by now; look again");
    }
    if (wanted == Wish.Kind.GO_ON && incident.state() != State.HELD) {
      return new Answer.Stale("incident " + id + " goes on by itself");
    }
    wish(incident, rollout.get(), new Wish(wanted, person, shortened(reason)));
    return new Answer.Taken();
  }

  private void wish(Incident incident, Rollout rollout, Wish wish) {
    long id = incident.id();
    journal.append(
        new Entry(
            "wish-"
                + id
                + "-"
                + rollout.key().attempt()
                + "-"
                + rollout.round()
                + "-"
                + rollout.stage()
                + "-"
                + wish.kind()
                + "-"
                + wish.person(),
            clock.instant(),
            wish.person(),
            "wants: " + wish.kind(),
            subject(id),
            wish.reason(),
            List.of(rollout.candidate().name())));
    incidents.note(
        id, new Note(clock.instant(), wish.person(), words(wish.kind()) + colon(wish.reason())));
    rollouts.wish(rollout.key(), wish);
  }

  /// Ends an incident by hand, whatever its state but one that a person ended. One that is being
  /// rolled out is rolled back first, and ends when that is done.
  public Answer close(long id, String person, String reason) {
    Optional<Incident> found = incidents.find(id);
    if (found.isEmpty()) {
      return new Answer.Unknown();
    }
    State state = found.get().state();
    if (Transitions.next(state, Event.ENDED_BY_HAND).isEmpty()) {
      return new Answer.Stale("incident " + id + " is " + state.words() + ": it cannot be closed");
    }
    String why = shortened(reason);
    Optional<Rollout> rollout =
        state.isRollingOut()
            ? rollouts.find(new Rollout.Key(id, found.get().attempts()))
            : Optional.empty();
    if (rollout.filter(each -> !each.phase().isOver()).isPresent()) {
      wish(found.get(), rollout.get(), new Wish(Wish.Kind.CLOSE, person, why));
      return new Answer.Taken();
    }
    journal.append(
        new Entry(
            "closed-" + id + "-" + state,
            clock.instant(),
            person,
            "closed",
            subject(id),
            why,
            List.of()));
    Note note = new Note(clock.instant(), person, "closed" + colon(why));
    if (!incidents.move(id, state, State.CLOSED, "closed by " + person + colon(why), note)) {
      return new Answer.Stale("incident " + id + " went on meanwhile; look again");
    }
    // a cycle that waits for a decision learns that there is none to come
    if (state.asksAPerson()) {
      workflows.send(id, DECISION, Verdict.DENY + " closed " + person);
    }
    return new Answer.Taken();
  }

  static String subject(long id) {
    return "incident " + id;
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case APPROVE -> "approved";
      case SEND_BACK -> "sent back for another repair";
      case DENY -> "denied";
    };
  }

  private static String words(Wish.Kind kind) {
    return switch (kind) {
      case PROMOTE -> "wants it promoted";
      case GO_ON -> "wants it to go on";
      case ROLL_BACK -> "wants it rolled back";
      case CLOSE -> "wants it rolled back and closed";
    };
  }

  private static String colon(String why) {
    return why.isEmpty() ? "" : ": " + why;
  }

  private static String shortened(String reason) {
    String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MOST_REASON ? line : line.substring(0, MOST_REASON);
  }
}
