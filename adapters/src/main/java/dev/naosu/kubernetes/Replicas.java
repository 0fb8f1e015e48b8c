package dev.naosu.kubernetes;

import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Shares as numbers of pods, where nothing else shares requests out. They are rounded: of 4 pods,
/// one is a quarter.
record Replicas(Map<Version, Integer> counts) {
  Replicas {
    counts = Map.copyOf(counts);
  }

  /// Whoever has a share has a pod; the rest goes by the largest remainder.
  ///
  /// @param total of all versions; more when they are more
  static Replicas of(Split split, int total) {
    List<Map.Entry<Version, Double>> shares =
        split.shares().entrySet().stream().filter(each -> each.getValue() > 0).toList();
    int most = Math.max(total, shares.size());
    Map<Version, Integer> counts = new TreeMap<>();
    split.shares().keySet().forEach(each -> counts.put(each, 0));
    shares.forEach(each -> counts.put(each.getKey(), Math.max(1, (int) (each.getValue() * most))));
    int left = most - counts.values().stream().mapToInt(Integer::intValue).sum();
    List<Version> byNeed =
        shares.stream()
            .sorted(
                Comparator.comparingDouble(
                    each -> counts.getOrDefault(each.getKey(), 0) - each.getValue() * most))
            .map(Map.Entry::getKey)
            .toList();
    for (int i = 0; i < left; i++) {
      counts.merge(byNeed.get(i % byNeed.size()), 1, Integer::sum);
    }
    for (int over = -left, i = byNeed.size() - 1; over > 0 && i >= 0; i--) {
      int spare = Math.min(over, counts.getOrDefault(byNeed.get(i), 0) - 1);
      counts.merge(byNeed.get(i), -spare, Integer::sum);
      over -= spare;
    }
    return new Replicas(counts);
  }

  int of(Version version) {
    return counts.getOrDefault(version, 0);
  }
}
