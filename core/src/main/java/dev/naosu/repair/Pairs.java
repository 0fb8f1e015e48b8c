package dev.naosu.repair;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Two small edits of one method at once, for faults that no single edit mends.
///
/// The likeliest edits of each method are combined, each with each; a pair is less likely than
/// either of its parts.
final class Pairs {
  /// Edits of one method that are combined.
  private static final int MOST_PARTS = 60;

  private static final int MOST_PAIRS = 600;

  /// How likely a fault is to need two edits rather than one.
  private static final double SHARE = 0.45;

  private Pairs() {}

  /// @param candidates single ones
  /// @param combines the operators whose edits go together
  static List<Candidate> of(List<Candidate> candidates, java.util.Set<String> combines) {
    Map<String, List<Candidate>> byMethod =
        candidates.stream()
            .filter(each -> combines.contains(each.operator()))
            .filter(each -> each.patch().edits().size() == 1)
            .collect(
                Collectors.groupingBy(
                    each -> each.path() + "#" + each.method(),
                    java.util.TreeMap::new,
                    Collectors.toList()));
    List<Candidate> pairs = new ArrayList<>();
    for (List<Candidate> parts : byMethod.values()) {
      pairs.addAll(within(parts));
    }
    return pairs;
  }

  private static List<Candidate> within(List<Candidate> parts) {
    List<Candidate> best =
        parts.stream()
            .sorted(
                Comparator.comparingDouble(Candidate::score)
                    .reversed()
                    .thenComparingInt(Candidate::line)
                    .thenComparing(each -> each.patch().toString()))
            .limit(MOST_PARTS)
            .toList();
    List<Candidate> pairs = new ArrayList<>();
    for (int i = 0; i < best.size(); i++) {
      for (int j = i + 1; j < best.size(); j++) {
        if (areApart(best.get(i), best.get(j))) {
          pairs.add(pair(best.get(i), best.get(j)));
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Candidate::score).reversed());
    return pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()));
  }

  private static boolean areApart(Candidate a, Candidate b) {
    Edit one = a.patch().edits().getFirst();
    Edit other = b.patch().edits().getFirst();
    return one.path().equals(other.path())
        && (one.span().end() < other.span().start() || other.span().end() < one.span().start());
  }

  private static Candidate pair(Candidate a, Candidate b) {
    boolean inOrder =
        a.patch().edits().getFirst().span().start() < b.patch().edits().getFirst().span().start();
    Candidate first = inOrder ? a : b;
    Candidate second = inOrder ? b : a;
    return new Candidate(
        first.operator() + "+" + second.operator(),
        Trust.ORDINARY,
        Patch.of(first.patch().edits().getFirst(), second.patch().edits().getFirst()),
        a.path(),
        a.line(),
        a.method(),
        first.description() + ", and " + second.description(),
        SHARE * Math.sqrt(a.score() * b.score()) * Math.min(a.score(), b.score()));
  }
}
