package dev.naosu.detect.traces;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// How long a span waited for those below it: where several ran at once, that time counts once.
final class Waiting {
  private Waiting() {}

  /// @return at most what the span itself took
  static Duration of(SeenSpan span, List<SeenSpan> children) {
    Instant begin = span.began();
    Instant end = begin.plus(span.took());
    Duration waited = Duration.ZERO;
    Instant covered = begin;
    List<SeenSpan> inOrder =
        children.stream()
            .map(child -> moved(child, begin, end))
            .sorted(Comparator.comparing(SeenSpan::began))
            .toList();
    for (SeenSpan child : inOrder) {
      Instant from = child.began().isAfter(covered) ? child.began() : covered;
      Instant childEnd = child.began().plus(child.took());
      Instant to = childEnd.isAfter(end) ? end : childEnd;
      if (to.isAfter(from)) {
        waited = waited.plus(Duration.between(from, to));
        covered = to;
      }
    }
    return waited;
  }

  /// Where it must have been: the clock of another machine may be wrong, the order of things is
  /// not.
  private static SeenSpan moved(SeenSpan child, Instant begin, Instant end) {
    boolean isOutside =
        child.began().isBefore(begin) || child.began().plus(child.took()).isAfter(end);
    Duration room = Duration.between(begin, end).minus(child.took());
    if (!isOutside || room.isNegative() || child.role() != SeenSpan.Role.SERVER) {
      return child;
    }
    return new SeenSpan(
        child.origin(),
        child.trace(),
        child.id(),
        child.parent(),
        child.operation(),
        child.role(),
        begin.plus(room.dividedBy(2)),
        child.took(),
        child.failed());
  }
}
