package dev.naosu.ship.canary;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.util.HashSet;
import java.util.Set;

/// What both versions answered.
record Sides(Answers old, Answers fresh) {
  static final Sides NONE = new Sides(Answers.NONE, Answers.NONE);

  static Sides of(Traffic traffic, Version old, Version fresh) {
    return new Sides(traffic.of(old), traffic.of(fresh));
  }

  Sides plus(Sides more) {
    return new Sides(sum(old, more.old), sum(fresh, more.fresh));
  }

  long requests() {
    return old.requests() + fresh.requests();
  }

  /// The share of the requests that the new version answered; 0 when nobody answered any.
  double share() {
    return requests() == 0 ? 0 : (double) fresh.requests() / requests();
  }

  private static Answers sum(Answers one, Answers other) {
    if (one.requests() == 0 && one.failures().isEmpty()) {
      return other;
    }
    Set<String> failures = new HashSet<>(one.failures());
    failures.addAll(other.failures());
    return new Answers(
        one.requests() + other.requests(),
        one.errors() + other.errors(),
        one.latencies().plus(other.latencies()),
        failures);
  }
}
