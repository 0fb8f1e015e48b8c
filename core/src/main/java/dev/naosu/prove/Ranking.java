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
/// Candidates that behave alike on every test form a class; the best of each class speaks for it.
/// Best is what does not merely suppress a symptom; then the higher score (suspicion × template ×
/// proposal); then the smaller edit.
final class Ranking {
  /// A class of candidates that behave alike.
  ///
  /// @param best speaks for it
  /// @param size how many there are
  record Alike(Plausible best, int size) {}

  private Ranking() {}

  static List<Alike> classes(List<Plausible> plausible) {
    Map<Long, List<Plausible>> groups = new HashMap<>();
    for (Plausible each : plausible) {
      groups.computeIfAbsent(each.behaviour(), _ -> new ArrayList<>()).add(each);
    }
    List<Alike> classes = new ArrayList<>();
    for (List<Plausible> group : groups.values()) {
      group.sort(BEST_FIRST);
      classes.add(new Alike(group.getFirst(), group.size()));
    }
    classes.sort(Comparator.comparing(Alike::best, BEST_FIRST));
    return classes;
  }

  private static final Comparator<Plausible> BEST_FIRST =
      Comparator.comparing(Ranking::suppresses)
          .thenComparing(each -> -each.candidate().score())
          .thenComparingInt(Ranking::editSize)
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
