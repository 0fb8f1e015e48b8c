package dev.naosu.cycle.runtime;

import dev.naosu.ship.action.Road;
import java.util.Optional;

/// What became of the actions that people were asked about.
@FunctionalInterface
public interface Answers {
  /// Empty as long as nobody has answered, or what they allowed is under way.
  ///
  /// @param request as in [Road.Outcome.Asked]
  Optional<Road.Outcome> of(String request);

  /// Where nobody answers: what people do shows in the measurements alone.
  static Answers none() {
    return _ -> Optional.empty();
  }
}
