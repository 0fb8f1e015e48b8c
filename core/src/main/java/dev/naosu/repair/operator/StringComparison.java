package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.List;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Name;
import org.jspecify.annotations.Nullable;

/// Compares values rather than references: `a == b` becomes `a.equals(b)` for strings and boxed
/// numbers. Also ignores or heeds the case of letters, and turns the order of `compareTo`.
///
/// Source: Error Prone's ReferenceEquality and BoxedPrimitiveEquality; SonarJava S4973.
public final class StringComparison implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.9;
  }

  @Override
  public boolean combines() {
    return true;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    for (InfixExpression comparison : site.all(InfixExpression.class)) {
      identity(site, comparison, proposals);
    }
    for (MethodInvocation call : site.all(MethodInvocation.class)) {
      if (call.getExpression() != null && call.arguments().size() == 1) {
        letters(call, proposals);
        order(site, call, proposals);
      }
    }
  }

  private static void identity(Site site, InfixExpression node, Proposals proposals) {
    String operator = node.getOperator().toString();
    Expression left = node.getLeftOperand();
    Expression right = node.getRightOperand();
    double weight = Math.min(weight(left.resolveTypeBinding()), weight(right.resolveTypeBinding()));
    if (!List.of("==", "!=").contains(operator) || weight == 0 || node.hasExtendedOperands()) {
      return;
    }
    String not = operator.equals("!=") ? "!" : "";
    proposals.replace(
        node,
        not + Operands.tight(site, left) + ".equals(" + site.text(right) + ")",
        weight,
        "compare values instead of references");
    String objects = site.scopeAt(node).typeText("java.util.Objects");
    proposals.replace(
        node,
        not + objects + ".equals(" + site.text(left) + ", " + site.text(right) + ")",
        0.8 * weight,
        "compare values instead of references, either of which may be null");
  }

  /// How likely values of the type were meant to be compared by their contents; 0 for never.
  private static double weight(@Nullable ITypeBinding type) {
    if (type == null || type.isPrimitive() || type.isNullType() || type.isEnum()) {
      return 0;
    }
    if (TypeKinds.isString(type) || TypeKinds.isNumber(type) || TypeKinds.isBoolean(type)) {
      return 1.0;
    }
    boolean value = TypeKinds.name(type).startsWith("java.") || type.isRecord();
    return type.isArray() ? 0 : value ? 0.5 : 0.2;
  }

  private static void letters(MethodInvocation call, Proposals proposals) {
    Expression argument = (Expression) call.arguments().getFirst();
    if (!TypeKinds.isString(call.getExpression().resolveTypeBinding())
        || !TypeKinds.isString(argument.resolveTypeBinding())) {
      return;
    }
    switch (call.getName().getIdentifier()) {
      case "equals" -> rename(call, "equalsIgnoreCase", "ignore the case of letters", proposals);
      case "equalsIgnoreCase" -> rename(call, "equals", "heed the case of letters", proposals);
      case "compareTo" ->
          rename(call, "compareToIgnoreCase", "ignore the case of letters", proposals);
      case "compareToIgnoreCase" ->
          rename(call, "compareTo", "heed the case of letters", proposals);
      default -> {}
    }
  }

  private static void rename(
      MethodInvocation call, String name, String description, Proposals proposals) {
    proposals.replace(call.getName(), name, 0.6, description);
  }

  private static void order(Site site, MethodInvocation call, Proposals proposals) {
    Expression receiver = call.getExpression();
    Expression argument = (Expression) call.arguments().getFirst();
    ITypeBinding own = receiver.resolveTypeBinding();
    ITypeBinding other = argument.resolveTypeBinding();
    boolean compares =
        call.getName().getIdentifier().startsWith("compareTo")
            && own != null
            && other != null
            && !(receiver instanceof Name name && name.resolveBinding() instanceof ITypeBinding)
            && !own.isPrimitive()
            && !other.isPrimitive()
            && own.isEqualTo(other);
    if (compares && Scope.fits(other, own)) {
      proposals.replace(
          call,
          Operands.tight(site, argument)
              + "."
              + call.getName().getIdentifier()
              + "("
              + site.text(receiver)
              + ")",
          0.7,
          "turn the order");
    }
  }
}
