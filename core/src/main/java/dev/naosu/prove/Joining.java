package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.detect.TestId;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes one candidate of two: a repair of several places, tried and applied as a whole.
public final class Joining {
  /// Kinds of partial repairs looked at: sets of failing tests that they make pass.
  private static final int KINDS = 4;

  private Joining() {}

  /// The candidate that makes part of the failing tests pass together with each other one that does
  /// not touch the same characters, in the order of the others.
  public static List<Candidate> with(Candidate kept, List<Candidate> others) {
    List<Candidate> joined = new ArrayList<>();
    for (Candidate other : others) {
      if (!overlap(kept.patch(), other.patch())) {
        joined.add(join(kept, other));
      }
    }
    return joined;
  }

  /// The partial repairs worth building on: for each set of tests that some make pass, those with
  /// the best scores; larger sets first.
  ///
  /// @param most of one set
  public static List<List<Field.Partial>> promising(List<Field.Partial> partials, int most) {
    Map<Set<TestId>, List<Field.Partial>> kinds = new LinkedHashMap<>();
    partials.stream()
        .sorted(
            Comparator.comparing((Field.Partial each) -> -each.passed().size())
                .thenComparing(each -> each.candidate().trust() != Trust.ORDINARY)
                .thenComparing(each -> -each.candidate().score()))
        .forEach(each -> kinds.computeIfAbsent(each.passed(), _ -> new ArrayList<>()).add(each));
    return kinds.values().stream()
        .limit(KINDS)
        .map(kind -> kind.subList(0, Math.min(most, kind.size())))
        .toList();
  }

  private static boolean overlap(Patch one, Patch other) {
    return one.edits().stream().anyMatch(a -> other.edits().stream().anyMatch(b -> overlap(a, b)));
  }

  /// Edits that touch each other count as overlapping: their order would matter.
  private static boolean overlap(Edit a, Edit b) {
    return a.path().equals(b.path())
        && a.span().start() <= b.span().end()
        && b.span().start() <= a.span().end();
  }

  private static Candidate join(Candidate kept, Candidate other) {
    List<Edit> edits = new ArrayList<>(kept.patch().edits());
    edits.addAll(other.patch().edits());
    boolean suppresses =
        kept.trust() == Trust.SYMPTOM_SUPPRESSION || other.trust() == Trust.SYMPTOM_SUPPRESSION;
    return new Candidate(
        kept.operator() + " + " + other.operator(),
        suppresses ? Trust.SYMPTOM_SUPPRESSION : Trust.ORDINARY,
        new Patch(edits),
        kept.path(),
        kept.line(),
        kept.method(),
        kept.description() + "; " + other.description(),
        kept.score() * other.score());
  }
}
