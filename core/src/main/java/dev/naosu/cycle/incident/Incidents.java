package dev.naosu.cycle.incident;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.CauseReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps incidents, across restarts and for several processes at once. Every method is one
/// transaction: it happens whole or not at all.
public interface Incidents {
  /// Takes a signal in: drops it when it was seen before, adds it to the incident that is open for
  /// its fingerprint, or for its former one, in this service and environment, or to the one that
  /// was healed or handed over in the very version the signal is from; or opens one. A good request
  /// is kept for its service and opens nothing.
  ///
  /// A signal that only says that a service is unwell joins also what is near and began or was
  /// heard of within the window: of the same service before others, an exception before others; and
  /// it belongs to it from then on. What was open of that kind when an exception opens an incident
  /// near it becomes part of that one.
  ///
  /// @param now when an incident that is opened was opened
  Absorbed absorb(Signal signal, Fingerprint fingerprint, Vicinity vicinity, Instant now);

  /// The same where nothing is near.
  default Absorbed absorb(Signal signal, Fingerprint fingerprint, Instant now) {
    return absorb(signal, fingerprint, Vicinity.none(), now);
  }

  /// Whether there is an incident now that a signal of trouble would be added to.
  boolean isJoinable(Signal signal, Fingerprint fingerprint);

  Optional<Incident> find(long id);

  /// Latest first.
  ///
  /// @param before only incidents with smaller ids; empty to begin with the latest
  List<Incident> list(Filter filter, Optional<Long> before, int most);

  /// How many incidents there are in each state that has some.
  java.util.Map<State, Long> counts();

  /// Goes from one state to the next, and notes it in the timeline.
  ///
  /// @return false, with nothing changed, when the incident is not in `from`
  boolean move(long id, State from, State to, String reason, Note note);

  /// Adds to the timeline.
  void note(long id, Note note);

  /// Oldest first.
  List<Note> timeline(long id);

  /// The signals that say most: the first, and of the others the latest; those that only say that a
  /// service is unwell come after the others.
  List<Signal> signals(long id, int most);

  /// Good requests of a service, latest first, no two of them alike.
  List<Signal> goodRequests(String service, int most);

  /// Begins an attempt; the same number again changes nothing.
  void begin(long id, int attempt, Instant now);

  /// Keeps what came of an attempt, and the repair that is now proposed, if any. The same number
  /// again replaces what was kept.
  void end(long id, Attempt attempt, Optional<Remedy> remedy);

  /// Oldest first.
  List<Attempt> attempts(long id);

  /// How many attempts were begun since then, over all incidents.
  int attemptsSince(Instant instant);

  /// When the latest incident before this one with the same fingerprint, service and environment
  /// reached a final state; empty when there is none.
  Optional<Instant> dealtWithBefore(long id);

  /// Where the repair was delivered to.
  void delivered(long id, String where);

  /// Keeps what is known of why it came about, instead of what was known before.
  void explained(long id, CauseReport report);

  /// Why it came about; empty as long as nobody has said.
  Optional<CauseReport> explanation(long id);

  /// What came of a signal.
  sealed interface Absorbed {
    /// The same signal was here before.
    record Duplicate() implements Absorbed {}

    /// Kept for later.
    record Kept() implements Absorbed {}

    /// It belongs to an incident that is open.
    record Joined(long incident) implements Absorbed {}

    /// It is the first of a new incident.
    record Opened(long incident) implements Absorbed {}
  }

  /// Which incidents.
  ///
  /// @param states empty for all
  /// @param service empty for all
  record Filter(Set<State> states, Optional<String> service) {
    public static final Filter ALL = new Filter(Set.of(), Optional.empty());

    public Filter {
      states = Set.copyOf(states);
    }
  }
}
