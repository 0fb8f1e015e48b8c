package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import dev.naosu.repair.operator.Questions.Question;
import java.util.Optional;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.Statement;

/// Runs a statement only under some condition: `result.add(n);` becomes `if (n > 0) {
/// result.add(n); }`.
///
/// Source: ACS (Xiong et al., ICSE 2017) and SketchFix's conditions; missing conditions are the
/// commonest single omission in Defects4J (Sobreira et al., SANER 2018).
public final class IfAround implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.45;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Statement> anchor = Places.anchor(site);
    if (anchor.isPresent() && Guard.mayWrap(anchor.get())) {
      Shortlist.propose(site, proposals, ideas -> propose(site, anchor.get(), ideas));
    }
  }

  private static void propose(Site site, Statement anchor, Proposals ideas) {
    String around =
        anchor.getParent() instanceof IfStatement branch
            ? site.text(branch.getExpression())
            : anchor.getParent().getParent() instanceof IfStatement branch
                ? site.text(branch.getExpression())
                : "";
    String own = site.text(anchor);
    for (Question question : Questions.before(site)) {
      if (!around.contains(question.text()) && !own.startsWith("if (" + question.text() + ")")) {
        Guard.wrap(anchor, question.text(), Math.clamp(question.weight(), 0.01, 1), ideas);
      }
    }
  }
}
