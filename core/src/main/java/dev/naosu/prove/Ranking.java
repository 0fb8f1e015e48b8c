package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.repair.Trust;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts plausible candidates in the order to prove and show them.
///
/// Candidates that behave alike on every test form a class; the smallest edit of each class speaks
/// for it, since it says the same with less. Classes that do not merely suppress a symptom come
/// first; then those with the higher score (suspicion × template × proposal) of any member.
final class Ranking {
  /// A class of candidates that behave alike.
  ///
  /// @param best speaks for it
  /// @param size how many there are
  /// @param score the best of its members
  record Alike(Plausible best, int size, double score) {}

  private Ranking() {}

  static List<Alike> classes(List<Plausible> plausible) {
    Map<Long, List<Plausible>> groups = new HashMap<>();
    for (Plausible each : plausible) {
      groups.computeIfAbsent(each.behaviour(), _ -> new ArrayList<>()).add(each);
    }
    List<Alike> classes = new ArrayList<>();
    for (List<Plausible> group : groups.values()) {
      group.sort(SMALLEST_FIRST);
      double score =
          group.stream().mapToDouble(each -> each.candidate().score()).max().orElseThrow();
      classes.add(new Alike(group.getFirst(), group.size(), score));
    }
    classes.sort(
        Comparator.comparing((Alike each) -> suppresses(each.best()))
            .thenComparing(each -> -each.score())
            .thenComparing(Alike::best, SMALLEST_FIRST));
    return classes;
  }

  private static final Comparator<Plausible> SMALLEST_FIRST =
      Comparator.comparing(Ranking::suppresses)
          .thenComparingInt(Ranking::editSize)
          .thenComparing(each -> -each.candidate().score())
          .thenComparingInt(Plausible::rank);

  private static boolean suppresses(Plausible plausible) {
    return plausible.candidate().trust() == Trust.SYMPTOM_SUPPRESSION;
  }

  /// Characters removed and inserted.
  private static int editSize(Plausible plausible) {
    int size = 0;
    for (Edit edit : plausible.candidate().patch().edits()) {
      size += edit.span().length() + edit.replacement().length();
    }
    return size;
  }
}
