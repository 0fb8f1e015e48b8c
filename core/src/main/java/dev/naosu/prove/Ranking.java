package dev.naosu.prove;

import dev.naosu.repair.Trust;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/// Puts plausible candidates in the order to prove and show them.
///
/// Candidates that behave alike form a class; the best of each class speaks for it. Best is what
/// does not merely suppress a symptom; then what a template made; then the higher score (suspicion
/// × template × proposal); then the smaller edit. Between classes, the score counts less for what
/// changes calls that no failing test made.
final class Ranking {
  /// A class of candidates that behave alike.
  ///
  /// @param members best first, at least one
  record Alike(List<Plausible> members) {
    Alike {
      members = List.copyOf(members);
    }

    /// It speaks for the class.
    Plausible best() {
      return members.getFirst();
    }

    int size() {
      return members.size();
    }

    /// How many kinds of edit made its members.
    int operators() {
      return (int) members.stream().map(each -> each.candidate().operator()).distinct().count();
    }
  }

  /// What each e-fold of operators in a class adds to its weight.
  private static final double AGREEMENT = 0.06;

  private Ranking() {}

  /// Classes of candidates whose tests all took the same steps, best first.
  static List<Alike> classes(List<Plausible> plausible) {
    Map<Long, List<Plausible>> groups = new HashMap<>();
    for (Plausible each : plausible) {
      groups.computeIfAbsent(each.behaviour(), _ -> new ArrayList<>()).add(each);
    }
    return groups.values().stream()
        .map(Ranking::alike)
        .sorted(Comparator.comparing(Alike::best, BEST_FIRST))
        .toList();
  }

  /// @param members at least one, in any order
  static Alike alike(List<Plausible> members) {
    return new Alike(members.stream().sorted(BEST_FIRST).toList());
  }

  /// The classes best first: by the score of the best member, what it keeps of it, and how many
  /// kinds of edit came to the same behaviour independently of each other.
  ///
  /// @param credit how much of its score a class's best member keeps
  static List<Alike> byEvidence(List<Alike> classes, ToDoubleFunction<Plausible> credit) {
    return classes.stream()
        .sorted(
            Comparator.comparing((Alike alike) -> suppresses(alike.best()))
                .thenComparing(
                    alike ->
                        -alike.best().candidate().score()
                            * credit.applyAsDouble(alike.best())
                            * agreement(alike))
                .thenComparing(Alike::best, BEST_FIRST))
        .toList();
  }

  /// From 1 on.
  private static double agreement(Alike alike) {
    return 1 + AGREEMENT * Math.log(alike.operators());
  }

  /// Classes that models had a say in, best first. Templates and models are independent of each
  /// other, so what both of them came to is as likely wrong as both are: the weight of a class is
  /// `1 - (1 - score) (1 - share of the votes)`, of which it keeps its credit. It is divided by the
  /// square of the edit's size: models like to write a method anew, and the more of it is new, the
  /// more often it does something else beside the repair. (Of 88 bugs with repairs by recorded
  /// answers, the first shown was right 58 times by votes alone, and 68 times by both; any power
  /// from 1 to 4 gives 66 to 71.) Then more voices, then less deleted.
  ///
  /// @param size tokens that a candidate removes and adds
  static List<Alike> byVotes(
      List<Alike> classes,
      ToDoubleFunction<Plausible> credit,
      ToIntFunction<Plausible> size,
      Function<Alike, Optional<Votes>> votes) {
    return classes.stream()
        .sorted(
            Comparator.comparing((Alike alike) -> suppresses(alike.best()))
                .thenComparing(
                    alike ->
                        -weight(alike, votes.apply(alike))
                            * credit.applyAsDouble(alike.best())
                            / Math.pow(1 + size.applyAsInt(alike.best()), 2))
                .thenComparing(alike -> -votes.apply(alike).map(Votes::voices).orElse(0))
                .thenComparingInt(alike -> deleted(alike.best()))
                .thenComparing(Alike::best, BEST_FIRST))
        .toList();
  }

  private static double weight(Alike alike, Optional<Votes> votes) {
    double templates =
        alike.members().stream()
            .filter(each -> !isOfModel(each))
            .mapToDouble(each -> each.candidate().score())
            .max()
            .orElse(0);
    return 1 - (1 - templates) * (1 - votes.map(Votes::share).orElse(0.0));
  }

  static boolean isOfModel(Plausible plausible) {
    return plausible.candidate().isByModel();
  }

  /// Characters removed.
  private static int deleted(Plausible plausible) {
    return plausible.candidate().patch().edits().stream()
        .mapToInt(edit -> edit.span().length())
        .sum();
  }

  private static final Comparator<Plausible> BEST_FIRST =
      Comparator.comparing(Ranking::suppresses)
          // how often templates are right is known; a model that agrees must not hide one
          .thenComparing(Ranking::isOfModel)
          .thenComparing(each -> -each.candidate().score())
          .thenComparingInt(each -> each.candidate().patch().size())
          .thenComparingInt(Plausible::rank);

  static boolean suppresses(Plausible plausible) {
    return plausible.candidate().trust() == Trust.SYMPTOM_SUPPRESSION;
  }
}
