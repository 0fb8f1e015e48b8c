package dev.naosu.cycle.runtime;

import java.time.Duration;

/// How patient runtime healing is.
///
/// @param recurrences the same trouble of a component is not healed at runtime when it comes for
///   the so-manieth time, but becomes a case for its code; at least 2
/// @param recurrenceTime within which it counts
/// @param patience how long a step is tried again that must wait, such as for a cool-down
/// @param remembered how long measurements are remembered; no condition can last longer
public record Settings(
    int recurrences, Duration recurrenceTime, Duration patience, Duration remembered) {
  public static final Settings USUAL =
      new Settings(3, Duration.ofDays(1), Duration.ofMinutes(30), Duration.ofHours(2));

  public Settings {
    if (recurrences < 2) {
      throw new IllegalArgumentException("what came once has not come back: " + recurrences);
    }
  }
}
