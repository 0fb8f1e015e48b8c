package dev.naosu.fleet;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which share of the requests each version gets.
///
/// @param shares by version, each in [0, 1], together 1
public record Split(SortedMap<Version, Double> shares) {
  private static final double ROUNDING = 1e-9;

  public Split {
    shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
    double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - 1) > ROUNDING || shares.values().stream().anyMatch(each -> !(each >= 0))) {
      throw new IllegalArgumentException("shares are at least 0 and together 1, not " + shares);
    }
  }

  /// One version gets everything.
  public static Split all(Version version) {
    return new Split(new TreeMap<>(Map.of(version, 1.0)));
  }

  /// @param share of the requests that the new version gets, in [0, 1]
  public static Split canary(Version old, Version fresh, double share) {
    return new Split(new TreeMap<>(Map.of(old, 1 - share, fresh, share)));
  }

  /// 0 for a version that gets nothing.
  public double of(Version version) {
    return shares.getOrDefault(version, 0.0);
  }
}
