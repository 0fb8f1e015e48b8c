package dev.naosu.learn;

import dev.naosu.prove.safety.Modes;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/// Keeps how far actions are trusted, and what people said of their modes.
///
/// Every method throws [dev.naosu.journal.JournalUnavailable] when it cannot.
public interface TrustBook {
  /// Unknown where nothing is kept.
  Trust of(String action, String service);

  /// Changes it with nobody between.
  ///
  /// @return as it is now
  Trust change(String action, String service, UnaryOperator<Trust> how);

  /// By action, then service.
  List<Trust> all();

  /// Instead of one for the same action, service and environment.
  void set(Modes.Rule rule, String person, Instant at);

  /// In the order in which they were set.
  List<Modes.Rule> set();
}
