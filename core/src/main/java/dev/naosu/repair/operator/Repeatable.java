package dev.naosu.repair.operator;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.StringLiteral;
import org.eclipse.jdt.core.dom.SuperFieldAccess;
import org.eclipse.jdt.core.dom.SuperMethodInvocation;
import org.eclipse.jdt.core.dom.ThisExpression;

/// Which expressions may be evaluated twice: names, fields, elements, and calls whose names say
/// that they only look.
final class Repeatable {
  private static final List<String> LOOKING =
      List.of(
          "get", "is", "has", "size", "length", "contains", "to", "as", "peek", "name", "value");

  private static final Set<String> ALSO_LOOKING =
      Set.of(
          "charAt",
          "substring",
          "abs",
          "min",
          "max",
          "first",
          "last",
          "keySet",
          "values",
          "trim",
          "equals",
          "indexOf",
          "lastIndexOf",
          "parent",
          "key",
          "left",
          "right",
          "next",
          "prev");

  private Repeatable() {}

  static boolean is(Expression expression) {
    return switch (expression) {
      case Name _,
          ThisExpression _,
          NumberLiteral _,
          StringLiteral _,
          CharacterLiteral _,
          BooleanLiteral _,
          SuperFieldAccess _ ->
          true;
      case FieldAccess access -> is(access.getExpression());
      case ParenthesizedExpression brackets -> is(brackets.getExpression());
      case ArrayAccess access -> is(access.getArray()) && is(access.getIndex());
      case InfixExpression infix ->
          is(infix.getLeftOperand())
              && is(infix.getRightOperand())
              && all(infix.extendedOperands());
      case PrefixExpression prefix ->
          prefix.getOperator() != PrefixExpression.Operator.INCREMENT
              && prefix.getOperator() != PrefixExpression.Operator.DECREMENT
              && is(prefix.getOperand());
      case MethodInvocation call -> looks(call) && all(call.arguments());
      default -> false;
    };
  }

  private static boolean all(List<?> expressions) {
    return expressions.stream().allMatch(each -> is((Expression) each));
  }

  private static boolean looks(MethodInvocation call) {
    if (call.getExpression() != null
        && (!is(call.getExpression())
            || TypeKinds.isA(call.getExpression().resolveTypeBinding(), "java.util.Iterator"))) {
      return false;
    }
    String name = call.getName().getIdentifier();
    return ALSO_LOOKING.contains(name)
        || LOOKING.stream()
            .anyMatch(
                prefix ->
                    name.toLowerCase(Locale.ROOT).startsWith(prefix)
                        && !name.startsWith("getAnd")
                        && !name.startsWith("getNext"));
  }

  /// Whether a dot may follow the expression.
  static boolean isPrimary(Expression expression) {
    return switch (expression) {
      case Name _,
          MethodInvocation _,
          FieldAccess _,
          ArrayAccess _,
          StringLiteral _,
          ParenthesizedExpression _,
          ThisExpression _,
          SuperFieldAccess _,
          SuperMethodInvocation _,
          ClassInstanceCreation _ ->
          true;
      default -> false;
    };
  }
}
