package dev.naosu.repair.operator;

import dev.naosu.code.Span;
import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.InfixExpression;

/// Compares with another relational operator: `a < b` becomes `a <= b`.
///
/// Source: TBar FP11, PIT's conditional boundary and negation.
public final class RelationalOperator implements Operator {
  /// Replacements of each operator, likeliest first: the boundary, then the opposite direction,
  /// then the rest.
  private static final Map<InfixExpression.Operator, List<String>> REPLACEMENTS =
      Map.of(
          InfixExpression.Operator.LESS, List.of("<=", ">", ">=", "!=", "=="),
          InfixExpression.Operator.LESS_EQUALS, List.of("<", ">=", ">", "==", "!="),
          InfixExpression.Operator.GREATER, List.of(">=", "<", "<=", "!=", "=="),
          InfixExpression.Operator.GREATER_EQUALS, List.of(">", "<=", "<", "==", "!="),
          InfixExpression.Operator.EQUALS, List.of("!=", "<=", ">=", "<", ">"),
          InfixExpression.Operator.NOT_EQUALS, List.of("==", "<", ">", "<=", ">="));

  private static final List<Double> WEIGHTS = List.of(1.0, 0.7, 0.6, 0.4, 0.4);

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.OUT_OF_RANGE) || evidence.has(FailureKind.ENDLESS) ? 1.0 : 0.9;
  }

  @Override
  public boolean combines() {
    return true;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    for (InfixExpression comparison : site.all(InfixExpression.class)) {
      List<String> replacements = REPLACEMENTS.get(comparison.getOperator());
      if (replacements == null || comparison.hasExtendedOperands()) {
        continue;
      }
      boolean ordered =
          isNumber(comparison.getLeftOperand().resolveTypeBinding())
              && isNumber(comparison.getRightOperand().resolveTypeBinding());
      for (int i = 0; i < replacements.size(); i++) {
        String replacement = replacements.get(i);
        if (ordered || replacement.equals("==") || replacement.equals("!=")) {
          proposals.replaceText(
              operatorSpan(site, comparison),
              replacement,
              WEIGHTS.get(i),
              "compare with " + replacement + " instead of " + comparison.getOperator());
        }
      }
    }
  }

  /// Where the operator of a binary expression stands in the text.
  static Span operatorSpan(Site site, InfixExpression node) {
    int from = node.getLeftOperand().getStartPosition() + node.getLeftOperand().getLength();
    String operator = node.getOperator().toString();
    String between =
        site.source().text().substring(from, node.getRightOperand().getStartPosition());
    int at = between.indexOf(operator);
    if (at < 0) {
      throw new IllegalStateException("no " + operator + " in: " + site.text(node));
    }
    return new Span(from + at, operator.length());
  }

  private static boolean isNumber(ITypeBinding type) {
    if (type == null) {
      return false;
    }
    String name = type.getQualifiedName();
    return type.isPrimitive()
        ? !name.equals("boolean")
        : List.of(
                "java.lang.Integer",
                "java.lang.Long",
                "java.lang.Short",
                "java.lang.Byte",
                "java.lang.Character",
                "java.lang.Double",
                "java.lang.Float")
            .contains(name);
  }
}
