package dev.naosu.prove.traffic;

import dev.naosu.prove.traffic.Places.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One field of one operation over its requests: how often it differs between starts of a build,
/// and how often between the builds.
final class FieldTally {
  private final String field;
  private int varied;
  private int kindVaried;
  private final List<Split> splits = new ArrayList<>();
  private final List<Split> kindSplits = new ArrayList<>();

  /// A request that all starts of the old build answer alike there, and no start of the new one
  /// answers like them.
  ///
  /// @param request its number
  /// @param place within the answer
  record Split(int request, String place, String before, String after) {}

  FieldTally(String field) {
    this.field = field;
  }

  String field() {
    return field;
  }

  /// @param old what stands at the field's places, by start of the old build
  /// @param fresh the same of the new build
  void add(int request, List<SortedMap<String, Leaf>> old, List<SortedMap<String, Leaf>> fresh) {
    Map<String, Leaf> first = old.getFirst();
    if (old.stream().allMatch(first::equals) && fresh.stream().allMatch(first::equals)) {
      return;
    }
    varied++;
    if (isSplit(old, fresh)) {
      String place = differing(first, fresh.getFirst());
      splits.add(
          new Split(request, place, told(first.get(place)), told(fresh.getFirst().get(place))));
    }
    List<SortedMap<String, String>> oldKinds = old.stream().map(FieldTally::kinds).toList();
    List<SortedMap<String, String>> freshKinds = fresh.stream().map(FieldTally::kinds).toList();
    Map<String, String> kinds = oldKinds.getFirst();
    if (oldKinds.stream().allMatch(kinds::equals) && freshKinds.stream().allMatch(kinds::equals)) {
      return;
    }
    kindVaried++;
    if (isSplit(oldKinds, freshKinds)) {
      String place = differing(kinds, freshKinds.getFirst());
      kindSplits.add(
          new Split(
              request,
              place,
              Objects.requireNonNullElse(kinds.get(place), "nothing"),
              Objects.requireNonNullElse(freshKinds.getFirst().get(place), "nothing")));
    }
  }

  private static <T> boolean isSplit(List<T> old, List<T> fresh) {
    return old.stream().allMatch(old.getFirst()::equals)
        && fresh.stream().noneMatch(old.getFirst()::equals);
  }

  private static <T> String differing(Map<String, T> one, Map<String, T> other) {
    SortedSet<String> places = new TreeSet<>(one.keySet());
    places.addAll(other.keySet());
    return places.stream()
        .filter(place -> !Objects.equals(one.get(place), other.get(place)))
        .findFirst()
        .orElse("");
  }

  private static String told(@Nullable Leaf leaf) {
    return leaf == null ? "nothing" : leaf.told();
  }

  private static SortedMap<String, String> kinds(SortedMap<String, Leaf> leaves) {
    SortedMap<String, String> kinds = new TreeMap<>();
    leaves.forEach((place, leaf) -> kinds.put(place, leaf.kind().told()));
    return kinds;
  }

  /// Requests in which it differs between any starts.
  int varied() {
    return varied;
  }

  List<Split> splits() {
    return splits;
  }

  /// Whether it differs by itself somewhere.
  boolean isNoisy() {
    return varied > splits.size();
  }

  /// Splits of what it is rather than what it says, where it is always the same otherwise: a random
  /// id is still a text.
  List<Split> kindSplits() {
    return kindVaried == kindSplits.size() ? kindSplits : List.of();
  }

  /// How likely chance alone gives as many splits, or more.
  ///
  /// @param each the most that chance gives to one
  double chance(double each) {
    double sum = 0;
    double ways = 1;
    for (int k = 0; k <= varied; k++) {
      if (k >= splits.size()) {
        sum += ways * Math.pow(each, k) * Math.pow(1 - each, varied - k);
      }
      ways = ways * (varied - k) / (k + 1);
    }
    return Math.min(1, sum);
  }
}
