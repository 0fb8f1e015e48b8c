package dev.naosu.durable;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Leaves the body of a cycle at once; it is begun again, here or elsewhere.
///
/// An error, because the engine remembers an exception as what came of a step, and because no body
/// shall take it for a failure of its own.
final class LetGo extends Error {
  private static final long serialVersionUID = 1;

  private final transient Optional<Lane> lane;
  private final transient Duration pause;
  private final transient OptionalInt forget;

  private LetGo(String why, Optional<Lane> lane, Duration pause, OptionalInt forget) {
    super(why, null, false, false);
    this.lane = lane;
    this.pause = pause;
    this.forget = forget;
  }

  static LetGo ended() {
    return new LetGo(
        "the process ends or has lost its lease",
        Optional.empty(),
        Duration.ZERO,
        OptionalInt.empty());
  }

  static LetGo into(Lane lane) {
    return new LetGo("changes lanes", Optional.of(lane), Duration.ZERO, OptionalInt.empty());
  }

  static LetGo after(Duration pause, String why) {
    return new LetGo(why, Optional.empty(), pause, OptionalInt.empty());
  }

  /// @param step number of the first step that this build does otherwise
  static LetGo forgetting(int step) {
    return new LetGo(
        "another build did other steps", Optional.empty(), Duration.ZERO, OptionalInt.of(step));
  }

  /// Where it goes on; empty for where it was.
  Optional<Lane> lane() {
    return lane;
  }

  Duration pause() {
    return pause;
  }

  OptionalInt forget() {
    return forget;
  }
}
