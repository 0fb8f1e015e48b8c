package dev.naosu.ship.rollout;

import java.util.Set;

/// Fingerprints of what instances of a service were seen to throw in some time.
///
/// @param ofIt by those of one version
/// @param ofOthers by all others
public record Failures(Set<String> ofIt, Set<String> ofOthers) {
  public static final Failures NONE = new Failures(Set.of(), Set.of());

  public Failures {
    ofIt = Set.copyOf(ofIt);
    ofOthers = Set.copyOf(ofOthers);
  }
}
