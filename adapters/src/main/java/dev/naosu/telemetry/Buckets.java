package dev.naosu.telemetry;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// How many values of a histogram lie where, in the order of their size.
record Buckets(List<Bucket> buckets) {
  /// @param above what its values are greater than; -∞ when that is not known
  /// @param upTo what its values are at most; ∞ when that is not known
  /// @param count not negative
  record Bucket(double above, double upTo, long count) {
    Bucket {
      count = Math.max(0, count);
    }

    /// Where a value lies that is greater than a share of them; at an end of the bucket that is
    /// known where the other is not.
    double at(double share) {
      if (Double.isInfinite(above)) {
        return upTo;
      }
      return Double.isInfinite(upTo) ? above : above + (upTo - above) * share;
    }
  }

  /// Empty when bounds and counts do not fit each other.
  static Buckets of(HistogramDataPoint point) {
    int count = point.getBucketCountsCount();
    List<Bucket> buckets = new ArrayList<>();
    if (count == point.getExplicitBoundsCount() + 1) {
      for (int i = 0; i < count; i++) {
        double lowest = point.hasMin() ? point.getMin() : Double.NEGATIVE_INFINITY;
        double highest = point.hasMax() ? point.getMax() : Double.POSITIVE_INFINITY;
        buckets.add(
            new Bucket(
                i == 0 ? lowest : point.getExplicitBounds(i - 1),
                i == count - 1 ? highest : point.getExplicitBounds(i),
                point.getBucketCounts(i)));
      }
    }
    return new Buckets(buckets);
  }

  /// Empty when there are values below 0, which such histograms are hardly ever of.
  static Buckets of(ExponentialHistogramDataPoint point) {
    List<Bucket> buckets = new ArrayList<>();
    if (point.getNegative().getBucketCountsCount() == 0) {
      buckets.add(new Bucket(0, point.getZeroThreshold(), point.getZeroCount()));
      double base = Math.pow(2, Math.pow(2, -point.getScale()));
      for (int i = 0; i < point.getPositive().getBucketCountsCount(); i++) {
        double index = (double) point.getPositive().getOffset() + i;
        buckets.add(
            new Bucket(
                Math.pow(base, index),
                Math.pow(base, index + 1),
                point.getPositive().getBucketCounts(i)));
      }
    }
    return new Buckets(buckets);
  }

  /// The value that a share of them does not exceed, as if those of a bucket lay evenly in it;
  /// empty when there are none.
  ///
  /// @param share in [0, 1]
  OptionalDouble quantile(double share) {
    double all = buckets.stream().mapToDouble(Bucket::count).sum();
    double left = share * all;
    for (Bucket bucket : buckets) {
      if (bucket.count() > 0 && left <= bucket.count()) {
        double value = bucket.at(left / bucket.count());
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
      }
      left -= bucket.count();
    }
    return OptionalDouble.empty();
  }
}
