package dev.naosu.ship.rollout;

import dev.naosu.fleet.Fleet;
import java.time.Duration;
import java.util.List;

/// How a service is rolled out.
///
/// @param stages one after another; after the last one the new version gets everything
/// @param look how long a window is
public record Deployed(Fleet fleet, List<Stage> stages, Duration look, Judge judge) {
  public Deployed {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a rollout has at least one stage");
    }
  }
}
