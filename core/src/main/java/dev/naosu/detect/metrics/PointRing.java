package dev.naosu.detect.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The last points of one series; grows with them up to its bound.
final class PointRing {
  private static final int FIRST = 16;

  private final int most;
  private long[] times = new long[FIRST];
  private double[] values = new double[FIRST];
  private int oldest;
  private int size;

  PointRing(int most) {
    this.most = most;
  }

  void add(Instant at, double value) {
    if (size == times.length && size < most) {
      grow();
    }
    int place = (oldest + size) % times.length;
    times[place] = at.toEpochMilli();
    values[place] = value;
    if (size < times.length) {
      size++;
    } else {
      oldest = (oldest + 1) % times.length;
    }
  }

  /// @param from inclusive
  /// @param to exclusive
  List<Track.Point> between(Instant from, Instant to) {
    long first = from.toEpochMilli();
    long end = to.toEpochMilli();
    List<Track.Point> points = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int place = (oldest + i) % times.length;
      if (times[place] >= first && times[place] < end) {
        points.add(new Track.Point(Instant.ofEpochMilli(times[place]), values[place]));
      }
    }
    return points;
  }

  private void grow() {
    // not full before it has all its room, so nothing was overwritten and the oldest is first
    int room = Math.min(most, times.length * 2);
    times = Arrays.copyOf(times, room);
    values = Arrays.copyOf(values, room);
  }
}
