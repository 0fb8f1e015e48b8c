package dev.naosu.repair.operator;

import dev.naosu.code.Span;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.CastExpression;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.NullLiteral;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.Pattern;
import org.eclipse.jdt.core.dom.PatternInstanceofExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.StringLiteral;
import org.eclipse.jdt.core.dom.SuperFieldAccess;
import org.eclipse.jdt.core.dom.SuperMethodInvocation;
import org.eclipse.jdt.core.dom.ThisExpression;

/// The operands of binary expressions as text: how they stand, and how they stand elsewhere.
final class Operands {
  private Operands() {}

  /// All operands, left to right.
  static List<Expression> of(InfixExpression node) {
    List<Expression> operands = new ArrayList<>();
    operands.add(node.getLeftOperand());
    operands.add(node.getRightOperand());
    for (Object each : node.extendedOperands()) {
      operands.add((Expression) each);
    }
    return operands;
  }

  /// Where the operator before the operand with this index, from 1, stands.
  static Span operatorBefore(Site site, InfixExpression node, int index) {
    List<Expression> operands = of(node);
    int from = site.source().spanOf(operands.get(index - 1)).end();
    String between = site.source().text().substring(from, operands.get(index).getStartPosition());
    String operator = node.getOperator().toString();
    int at = between.indexOf(operator);
    if (at < 0) {
      throw new IllegalStateException("no " + operator + " in: " + site.text(node));
    }
    return new Span(from + at, operator.length());
  }

  /// The text of an expression, in brackets unless it binds as tightly as a name.
  static String tight(Site site, Expression node) {
    return isTight(node) ? site.text(node) : "(" + site.text(node) + ")";
  }

  /// The text of an expression as an operand of `+` or `-`.
  static String summand(Site site, Expression node) {
    boolean tighter =
        node instanceof CastExpression
            || node instanceof PrefixExpression
            || node instanceof InfixExpression infix
                && List.of("*", "/", "%").contains(infix.getOperator().toString());
    return tighter ? site.text(node) : tight(site, node);
  }

  static boolean isTight(Expression node) {
    return switch (node) {
      case Name _,
          NumberLiteral _,
          StringLiteral _,
          CharacterLiteral _,
          BooleanLiteral _,
          NullLiteral _,
          MethodInvocation _,
          SuperMethodInvocation _,
          FieldAccess _,
          SuperFieldAccess _,
          ArrayAccess _,
          ThisExpression _,
          ClassInstanceCreation _,
          ParenthesizedExpression _ ->
          true;
      default -> false;
    };
  }

  /// An expression of whole numbers moved up or down by one; the text stays short when it already
  /// adds or subtracts a number.
  ///
  /// @param delta 1 or -1
  static String shifted(Site site, Expression node, int delta) {
    if (node instanceof InfixExpression infix && !infix.hasExtendedOperands()) {
      boolean plus = infix.getOperator() == InfixExpression.Operator.PLUS;
      boolean minus = infix.getOperator() == InfixExpression.Operator.MINUS;
      OptionalLong added = wholeNumber(infix.getRightOperand());
      if ((plus || minus) && added.isPresent()) {
        long sum = (plus ? added.getAsLong() : -added.getAsLong()) + delta;
        String left = site.text(infix.getLeftOperand());
        return sum == 0 ? left : left + (sum > 0 ? " + " + sum : " - " + -sum);
      }
    }
    boolean sum =
        node instanceof InfixExpression infix
            && List.of("+", "-").contains(infix.getOperator().toString());
    return (sum ? site.text(node) : summand(site, node)) + (delta > 0 ? " + 1" : " - 1");
  }

  /// The value of an integer literal, with its sign.
  static OptionalLong wholeNumber(Expression node) {
    Expression digits = node;
    if (node instanceof PrefixExpression prefix
        && prefix.getOperator() == PrefixExpression.Operator.MINUS) {
      digits = prefix.getOperand();
    }
    if (digits instanceof NumberLiteral) {
      Object value = node.resolveConstantExpressionValue();
      if (value instanceof Integer || value instanceof Long) {
        return OptionalLong.of(((Number) value).longValue());
      }
    }
    return OptionalLong.empty();
  }

  /// Whether an expression gives variables values that code behind it may rely on: a pattern or an
  /// assignment in it.
  static boolean bindsVariables(Expression node) {
    boolean[] binds = {false};
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean preVisit2(ASTNode at) {
            binds[0] |=
                at instanceof Pattern
                    || at instanceof PatternInstanceofExpression
                    || at instanceof Assignment;
            return !binds[0];
          }
        });
    return binds[0];
  }
}
