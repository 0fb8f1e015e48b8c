package dev.naosu.cycle.incident;

import dev.naosu.fleet.Version;
import java.util.Optional;

/// Delivers a repair to the repository of its service.
@FunctionalInterface
public interface Shipping {
  /// Delivers once: when the same repair of the same incident is there already, it is left as it
  /// is.
  ///
  /// @throws InterruptedException when naosu ends; it is asked again then
  Shipped ship(Incident incident, Remedy remedy) throws InterruptedException;

  /// How an offer stands. Asked again and again as long as it waits, at a distance that the asked
  /// one chooses: it may take its time to answer.
  ///
  /// @throws InterruptedException when naosu ends, or nobody wants to know any more
  default Offer look(Incident incident, Remedy remedy) throws InterruptedException {
    throw new IllegalStateException("nothing is offered here");
  }

  /// The repair has all requests now: what is left to do in the repository is done, once.
  ///
  /// @return what was done, in one sentence; empty when there was nothing to do
  default Optional<String> settle(Incident incident, Remedy remedy) throws InterruptedException {
    return Optional.empty();
  }

  /// The repair is not wanted any more: an offer is closed, what was merged is reverted, once.
  ///
  /// @param why in one sentence
  /// @return what was done, in one sentence; empty when there was nothing to do
  default Optional<String> takeBack(Incident incident, Remedy remedy, String why)
      throws InterruptedException {
    return Optional.empty();
  }

  /// What came of it.
  sealed interface Shipped {
    /// @param where such as `branch auto-fix/incident-7, commit 3f9a1c0`
    /// @param version that a fleet can start
    record Delivered(String where, Version version) implements Shipped {}

    /// It waits for people.
    ///
    /// @param where such as the address of a pull request
    record Offered(String where) implements Shipped {}

    /// Nothing was changed.
    record Refused(String why, String remedy) implements Shipped {}
  }

  /// How an offer stands.
  sealed interface Offer {
    /// Nobody has decided.
    record Waiting() implements Offer {}

    /// @param version that a fleet can start, with the repair in it
    record Merged(Version version, String person) implements Offer {}

    /// @param why in one sentence; may be empty
    record Closed(String person, String why) implements Offer {}

    /// Another repair is wanted.
    record RetryAsked(String person, String why) implements Offer {}

    /// No repair by naosu is wanted.
    record StopAsked(String person, String why) implements Offer {}
  }
}
