package dev.naosu.cycle.upkeep;

import dev.naosu.repair.upkeep.Need;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// A need and what became of it.
///
/// @param id given by the store; 0 before it is kept
/// @param need as it was seen last
/// @param found when it was seen first
/// @param until the first date it had to be met by: a date that is put off again and again is not
///   met
/// @param planned begin of its slot; empty while it has none
/// @param tried when its means were used last
/// @param changed when it got into its state
/// @param words what was done, or why not; empty before
public record Case(
    long id,
    Need need,
    Instant found,
    Optional<Instant> until,
    Optional<Instant> planned,
    Optional<Instant> tried,
    State state,
    Instant changed,
    String words) {
  /// Where it stands.
  public enum State {
    /// Has not been met.
    OPEN,
    /// A person has to say yes or do it: an approval, a pull request, a package of the machine.
    ASKED,
    /// Met, and looked at afterwards.
    DONE,
    /// Was done, and is still needed.
    NOT_HELPED,
    /// Its date went by.
    MISSED,
    /// Went away without naosu.
    GONE;

    public boolean isOver() {
      return this == DONE || this == MISSED || this == GONE;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public Case withId(long kept) {
    return new Case(kept, need, found, until, planned, tried, state, changed, words);
  }

  static Case opened(Need need, Instant now) {
    return new Case(
        0, need, now, need.until(), Optional.empty(), Optional.empty(), State.OPEN, now, "");
  }

  Case seen(Need again) {
    Optional<Instant> first = until.or(again::until);
    // a time that we gave ourselves does not begin anew with every look
    Need kept =
        switch (again.subject().kind()) {
          case DEPENDENCY, PACKAGES -> again.by(first);
          case DISK,
              LOGS,
              HEAP,
              CONNECTIONS,
              THREADS,
              MEMORY,
              TRANSACTIONS,
              TABLE,
              QUERY,
              CERTIFICATE,
              PLATFORM ->
              again;
        };
    return new Case(id, kept, found, first, planned, tried, state, changed, words);
  }

  Case plannedAt(Optional<Instant> slot) {
    return new Case(id, need, found, until, slot, tried, state, changed, words);
  }

  Case triedAt(Instant at) {
    return new Case(id, need, found, until, planned, Optional.of(at), state, changed, words);
  }

  Case in(State next, Instant at, String said) {
    return new Case(id, need, found, until, planned, tried, next, at, said);
  }

  /// Whether it was met before its date; also when it had none.
  public boolean isOnTime() {
    return state == State.DONE && until.filter(changed::isAfter).isEmpty();
  }
}
