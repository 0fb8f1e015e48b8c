package dev.naosu.ship.rollout;

import dev.naosu.fleet.Version;
import dev.naosu.ship.canary.KnownFailures;
import dev.naosu.ship.canary.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps rollouts, across restarts and for several processes at once. Every method is one
/// transaction.
public interface Rollouts {
  /// Where nothing is rolled out.
  static Rollouts none() {
    return new NoRollouts();
  }

  /// Keeps one that is new; one with the same key changes nothing.
  void plan(Rollout rollout);

  /// Goes from waiting to starting, unless another one of the same service is under way.
  ///
  /// @return false, with nothing changed, when there is such another one
  boolean takeUp(Rollout.Key key);

  Optional<Rollout> find(Rollout.Key key);

  /// Of an incident, the earliest first.
  List<Rollout> of(long incident);

  /// Keeps where it is now, and nothing of what people want of it.
  void keep(Rollout rollout);

  /// Keeps where it is now, with another window.
  void keep(Rollout rollout, Window window);

  /// Of the present round, the earliest first.
  List<Window> windows(Rollout.Key key);

  /// Keeps what a person wants, instead of what was wanted before.
  void wish(Rollout.Key key, Wish wish);

  Optional<Wish> wish(Rollout.Key key);

  /// What was wanted has been seen to.
  void grant(Rollout.Key key);

  /// What instances of a version, and of all others, were seen to throw.
  ///
  /// @param from naosu heard of it after this
  /// @param to and not after this
  Failures failures(String service, Version version, Instant from, Instant to);

  /// What a service was seen to throw before.
  KnownFailures known(String service, Instant before);

  /// Whether a version is, or was, only tried: it is on its way or was rolled back.
  Optional<Rollout.Key> tried(String service, String version);

  /// The last rollout of a version.
  Optional<Rollout> latest(String service, Version version);
}
