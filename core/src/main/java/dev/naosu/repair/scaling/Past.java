package dev.naosu.repair.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// What was changed before.
///
/// @param begun since when changes are known; whoever has just begun waits as if it had just
///   changed something
/// @param out when instances were added last
/// @param in when some were taken away last
/// @param regrets how often lately what was taken away had to be added again soon
public record Past(Instant begun, Optional<Instant> out, Optional<Instant> in, int regrets) {
  private static final int MOST_REGRETS = 3;

  public static Past begun(Instant now) {
    return new Past(now, Optional.empty(), Optional.empty(), 0);
  }

  /// @param more whether instances were added now
  /// @param rest in which that means that the last ones should not have been taken away
  public Past after(boolean more, Instant now, Duration rest) {
    boolean isAfterIn = in.filter(each -> out.filter(each::isBefore).isEmpty()).isPresent();
    boolean isSoon = now.isBefore(last().plus(rest));
    if (more) {
      int counted = isAfterIn && isSoon ? Math.min(MOST_REGRETS, regrets + 1) : regrets;
      return new Past(begun, Optional.of(now), in, counted);
    }
    // nothing had to be added for long, or since the last were taken away: it is quiet again
    int counted = isAfterIn || !isSoon ? Math.max(0, regrets - 1) : regrets;
    return new Past(begun, out, Optional.of(now), counted);
  }

  /// The last change of all; the beginning counts as one.
  Instant last() {
    return Stream.of(Optional.of(begun), out, in)
        .flatMap(Optional::stream)
        .max(Instant::compareTo)
        .orElse(begun);
  }
}
