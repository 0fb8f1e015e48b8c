package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.QualifiedName;

/// Moves a whole number by one where it is an argument, an index, or a value kept or returned:
/// `a[i]` becomes `a[i - 1]`, and `f(i + 1)` becomes `f(i)`.
///
/// Source: off-by-one faults, the commonest index faults; QuixBugs has four.
public final class OffByOne implements Operator {
  /// What is left of the weight of `Calendar.HOUR - 1`.
  private static final double NAMED = 0.3;

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.OUT_OF_RANGE) || evidence.has(FailureKind.ENDLESS) ? 1.0 : 0.85;
  }

  @Override
  public boolean combines() {
    return true;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site, proposals, ideas -> Slots.of(site).forEach(node -> shift(site, node, ideas)));
  }

  private static void shift(Site site, Expression node, Proposals ideas) {
    double weight = (isNameOfAnother(node) ? NAMED : 1) * weight(node);
    if (weight == 0
        || !isCount(node.resolveTypeBinding())
        || node instanceof ParenthesizedExpression
        || node instanceof Assignment
        || Operands.wholeNumber(node).isPresent()
        || !Slots.accepts(node, ArithmeticOperator.promoted(node.resolveTypeBinding()))) {
      return;
    }
    ideas.replace(node, Operands.shifted(site, node, -1), weight, "use the value one lower");
    ideas.replace(node, Operands.shifted(site, node, 1), 0.97 * weight, "use the value one higher");
  }

  /// Whether it names a constant of another class: one of its kinds, states or fields, in most
  /// cases, and the one before it has a name as well.
  private static boolean isNameOfAnother(Expression node) {
    return node instanceof QualifiedName name
        && name.resolveBinding() instanceof IVariableBinding variable
        && variable.isField()
        && variable.getConstantValue() != null;
  }

  private static boolean isCount(ITypeBinding type) {
    return TypeKinds.isInteger(type) && !TypeKinds.isChar(type);
  }

  private static double weight(Expression node) {
    return switch (Slots.use(node)) {
      case INDEX -> 1.0;
      case ARGUMENT -> node instanceof MethodInvocation ? 0.7 : 0.8;
      case RETURNED, ASSIGNED -> 0.7;
      case INITIAL -> 0.65;
      case OPERAND -> node instanceof MethodInvocation ? 0.35 : 0.2;
      case OTHER -> 0.4;
      case RECEIVER, ITERATED, COMPARED, CONDITION -> 0;
    };
  }
}
