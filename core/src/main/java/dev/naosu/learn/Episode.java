package dev.naosu.learn;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One trouble of something that runs, from its begin to its end.
///
/// @param target in words, such as `shop/app/2`
/// @param what was wrong, such as the name of a runbook
/// @param onset when it began, as far as measurements tell
/// @param detected when naosu knew
/// @param over when it was seen to be over; empty while it is not
/// @param healed whether an action of naosu's ended it
public record Episode(
    String target,
    String what,
    Instant onset,
    Instant detected,
    Optional<Instant> over,
    boolean healed) {
  public Duration detection() {
    return positive(Duration.between(onset, detected));
  }

  public Optional<Duration> recovery() {
    return over.map(end -> positive(Duration.between(onset, end)));
  }

  /// A clock that was put back makes no time negative.
  private static Duration positive(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }
}
