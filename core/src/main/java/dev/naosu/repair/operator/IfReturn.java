package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.operator.Predicates.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.Statement;

/// Returns early in a special case: puts `if (n == 0) { return 1; }` before the site. The value is
/// one that a failed assertion expected, a neutral one, or a variable at hand.
///
/// Source: ACS (Xiong et al., ICSE 2017), value returning.
public final class IfReturn implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.ASSERTION) && !evidence.expectedValues().isEmpty()
        ? 0.65
        : 0.45;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Statement> anchor = Places.anchor(site);
    if (anchor.isPresent()) {
      Shortlist.propose(site, proposals, 120, ideas -> propose(site, anchor.get(), ideas));
    }
  }

  private static void propose(Site site, Statement anchor, Proposals ideas) {
    List<Exits.Exit> exits = exits(site);
    if (exits.isEmpty()) {
      return;
    }
    double entry = Places.isMethodEntry(site) ? 1.0 : 0.8;
    for (Predicate predicate : Predicates.about(site, site.scope(), anchor)) {
      for (Exits.Exit exit : exits) {
        double weight = entry * predicate.weight() * exit.weight();
        insert(site, anchor, predicate.text(), exit, weight, ideas);
        insert(site, anchor, predicate.negated(), exit, 0.6 * weight, ideas);
      }
    }
  }

  private static List<Exits.Exit> exits(Site site) {
    List<Exits.Exit> exits = new ArrayList<>(Exits.returns(site));
    Scope scope = site.scope();
    Frame.around(site.node())
        .result()
        .filter(type -> !exits.isEmpty() && !scope.isStatic())
        .filter(type -> Scope.fits(scope.enclosingType(), type))
        .ifPresent(_ -> exits.add(new Exits.Exit("return this;", 0.7)));
    return exits;
  }

  private static void insert(
      Site site,
      Statement anchor,
      String condition,
      Exits.Exit exit,
      double weight,
      Proposals ideas) {
    if (exit.code().contains(condition)) {
      return;
    }
    ideas.insertBefore(
        anchor,
        Places.ifThen(site, condition, exit.code()),
        weight,
        exit.code().replace(";", "") + " when " + condition);
  }
}
