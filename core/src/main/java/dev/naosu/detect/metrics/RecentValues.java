package dev.naosu.detect.metrics;

import java.util.Arrays;

/// The last values, in their order of time and in their order of size.
final class RecentValues {
  private final double[] ring;
  private final double[] sorted;
  private int size;
  private int oldest;

  RecentValues(int most) {
    ring = new double[most];
    sorted = new double[most];
  }

  int size() {
    return size;
  }

  void add(double value) {
    if (size == ring.length) {
      int gone = Arrays.binarySearch(sorted, 0, size, ring[oldest]);
      System.arraycopy(sorted, gone + 1, sorted, gone, size - gone - 1);
      size--;
    }
    int place = Arrays.binarySearch(sorted, 0, size, value);
    int at = place < 0 ? -place - 1 : place;
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = value;
    size++;
    ring[oldest] = value;
    oldest = (oldest + 1) % ring.length;
  }

  /// The value that a share of them does not exceed.
  ///
  /// @param share in [0, 1]
  double quantile(double share) {
    if (size == 0) {
      throw new IllegalStateException("there is no quantile of no values");
    }
    return sorted[(int) Math.min(size - 1, Math.floor(share * size))];
  }
}
