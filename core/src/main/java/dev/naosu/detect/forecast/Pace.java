package dev.naosu.detect.forecast;

import dev.naosu.detect.metrics.Robust;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How fast something grows that is cut back now and then: only what was added counts.
///
/// @param perDay the middle of the parts of the time that was looked at
/// @param most of them
/// @param over how long it was looked at
public record Pace(double perDay, double most, Duration over) {
  private static final int PARTS = 6;
  private static final Duration SHORTEST = Duration.ofMinutes(30);
  private static final double DAY = Duration.ofDays(1).toSeconds();

  /// Empty where it was looked at for too short a time.
  public static Optional<Pace> of(List<Reading> readings) {
    List<Reading> sorted = new ArrayList<>(readings);
    sorted.sort(Comparator.comparing(Reading::at));
    if (sorted.size() < PARTS) {
      return Optional.empty();
    }
    Instant begin = sorted.getFirst().at();
    Duration over = Duration.between(begin, sorted.getLast().at());
    if (over.compareTo(SHORTEST) < 0) {
      return Optional.empty();
    }
    double[] added = new double[PARTS];
    for (int i = 1; i < sorted.size(); i++) {
      double share =
          (double) Duration.between(begin, sorted.get(i).at()).toMillis() / over.toMillis();
      int part = Math.min(PARTS - 1, (int) (share * PARTS));
      added[part] += Math.max(0, sorted.get(i).value() - sorted.get(i - 1).value());
    }
    double perPart = DAY / (over.toSeconds() / (double) PARTS);
    double most = 0;
    for (int i = 0; i < PARTS; i++) {
      added[i] *= perPart;
      most = Math.max(most, added[i]);
    }
    return Optional.of(new Pace(Robust.median(added), most, over));
  }
}
