package dev.naosu.prove.safety;

import dev.naosu.detect.vitals.Target;
import dev.naosu.prove.safety.Deed.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What was done lately and what is under way.
///
/// @param deeds at least those of the last day that were begun, and all that are under way, stand,
///   or were left half done
public record Past(List<Deed> deeds) {
  public Past {
    deeds = List.copyOf(deeds);
  }

  /// How far back it has to reach.
  public static final Duration REACH = Duration.ofDays(1);

  Stream<Deed> running() {
    return deeds.stream().filter(Deed::isRunning);
  }

  Stream<Deed> begunSince(Instant since) {
    return deeds.stream()
        .filter(each -> each.began().filter(began -> began.isAfter(since)).isPresent());
  }

  /// Of one action on one target, the latest first.
  List<Deed> of(String action, Target target) {
    return deeds.stream()
        .filter(each -> each.began().isPresent())
        .filter(each -> each.action().equals(action) && each.target().equals(target))
        .sorted(Comparator.comparing((Deed each) -> each.began().orElseThrow()).reversed())
        .toList();
  }

  /// How often it failed since it last helped.
  static int failuresInARow(List<Deed> latestFirst) {
    return (int)
        latestFirst.stream()
            .filter(each -> each.phase().isDone())
            .takeWhile(each -> each.phase() != Phase.HELPED)
            .count();
  }
}
