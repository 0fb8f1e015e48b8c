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

  /// What has become of a repair that was offered. May be asked as often as one likes, also at once
  /// again: it takes its time to answer while nobody has decided. What people say is answered once,
  /// and what they wish is told each time until another repair is offered.
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
    /// @param version that a fleet can start; empty when it is nowhere that one could get it from
    record Delivered(String where, Optional<Version> version) implements Shipped {
      public Delivered(String where, Version version) {
        this(where, Optional.of(version));
      }
    }

    /// People, or a policy, decide there whether it goes in.
    ///
    /// @param where such as `pull request 12, branch auto-fix/incident-7-3f9a1c, commit 3f9a1c0`
    /// @param url of its page
    record Offered(String where, String url) implements Shipped {}

    /// Nothing was changed.
    record Refused(String why, String remedy) implements Shipped {}
  }

  /// How a repair that was offered stands.
  sealed interface Offer {
    /// Nobody has decided yet.
    record Waiting() implements Offer {}

    /// It went in.
    ///
    /// @param commit full name of the commit that brought it in
    record Merged(String commit) implements Offer {}

    /// Somebody does not want it.
    ///
    /// @param by their name there; may be empty
    /// @param why what they said last; may be empty
    record Closed(String by, String why) implements Offer {}

    /// Somebody who may, asks for something; or naosu itself, when it has to be repaired anew.
    ///
    /// @param text what they said, shortened: data
    record Asked(Wish wish, String by, String text) implements Offer {}

    /// Nothing could be found out; ask again later.
    ///
    /// @param why with what to do about it
    record Unreachable(String why) implements Offer {}
  }

  /// What is asked for.
  enum Wish {
    /// Another repair.
    RETRY,
    /// Nothing more by naosu about this incident.
    STOP
  }
}
