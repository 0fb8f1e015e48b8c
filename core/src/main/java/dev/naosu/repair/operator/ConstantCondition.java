package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import dev.naosu.repair.Trust;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.DoStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.WhileStatement;

/// Makes a condition `true` or `false`. Mostly hides a fault.
///
/// Source: Kali, PIT's remove conditionals.
public final class ConstantCondition implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.1;
  }

  @Override
  public Trust trust() {
    return Trust.SYMPTOM_SUPPRESSION;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    switch (site.node()) {
      case IfStatement branch -> {
        if (isFree(branch.getExpression()) && Places.maySkip(branch)) {
          constant(branch.getExpression(), "true", 0.9, proposals);
          constant(branch.getExpression(), "false", 0.9, proposals);
        }
      }
      case WhileStatement loop -> endless(loop, loop.getExpression(), proposals);
      case DoStatement loop -> {
        endless(loop, loop.getExpression(), proposals);
        if (isFree(loop.getExpression()) && Flow.completes(loop)) {
          constant(loop.getExpression(), "false", 0.8, proposals);
        }
      }
      default -> {}
    }
  }

  private static void endless(Statement loop, Expression condition, Proposals proposals) {
    if (isFree(condition)
        && Places.maySkip(loop)
        && Checked.mayRemove(condition)
        && Flow.isSound(loop, Flow.Effect.ENDLESS)) {
      constant(condition, "true", 0.5, proposals);
    }
  }

  private static void constant(
      Expression condition, String value, double weight, Proposals proposals) {
    if (!(condition instanceof BooleanLiteral)) {
      proposals.replace(condition, value, weight, "make the condition " + value);
    }
  }

  /// Whether nothing is declared or assigned in the condition.
  private static boolean isFree(Expression condition) {
    AtomicBoolean bound = new AtomicBoolean();
    condition.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(Assignment node) {
            bound.set(true);
            return true;
          }
        });
    return !bound.get() && !Places.bindsPattern(condition);
  }
}
