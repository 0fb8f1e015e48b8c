package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;

/// Joins conditions by another operator, `a && b` becomes `a || b`, or negates one of them.
///
/// Comparisons are not negated: [RelationalOperator] does that.
///
/// Source: TBar FP11, PIT's negated conditionals.
public final class LogicalOperator implements Operator {
  private static final Map<String, List<String>> REPLACEMENTS =
      Map.of(
          "&&", List.of("||"),
          "||", List.of("&&"),
          "&", List.of("&&", "|", "||"),
          "|", List.of("||", "&", "&&"),
          "^", List.of("&&", "||"));

  @Override
  public double weight(Evidence evidence) {
    return 0.8;
  }

  @Override
  public boolean combines() {
    return true;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (InfixExpression node : site.all(InfixExpression.class)) {
            join(site, node, ideas);
          }
          for (Expression node : Slots.of(site)) {
            negate(site, node, ideas);
          }
        });
  }

  private static void join(Site site, InfixExpression node, Proposals ideas) {
    String own = node.getOperator().toString();
    if (!TypeKinds.isBoolean(node.resolveTypeBinding()) || Operands.bindsVariables(node)) {
      return;
    }
    for (String replacement : REPLACEMENTS.getOrDefault(own, List.of())) {
      for (int i = 1; i < Operands.of(node).size(); i++) {
        ideas.replaceText(
            Operands.operatorBefore(site, node, i),
            replacement,
            replacement.length() == 2 ? 1.0 : 0.6,
            "join conditions with " + replacement + " instead of " + own);
      }
    }
  }

  private static void negate(Site site, Expression node, Proposals ideas) {
    if (!TypeKinds.isBoolean(node.resolveTypeBinding())
        || node instanceof BooleanLiteral
        || node instanceof ParenthesizedExpression
        || node instanceof InfixExpression infix && Slots.isComparison(infix)
        || isNot(node.getParent())
        || Operands.bindsVariables(node)
        || !isAsked(node)) {
      return;
    }
    if (isNot(node)) {
      Expression operand = ((PrefixExpression) node).getOperand();
      ideas.replace(node, site.text(Slots.bare(operand)), 0.8, "do not negate the condition");
    } else {
      ideas.replace(
          node, "!" + Operands.tight(site, node), weightOfNegating(node), "negate the condition");
    }
  }

  private static double weightOfNegating(Expression node) {
    return node instanceof InfixExpression ? 0.4 : 0.7;
  }

  /// Whether something is decided by the value: passing it on as an argument decides nothing here.
  private static boolean isAsked(Expression node) {
    return switch (Slots.use(node)) {
      case CONDITION, RETURNED, OPERAND, ASSIGNED, INITIAL -> true;
      case COMPARED, ARGUMENT, INDEX, RECEIVER, ITERATED, OTHER -> false;
    };
  }

  private static boolean isNot(org.eclipse.jdt.core.dom.ASTNode node) {
    return node instanceof PrefixExpression prefix
        && prefix.getOperator() == PrefixExpression.Operator.NOT;
  }
}
