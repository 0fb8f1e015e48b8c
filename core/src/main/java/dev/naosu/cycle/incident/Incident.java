package dev.naosu.cycle.incident;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Something broken in production: signals with one fingerprint, until somebody or something has
/// dealt with it.
///
/// @param id from 1, in the order of opening
/// @param origin of the first signal
/// @param kind of the first signal
/// @param began when the earliest of its signals happened
/// @param opened when naosu made an incident of it
/// @param lastSeen when the latest signal happened
/// @param changed when it last went from one state to another
/// @param signals how many signals it has absorbed, at least 1
/// @param recurrence how many incidents before it had the same fingerprint
/// @param attempts how many attempts at healing were begun
/// @param remedy the repair that is proposed or delivered
/// @param delivered where the repair is, such as a branch and a commit; empty before
/// @param reason why it is in this state, in one sentence; may be empty
public record Incident(
    long id,
    Fingerprint fingerprint,
    Origin origin,
    Signal.Kind kind,
    State state,
    Instant began,
    Instant opened,
    Instant lastSeen,
    Instant changed,
    long signals,
    int recurrence,
    int attempts,
    Optional<Remedy> remedy,
    Optional<String> delivered,
    String reason) {
  /// From when it began until naosu had an incident of it; never negative.
  public Duration detectionLag() {
    Duration lag = Duration.between(began, opened);
    return lag.isNegative() ? Duration.ZERO : lag;
  }
}
