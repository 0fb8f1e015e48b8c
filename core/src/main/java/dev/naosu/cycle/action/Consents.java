package dev.naosu.cycle.action;

import dev.naosu.access.Role;
import java.time.Instant;
import java.util.List;

/// Keeps who has said yes to an action.
///
/// Every method throws [dev.naosu.journal.JournalUnavailable] when it cannot.
public interface Consents {
  /// Somebody's yes.
  ///
  /// @param seen name of what they saw
  /// @param human who answers for it; somebody and their token are one
  record Consent(long action, String seen, String human, String name, Role role, Instant at) {}

  /// Keeps one; a second one of the same human to the same question changes nothing.
  ///
  /// @return all to that question, the earliest first
  List<Consent> add(Consent consent);

  /// All to one question, the earliest first.
  ///
  /// @param seen name of what is asked
  List<Consent> of(long action, String seen);
}
