package dev.naosu.repair.donor;

import java.util.Arrays;
import java.util.Map;

/// What code is made of, counted: kinds of nodes, names and types of variables, called methods.
///
/// Source: SimFix (Jiang et al., ISSTA 2018), its three similarities in one vector.
final class Features {
  private final int[] keys;
  private final int[] counts;
  private final double length;

  Features(Map<Integer, Integer> counted) {
    keys = counted.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    counts = Arrays.stream(keys).map(key -> counted.getOrDefault(key, 0)).toArray();
    length = Math.sqrt(Arrays.stream(counts).mapToDouble(count -> (double) count * count).sum());
  }

  /// The cosine of the angle between two vectors, in [0, 1]; 0 when one is empty.
  double similarity(Features other) {
    long product = 0;
    int i = 0;
    int j = 0;
    while (i < keys.length && j < other.keys.length) {
      if (keys[i] == other.keys[j]) {
        product += (long) counts[i++] * other.counts[j++];
      } else if (keys[i] < other.keys[j]) {
        i++;
      } else {
        j++;
      }
    }
    return product == 0 ? 0 : product / (length * other.length);
  }
}
