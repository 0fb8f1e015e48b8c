package dev.naosu.detect.metrics;

import java.time.Instant;
import java.util.List;

/// What one metric was like over some time.
///
/// @param points in the order of their times; of a counter its growth per second
public record Track(Series series, List<Point> points) {
  public Track {
    points = List.copyOf(points);
  }

  /// A value at a time.
  public record Point(Instant at, double value) {}
}
