package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.SimpleName;

/// Keeps the larger or smaller of two values: `best = x` becomes `best = Math.max(best, x)`, `e`
/// becomes `Math.max(0, e)`; exchanges `Math.max` and `Math.min`; clamps an index.
///
/// Source: lost maxima in QuixBugs; TBar FP10 swaps min and max.
public final class MinMax implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.OUT_OF_RANGE) ? 0.75 : 0.65;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (Assignment assignment : site.all(Assignment.class)) {
            keep(site, assignment, ideas);
          }
          for (Expression node : Slots.of(site)) {
            exchange(node, ideas);
            bound(site, node, ideas);
          }
          for (ArrayAccess access : site.all(ArrayAccess.class)) {
            clamp(site, access, ideas);
          }
        });
  }

  private static void keep(Site site, Assignment node, Proposals ideas) {
    Expression target = node.getLeftHandSide();
    Expression value = node.getRightHandSide();
    ITypeBinding type = target.resolveTypeBinding();
    ITypeBinding given = value.resolveTypeBinding();
    if (!isComparable(type) || !isComparable(given) || type == null || given == null) {
      return;
    }
    boolean readable =
        target instanceof SimpleName name
            ? site.scopeAt(target).named(name.getIdentifier()).isPresent()
            : target instanceof Name || target instanceof FieldAccess;
    if (node.getOperator() != Assignment.Operator.ASSIGN) {
      unfold(site, node, type, given, ideas);
    } else if (readable && Scope.fits(given, type) && !site.text(value).startsWith("Math.m")) {
      String pair = "(" + site.text(target) + ", " + site.text(value) + ")";
      ideas.replace(value, "Math.max" + pair, 0.9, "keep the larger value");
      ideas.replace(value, "Math.min" + pair, 0.85, "keep the smaller value");
    }
  }

  /// `sum += x` becomes `sum = Math.max(0, sum + x)`.
  private static void unfold(
      Site site, Assignment node, ITypeBinding type, ITypeBinding given, Proposals ideas) {
    String operator = node.getOperator().toString().replace("=", "");
    if (("+".equals(operator) || "-".equals(operator)) && Scope.fits(given, type)) {
      String target = site.text(node.getLeftHandSide());
      String sum = target + " " + operator + " " + Operands.summand(site, node.getRightHandSide());
      ideas.replace(node, target + " = Math.max(0, " + sum + ")", 0.5, "do not fall below 0");
    }
  }

  private static void exchange(Expression node, Proposals ideas) {
    if (node instanceof MethodInvocation call
        && call.getExpression() instanceof SimpleName owner
        && owner.getIdentifier().equals("Math")) {
      switch (call.getName().getIdentifier()) {
        case "max" -> ideas.replace(call.getName(), "min", 1.0, "take the smaller value");
        case "min" -> ideas.replace(call.getName(), "max", 1.0, "take the larger value");
        default -> {}
      }
    }
  }

  private static void bound(Site site, Expression node, Proposals ideas) {
    ITypeBinding type = node.resolveTypeBinding();
    double weight = weight(node);
    if (weight == 0
        || !isComparable(type)
        || node instanceof Assignment
        || node instanceof ParenthesizedExpression
        || node.resolveConstantExpressionValue() != null
        || !Slots.accepts(node, ArithmeticOperator.promoted(type))) {
      return;
    }
    String text = site.text(node);
    double computed = weight * (node instanceof Name ? 0.6 : 1.0);
    ideas.replace(node, "Math.max(0, " + text + ")", 0.7 * computed, "do not fall below 0");
    ideas.replace(node, "Math.max(1, " + text + ")", 0.5 * computed, "do not fall below 1");
    ideas.replace(node, "Math.abs(" + text + ")", 0.3 * computed, "drop the sign");
  }

  private static double weight(Expression node) {
    return switch (Slots.use(node)) {
      case RETURNED, ASSIGNED, INITIAL -> 1.0;
      case ARGUMENT, INDEX -> 0.7;
      case COMPARED, OPERAND, RECEIVER, ITERATED, CONDITION, OTHER -> 0;
    };
  }

  private static void clamp(Site site, ArrayAccess access, Proposals ideas) {
    Expression index = access.getIndex();
    if (Slots.isValue(index)
        && TypeKinds.isInt(index.resolveTypeBinding())
        && access.getArray() instanceof Name array) {
      String last = site.text(array) + ".length - 1";
      ideas.replace(
          index, "Math.min(" + site.text(index) + ", " + last + ")", 0.4, "stay within the array");
    }
  }

  private static boolean isComparable(@org.jspecify.annotations.Nullable ITypeBinding type) {
    return TypeKinds.isNumber(type) && !TypeKinds.isChar(type);
  }
}
