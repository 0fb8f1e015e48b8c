package dev.naosu.ship.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The last minutes, and all that was before them.
///
/// @param windows the latest last
record Recent(List<Span> windows, Sides before) {
  static final Recent NONE = new Recent(List.of(), Sides.NONE);

  private static final Duration MINUTES = Duration.ofMinutes(5);

  /// Standard deviations that a trouble of the old version is away from what it had before.
  private static final double FAR = 4;

  private static final long LEAST_ERRORS = 10;

  record Span(Instant to, Sides sides) {}

  Recent {
    windows = List.copyOf(windows);
  }

  Recent after(Instant to, Sides sides) {
    List<Span> next = new ArrayList<>(windows);
    next.add(new Span(to, sides));
    Instant begin = to.minus(MINUTES);
    Sides past = before;
    while (!next.getFirst().to().isAfter(begin)) {
      past = past.plus(next.removeFirst().sides());
    }
    return new Recent(next, past);
  }

  private long requestsOfOld() {
    return windows.stream().mapToLong(each -> each.sides().old().requests()).sum();
  }

  private long errorsOfOld() {
    return windows.stream().mapToLong(each -> each.sides().old().errors()).sum();
  }

  boolean isWithoutOld() {
    return requestsOfOld() == 0;
  }

  boolean isWithoutFresh() {
    return windows.stream().allMatch(each -> each.sides().fresh().requests() == 0);
  }

  /// Whether the old version fails far more often than it did earlier in the canary: something else
  /// is going on, and what is seen now says little about other days.
  boolean isTroubled() {
    long asked = requestsOfOld();
    long failed = errorsOfOld();
    long askedBefore = before.old().requests();
    long failedBefore = before.old().errors();
    if (asked == 0 || askedBefore == 0 || failed < LEAST_ERRORS) {
      return false;
    }
    double all = (double) (failed + failedBefore) / (asked + askedBefore);
    double share = (double) failed / asked;
    double shareBefore = (double) failedBefore / askedBefore;
    double deviation = Math.sqrt(all * (1 - all) * (1.0 / asked + 1.0 / askedBefore));
    return share >= 2 * shareBefore && share - shareBefore > FAR * deviation;
  }
}
