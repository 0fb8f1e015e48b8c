package dev.naosu.detect.logs;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The templates that have their punctuation in common, and their first word.
///
/// @param skeleton the punctuation
/// @param word the first one, or [Masking#VARIABLE]
record Leaf(String skeleton, String word, List<Cluster> clusters) {
  /// The one with the most equal words, of those that differ in values only; it learns.
  Optional<Cluster> best(Words message) {
    Cluster best = null;
    int most = -1;
    for (Cluster cluster : clusters) {
      int equal = cluster.equalWords(message);
      if (equal > most) {
        best = cluster;
        most = equal;
      }
    }
    if (best != null) {
      best.learn(message);
    }
    return Optional.ofNullable(best);
  }

  /// The one not seen for longest.
  Cluster eldest() {
    return clusters.stream().min(Comparator.comparingLong(Cluster::last)).orElseThrow();
  }
}
