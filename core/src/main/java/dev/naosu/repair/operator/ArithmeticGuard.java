package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.List;
import java.util.Set;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;

/// Does not divide integers by zero: `a / b` runs only `if (b != 0)`, or gives another value.
///
/// Source: PraPR's preconditions; the division guards of ACS.
public final class ArithmeticGuard implements Operator {
  private static final Set<InfixExpression.Operator> DIVIDING =
      Set.of(InfixExpression.Operator.DIVIDE, InfixExpression.Operator.REMAINDER);

  private static final Set<Assignment.Operator> DIVIDING_INTO =
      Set.of(Assignment.Operator.DIVIDE_ASSIGN, Assignment.Operator.REMAINDER_ASSIGN);

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.ARITHMETIC) ? 1.0 : 0.3;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (InfixExpression division : site.all(InfixExpression.class)) {
            if (DIVIDING.contains(division.getOperator())
                && TypeKinds.isInteger(division.resolveTypeBinding())) {
              guard(site, division, division.getRightOperand(), ideas);
              choice(site, division, ideas);
            }
          }
          for (Assignment division : site.all(Assignment.class)) {
            if (DIVIDING_INTO.contains(division.getOperator())
                && TypeKinds.isInteger(division.getLeftHandSide().resolveTypeBinding())) {
              guard(site, division, division.getRightHandSide(), ideas);
            }
          }
        });
  }

  private static void guard(Site site, Expression use, Expression divisor, Proposals ideas) {
    if (!mayBeZero(divisor)) {
      return;
    }
    String text = comparable(site, divisor);
    if (!Guard.isAsked(site, use, text + " != 0", text + " == 0", text + " > 0")) {
      new Guard(use, List.of(divisor), text + " != 0", text + " == 0", 1.0).propose(site, ideas);
    }
  }

  /// `a / b` becomes `b == 0 ? 0 : a / b`.
  private static void choice(Site site, InfixExpression division, Proposals ideas) {
    Expression divisor = division.getRightOperand();
    if (!mayBeZero(divisor) || !Repeatable.is(divisor) || division.hasExtendedOperands()) {
      return;
    }
    String text = comparable(site, divisor);
    for (Fallbacks.Value value :
        Fallbacks.neutral(site.scopeAt(division), division.resolveTypeBinding())) {
      if (!value.text().equals("null")) {
        ideas.replace(
            division,
            text + " == 0 ? " + value.text() + " : " + site.text(division),
            0.8 * value.weight(),
            "take " + value.text() + " when " + text + " is 0");
      }
    }
  }

  private static boolean mayBeZero(Expression divisor) {
    return divisor.resolveConstantExpressionValue() == null
        && TypeKinds.isInteger(divisor.resolveTypeBinding());
  }

  private static String comparable(Site site, Expression divisor) {
    return divisor instanceof ParenthesizedExpression brackets
            && !(brackets.getExpression() instanceof Assignment)
        ? "(" + site.text(brackets.getExpression()) + ")"
        : site.text(divisor);
  }
}
