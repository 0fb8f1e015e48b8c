package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.CastExpression;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;

/// Divides as real numbers where the result is one: `a / b` becomes `(double) a / b`. Also averages
/// without overflow and tells odd negative numbers.
///
/// Source: SpotBugs ICAST_IDIV_CAST_TO_DOUBLE, IM_AVERAGE_COMPUTATION_COULD_OVERFLOW,
/// IM_BAD_CHECK_FOR_ODD; TBar FP8.
public final class IntegerDivision implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.85;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    for (InfixExpression node : site.all(InfixExpression.class)) {
      if (node.hasExtendedOperands()) {
        continue;
      }
      switch (node.getOperator().toString()) {
        case "/" -> {
          divide(site, node, proposals);
          average(site, node, proposals);
        }
        case ">>" -> average(site, node, proposals);
        case "==" -> odd(site, node, proposals);
        default -> {}
      }
    }
  }

  private static void divide(Site site, InfixExpression node, Proposals proposals) {
    Expression left = node.getLeftOperand();
    Expression right = node.getRightOperand();
    Optional<String> real = realAround(node);
    if (real.isEmpty()
        || !TypeKinds.isInteger(left.resolveTypeBinding())
        || !TypeKinds.isInteger(right.resolveTypeBinding())) {
      return;
    }
    boolean single = real.get().equals("float");
    if (right instanceof NumberLiteral) {
      String digits = site.text(right).replaceAll("[lL]$", "");
      proposals.replace(
          right, single ? digits + "f" : digits + ".0", 1.0, "divide by a real number");
    }
    // a cast in brackets of its own is what is cast now
    Expression place = castAround(node);
    String text = site.text(left);
    String operand = Operands.isTight(left) ? text : "(" + text + ")";
    proposals.replace(
        place,
        "(" + real.get() + ") " + operand + " / " + site.text(right),
        0.95,
        "divide as real numbers");
  }

  /// `(double) (a / b)` as a whole, or just the division.
  private static Expression castAround(InfixExpression node) {
    return node.getParent() instanceof ParenthesizedExpression brackets
            && brackets.getParent() instanceof CastExpression cast
        ? cast
        : node;
  }

  /// The real type that the value of an expression of whole numbers becomes, if it does.
  private static Optional<String> realAround(Expression node) {
    ASTNode parent = node.getParent();
    if (parent instanceof ParenthesizedExpression brackets) {
      return realAround(brackets);
    }
    if (parent instanceof CastExpression cast) {
      return real(cast.resolveTypeBinding());
    }
    if (parent instanceof InfixExpression infix) {
      Optional<String> own = real(infix.resolveTypeBinding());
      boolean sum = List.of("+", "-", "*", "/").contains(infix.getOperator().toString());
      return own.isPresent() || !sum ? own : realAround(infix);
    }
    return Slots.isValue(node)
        ? Slots.wanted(node).flatMap(IntegerDivision::real)
        : Optional.empty();
  }

  private static Optional<String> real(@org.jspecify.annotations.Nullable ITypeBinding type) {
    return type != null && type.isPrimitive() && List.of("double", "float").contains(type.getName())
        ? Optional.of(type.getName())
        : Optional.empty();
  }

  private static void average(Site site, InfixExpression node, Proposals proposals) {
    OptionalLong divisor = Operands.wholeNumber(node.getRightOperand());
    long two = node.getOperator() == InfixExpression.Operator.DIVIDE ? 2 : 1;
    if (divisor.isEmpty()
        || divisor.getAsLong() != two
        || !(Slots.bare(node.getLeftOperand()) instanceof InfixExpression sum)
        || sum.getOperator() != InfixExpression.Operator.PLUS
        || sum.hasExtendedOperands()
        || !TypeKinds.isInteger(sum.resolveTypeBinding())) {
      return;
    }
    String text = site.text(sum);
    proposals.replace(node, "(" + text + ") >>> 1", 0.6, "average without overflow");
    if (Repeatable.is(sum.getLeftOperand())) {
      String low = Operands.tight(site, sum.getLeftOperand());
      String high = Operands.tight(site, sum.getRightOperand());
      proposals.replace(
          node, low + " + (" + high + " - " + low + ") / 2", 0.55, "average without overflow");
    }
  }

  private static void odd(Site site, InfixExpression node, Proposals proposals) {
    OptionalLong one = Operands.wholeNumber(node.getRightOperand());
    if (one.isPresent()
        && one.getAsLong() == 1
        && Slots.bare(node.getLeftOperand()) instanceof InfixExpression rest
        && rest.getOperator() == InfixExpression.Operator.REMAINDER
        && Operands.wholeNumber(rest.getRightOperand()).equals(OptionalLong.of(2))) {
      proposals.replace(
          node, site.text(node.getLeftOperand()) + " != 0", 0.9, "count negative numbers as odd");
    }
  }
}
