package dev.naosu.cycle.incident;

import dev.naosu.journal.Entry;
import dev.naosu.journal.Hash;
import dev.naosu.journal.Journal;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollouts;
import dev.naosu.ship.rollout.Wish;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Where people decide. Whether they may is settled before they come here.
public final class Desk {
  /// What the cycle awaits.
  static final String DECISION = "decision";

  /// Nobody reads more than this.
  private static final int MOST_REASON = 1_000;

  private final Incidents incidents;
  private final Rollouts rollouts;
  private final Workflows workflows;
  private final Journal journal;
  private final InstantSource clock;

  public Desk(
      Incidents incidents,
      Rollouts rollouts,
      Workflows workflows,
      Journal journal,
      InstantSource clock) {
    this.incidents = incidents;
    this.rollouts = rollouts;
    this.workflows = workflows;
    this.journal = journal;
    this.clock = clock;
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

    record Unknown() implements Answer {}

    /// Nothing is asked now, or another repair is proposed than the one that was seen.
    ///
    /// @param why in one sentence
    record Stale(String why) implements Answer {}
  }

  /// A short name for the repair that is proposed: who decides says which one was seen.
  public static String seen(Remedy remedy) {
    return Hash.of(remedy.base() + "\n" + remedy.diff()).hex().substring(0, 16);
  }

  /// Decides about the repair that is proposed. Nothing is decided when the journal cannot be
  /// written.
  ///
  /// @param seen name of the repair the person saw, see [#seen(Remedy)]
  /// @param reason required to say no
  public Answer decide(long id, Verdict verdict, String seen, String person, String reason) {
    Optional<Incident> found = incidents.find(id);
    if (found.isEmpty()) {
      return new Answer.Unknown();
    }
    Incident incident = found.get();
    if (!incident.state().asksAPerson() || incident.remedy().isEmpty()) {
      return new Answer.Stale(
          "incident " + id + " is " + incident.state().words() + ": nothing is asked now");
    }
    if (!seen(incident.remedy().get()).equals(seen)) {
      return new Answer.Stale("another repair is proposed by now; read it and decide again");
    }
    String why = shortened(reason);
    journal.append(
        new Entry(
            "decision-"
                + id
                + "-"
                + incident.attempts()
                + "-"
                + seen
                + "-"
                + verdict
                + "-"
                + person,
            clock.instant(),
            person,
            "decided: " + verdict,
            subject(id),
            why,
            List.of(seen)));
    incidents.note(id, new Note(clock.instant(), person, words(verdict) + colon(why)));
    workflows.send(id, DECISION, verdict + " " + seen + " " + person);
    return new Answer.Taken();
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
