package dev.naosu.cycle.people;

import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.State;
import dev.naosu.prove.safety.Deed;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Why somebody is told of an incident.
public enum Occasion {
  /// It is there, and naosu is at it.
  OPENED,
  /// naosu is at it again, or still, after somebody was told otherwise.
  UNDER_WAY,
  /// A person is asked about a repair, or about an action on what runs.
  ASKED,
  /// The question has expired, and is asked once more.
  ASKED_AGAIN,
  /// Nobody has answered twice.
  OVERDUE,
  /// The repair is delivered, or what runs is well again.
  HEALED,
  /// A person has to see to it.
  ESCALATED,
  /// It is in other hands, or ended by hand.
  OVER;

  private static final int OVERDUE_ROUND = 3;

  /// @param card what is asked about the incident now; empty when nothing is
  /// @param dossier what runtime healing has to say
  static Occasion of(Incident incident, Optional<Card> card, Dossier dossier) {
    if (card.isPresent()) {
      int round = card.get().round();
      return round >= OVERDUE_ROUND ? OVERDUE : round > 1 ? ASKED_AGAIN : ASKED;
    }
    State now = incident.state();
    if (dossier.ask().isPresent() && now != State.CLOSED && now != State.HEALED) {
      return ASKED;
    }
    if (dossier.isTreated() && now == State.HANDED_OVER) {
      return UNDER_WAY;
    }
    // by what is told and not by what is done: most states are nobody's business
    if (now == State.HEALED) {
      return HEALED;
    }
    if (now.wantsSomebody()) {
      return ESCALATED;
    }
    if (now == State.OPEN || now == State.HEALING && incident.attempts() <= 1) {
      return OPENED;
    }
    return now.isFinal() ? OVER : UNDER_WAY;
  }

  /// Of an action that belongs to no incident.
  static Occasion of(Deed deed) {
    return switch (deed.phase()) {
      case ASKED -> ASKED;
      case RUNNING -> UNDER_WAY;
      case HELPED -> HEALED;
      case HALF, HARMED -> ESCALATED;
      case SHADOWED, DENIED, EXPIRED, STALE, NO_EFFECT, BROKE, STOPPED -> OVER;
    };
  }

  /// Whether somebody has to do something.
  public boolean wantsSomebody() {
    return isQuestion() || this == ESCALATED;
  }

  /// Whether somebody is asked to decide.
  public boolean isQuestion() {
    return this == ASKED || this == ASKED_AGAIN || this == OVERDUE;
  }

  /// Whether nothing is to be done any more.
  public boolean isOver() {
    return this == HEALED || this == OVER;
  }

  /// As it is written in the configuration, such as `asked-again`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The one of that word; empty when there is none.
  public static Optional<Occasion> of(String word) {
    return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /// What people are told where nothing is set: what wants somebody, and how it ended.
  public static Set<Occasion> usual() {
    return EnumSet.of(ASKED, ASKED_AGAIN, OVERDUE, HEALED, ESCALATED);
  }

  /// What wants somebody.
  public static Set<Occasion> urgent() {
    return EnumSet.of(ASKED, ASKED_AGAIN, OVERDUE, ESCALATED);
  }

  /// What should wake somebody.
  public static Set<Occasion> alarming() {
    return EnumSet.of(OVERDUE, ESCALATED);
  }
}
