package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;

/// Takes one arm of `c ? a : b` whatever `c` says, or swaps the arms.
///
/// Source: TBar FP6.
public final class TernaryArm implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.6;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    for (ConditionalExpression choice : site.all(ConditionalExpression.class)) {
      if (!Slots.isValue(choice) || Operands.bindsVariables(choice.getExpression())) {
        continue;
      }
      Expression then = choice.getThenExpression();
      Expression otherwise = choice.getElseExpression();
      arm(site, choice, then, proposals);
      arm(site, choice, otherwise, proposals);
      if (Operands.bindsVariables(choice) || isChoice(then) || isChoice(otherwise)) {
        continue;
      }
      proposals.add(
          0.8,
          "swap the arms of the choice",
          proposals.text(site.source().spanOf(then), site.text(otherwise)),
          proposals.text(site.source().spanOf(otherwise), site.text(then)));
    }
  }

  private static boolean isChoice(Expression node) {
    return node instanceof ConditionalExpression;
  }

  private static void arm(
      Site site, ConditionalExpression choice, Expression arm, Proposals proposals) {
    Expression place =
        choice.getParent() instanceof ParenthesizedExpression brackets ? brackets : choice;
    if (Slots.accepts(choice, arm.resolveTypeBinding())) {
      proposals.replace(
          place, site.text(arm), 0.5, "take " + site.text(arm) + " whatever the condition says");
    }
  }
}
