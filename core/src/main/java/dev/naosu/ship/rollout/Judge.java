package dev.naosu.ship.rollout;

import dev.naosu.fleet.Version;
import java.util.List;

/// Says what windows mean.
@FunctionalInterface
public interface Judge {
  /// @param windows of the whole rollout, oldest first
  /// @param stage from 0, the one that is under way
  Judgement judge(Version stable, Version candidate, List<Window> windows, int stage);
}
