package dev.naosu.ship.canary;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Failures that only the new version was seen to have, while the old one ran beside it.
///
/// One that both have, which happens for the first time, happens at the new version with the chance
/// of its share of the requests. So a first sight at a share of 0.05 is one of a chance of 0.05,
/// and one in each of four spans at 0.5 of 0.06; when the old version has it too, it is no
/// difference.
///
/// @param chances by fingerprint, how likely it is that only the new version showed it; 1 when the
///   old one showed it later
/// @param common that the old version was seen to have too, or before
record NewFailures(SortedMap<String, Double> chances, Set<String> common) {
  NewFailures {
    chances = Collections.unmodifiableSortedMap(new TreeMap<>(chances));
    common = Set.copyOf(common);
  }

  NewFailures(KnownFailures known) {
    this(new TreeMap<>(), known.fingerprints());
  }

  /// @param share of the requests that the new version gets
  NewFailures after(Sides sides, double share) {
    if (sides.old().failures().isEmpty() && sides.fresh().failures().isEmpty()) {
      return this;
    }
    Set<String> shared = new TreeSet<>(common);
    shared.addAll(sides.old().failures());
    SortedMap<String, Double> next = new TreeMap<>(chances);
    if (sides.old().requests() > 0) {
      sides.fresh().failures().stream()
          .filter(each -> !shared.contains(each))
          .forEach(each -> next.merge(each, share, (before, now) -> before * now));
    }
    next.replaceAll((fingerprint, chance) -> shared.contains(fingerprint) ? 1.0 : chance);
    return new NewFailures(next, shared);
  }

  /// Those that the old version does not have, sure or not.
  SortedSet<String> onlyFresh() {
    SortedSet<String> only = new TreeSet<>(chances.keySet());
    only.removeAll(common);
    return only;
  }

  /// Those that are the new version's, surely enough.
  ///
  /// @param atOnce the chance that is small enough when the past is known
  /// @param alpha what may be wrong over the whole canary, when it is not: the first failure gets a
  ///   half of it, the second a sixth, and so on
  SortedSet<String> sure(boolean isPastKnown, double atOnce, double alpha) {
    SortedSet<String> sure = new TreeSet<>();
    double number = Math.max(1, chances.size());
    double small = alpha / (number * (number + 1));
    chances.forEach(
        (fingerprint, chance) -> {
          if (chance <= (isPastKnown ? Math.max(atOnce, small) : small)) {
            sure.add(fingerprint);
          }
        });
    return sure;
  }
}
