package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.CastExpression;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.InstanceofExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.NullLiteral;
import org.eclipse.jdt.core.dom.ThisExpression;

/// Lets `equals` and its like cope with null and strangers: `getClass() == o.getClass()` asks first
/// whether `o != null`; `o != null` asks `o instanceof T`, and the other way round.
///
/// Source: TBar NPEqualsShouldHandleNull and the instanceof part of FP11.
public final class NullComparison implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.NULL_DEREFERENCE) || evidence.has(FailureKind.BAD_CAST)
        ? 0.9
        : 0.4;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    for (InfixExpression comparison : site.all(InfixExpression.class)) {
      boolean same = comparison.getOperator() == InfixExpression.Operator.EQUALS;
      if (!same && comparison.getOperator() != InfixExpression.Operator.NOT_EQUALS) {
        continue;
      }
      classes(site, comparison, same, proposals);
      nullCheck(site, comparison, same, proposals);
    }
    for (InstanceofExpression test : site.all(InstanceofExpression.class)) {
      proposals.replace(
          test,
          site.text(test.getLeftOperand()) + " != null",
          0.5,
          "ask for null instead of the type");
    }
  }

  private static void classes(
      Site site, InfixExpression comparison, boolean same, Proposals proposals) {
    for (Expression side :
        java.util.List.of(comparison.getRightOperand(), comparison.getLeftOperand())) {
      if (side instanceof MethodInvocation call
          && call.getName().getIdentifier().equals("getClass")
          && call.getExpression() != null
          && !(call.getExpression() instanceof ThisExpression)
          && Repeatable.is(call.getExpression())) {
        String subject = site.text(call.getExpression());
        String check = subject + (same ? " != null" : " == null");
        if (!Guard.isAsked(site, comparison, check)) {
          Places.join(
              site, proposals, comparison, check, same ? "&&" : "||", 1.0, "ask first: " + check);
        }
      }
    }
  }

  private static void nullCheck(
      Site site, InfixExpression comparison, boolean isNull, Proposals proposals) {
    Expression subject =
        comparison.getRightOperand() instanceof NullLiteral
            ? comparison.getLeftOperand()
            : comparison.getRightOperand();
    if (subject instanceof NullLiteral
        || !(comparison.getRightOperand() instanceof NullLiteral
            || comparison.getLeftOperand() instanceof NullLiteral)
        || comparison.hasExtendedOperands()) {
      return;
    }
    castType(site, subject)
        .ifPresent(
            type -> {
              String test = site.text(subject) + " instanceof " + type;
              // binds tighter than what may stand around a comparison of references
              proposals.replaceText(
                  site.source().spanOf(comparison),
                  isNull ? "!(" + test + ")" : test,
                  0.7,
                  "ask for " + type + " instead of null");
            });
  }

  /// The type to which the same member casts the expression; in `equals`, its own class.
  private static Optional<String> castType(Site site, Expression subject) {
    String[] found = {""};
    site.body()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(CastExpression cast) {
                ITypeBinding type = cast.getType().resolveBinding();
                if (found[0].isEmpty()
                    && type != null
                    && TypeKinds.isNullable(type)
                    && !type.isTypeVariable()
                    && site.text(cast.getExpression()).equals(site.text(subject))) {
                  found[0] = site.scope().typeText(type.getErasure());
                }
                return true;
              }
            });
    return found[0].isEmpty() ? Optional.empty() : Optional.of(found[0]);
  }
}
