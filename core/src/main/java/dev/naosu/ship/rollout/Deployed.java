package dev.naosu.ship.rollout;

import dev.naosu.fleet.Fleet;
import dev.naosu.ship.canary.CanaryPlan;
import java.time.Duration;

/// How a service is rolled out.
///
/// @param look how long a window is
public record Deployed(Fleet fleet, CanaryPlan plan, Duration look) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int LOOKS = 60;

  /// With windows short enough to see soon what is wrong.
  public static Deployed of(Fleet fleet, CanaryPlan plan) {
    Duration part = plan.stages().getFirst().time().dividedBy(LOOKS);
    return new Deployed(
        fleet,
        plan,
        part.compareTo(SHORTEST) < 0 ? SHORTEST : part.compareTo(LONGEST) > 0 ? LONGEST : part);
  }
}
