package dev.naosu.repair.operator;

import dev.naosu.code.Edit;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Proposals.Proposal;
import dev.naosu.repair.Site;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// The best of many ideas for one site.
final class Shortlist {
  private static final int LONGEST = 60;

  private Shortlist() {}

  /// Collects ideas and proposes the heaviest of them, each patch once.
  static void propose(Site site, Proposals proposals, Consumer<Proposals> ideas) {
    propose(site, proposals, LONGEST, ideas);
  }

  static void propose(Site site, Proposals proposals, int longest, Consumer<Proposals> ideas) {
    Proposals all = new Proposals(site.source());
    ideas.accept(all);
    Set<Object> seen = new HashSet<>();
    all.list().stream()
        .sorted(Comparator.comparingDouble(Proposal::weight).reversed())
        .filter(each -> seen.add(each.patch()))
        .limit(longest)
        .forEach(
            each ->
                proposals.add(
                    each.weight(), each.description(), each.patch().edits().toArray(Edit[]::new)));
  }
}
