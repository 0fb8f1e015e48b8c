package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import dev.naosu.repair.operator.Predicates.Predicate;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.InfixExpression;

/// Asks something else instead of a condition or of a term of it: `if (selected.equals(key))`
/// becomes `if (selected == null)`.
///
/// Source: Nopol's and ACS's synthesised conditions, enumerated.
public final class ConditionReplacement implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.35;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        80,
        ideas -> {
          for (Expression node : Slots.of(site)) {
            if (isTerm(node)) {
              replace(site, node, ideas);
            }
          }
        });
  }

  private static boolean isTerm(Expression node) {
    boolean operand =
        node.getParent() instanceof InfixExpression infix
            && (infix.getOperator() == InfixExpression.Operator.CONDITIONAL_AND
                || infix.getOperator() == InfixExpression.Operator.CONDITIONAL_OR)
            && !Operands.bindsVariables(infix)
            && TypeKinds.isBoolean(node.resolveTypeBinding());
    return (ConditionTerm.isCondition(node) || operand) && !(node instanceof BooleanLiteral);
  }

  private static void replace(Site site, Expression node, Proposals ideas) {
    String all = site.text(Slots.bare(node));
    for (Predicate each : Predicates.about(site, site.scopeAt(node), node)) {
      if (!all.contains(each.text()) && !all.contains(each.negated())) {
        offer(node, each.text(), each.weight(), ideas);
        offer(node, each.negated(), 0.9 * each.weight(), ideas);
      }
    }
  }

  private static void offer(Expression node, String text, double weight, Proposals ideas) {
    ideas.replace(node, text, Math.clamp(weight, 0.01, 1), "ask " + text);
  }
}
