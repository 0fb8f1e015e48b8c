package dev.naosu.ship.action;

import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Past;
import dev.naosu.prove.safety.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Keeps what was proposed and done, across restarts and for several processes at once.
///
/// Every method throws [dev.naosu.journal.JournalUnavailable] when it cannot: what cannot be
/// written down is not done.
public interface Deeds {
  /// Judges with nobody between, and begins when nothing speaks against it: two who ask at the same
  /// time see one another.
  ///
  /// @param deed to be begun; one with a number is begun only while it is asked for
  /// @param judge refuses or does not
  Begun begin(Deed deed, Function<Past, Optional<Refusal>> judge);

  /// Whether it was begun.
  sealed interface Begun {
    /// @param deed with its number
    record Yes(Deed deed) implements Begun {}

    record No(Refusal refusal) implements Begun {}
  }

  /// What was done lately, to be shown; it may have changed when something begins.
  Past past();

  /// Writes down how it stands now.
  ///
  /// @param deed with its number, or 0 for a new one
  /// @return with its number
  Deed keep(Deed deed);

  /// Writes it down only while it is still asked for.
  ///
  /// @return whether it was
  boolean answer(Deed deed);

  Optional<Deed> find(long number);

  /// Asked for, under way, or standing; the earliest first.
  List<Deed> open();

  /// The latest first.
  ///
  /// @param before only with smaller numbers; empty for the latest
  List<Deed> latest(Optional<Long> before, int most);
}
