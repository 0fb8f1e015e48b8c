package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;

/// Drops an operand, `1 + f(x)` becomes `f(x)`, or adds one: `k` becomes `k - count`, `x` becomes
/// `x
/// * x`.
///
/// Source: missing and superfluous operands in QuixBugs.
public final class OperandChange implements Operator {
  private static final int NEAREST = 6;
  private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/", "%");

  @Override
  public double weight(Evidence evidence) {
    return 0.75;
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
          for (Expression node : Slots.of(site)) {
            if (node instanceof InfixExpression infix) {
              drop(site, infix, ideas);
            }
            add(site, node, ideas);
          }
        });
  }

  private static void drop(Site site, InfixExpression node, Proposals ideas) {
    String operator = node.getOperator().toString();
    boolean text = TypeKinds.isString(node.resolveTypeBinding());
    if (!ARITHMETIC.contains(operator)) {
      return;
    }
    List<Expression> operands = Operands.of(node);
    for (int i = 0; i < operands.size(); i++) {
      List<Expression> rest = new ArrayList<>(operands);
      Expression dropped = rest.remove(i);
      boolean fits =
          rest.size() == 1
              ? Slots.accepts(node, rest.getFirst().resolveTypeBinding())
              : !text || TypeKinds.isString(rest.getFirst().resolveTypeBinding());
      // of `a - b` only `a` keeps its sense
      double weight =
          (i == 0 && !List.of("+", "*").contains(operator) ? 0.4 : 0.8)
              * (dropped instanceof NumberLiteral ? 1.0 : 0.8);
      if (fits) {
        ideas.replace(
            node,
            rest.stream().map(site::text).collect(Collectors.joining(" " + operator + " ")),
            weight,
            "leave out " + site.text(dropped));
      }
    }
  }

  private static void add(Site site, Expression node, Proposals ideas) {
    ITypeBinding type = node.resolveTypeBinding();
    double weight = weight(node);
    if (weight == 0
        || !TypeKinds.isNumber(type)
        || TypeKinds.isChar(type)
        || node instanceof ParenthesizedExpression
        || node instanceof Assignment
        || !Slots.accepts(node, ArithmeticOperator.promoted(type))) {
      return;
    }
    if (node instanceof Name) {
      // a product with itself stands apart from the others, lest they crowd it out
      String own = site.text(node);
      offer(site, node, own + " * " + own, 0.6, ideas);
    }
    if (node.getParent() instanceof InfixExpression around && !Slots.isComparison(around)) {
      return;
    }
    String summand = Operands.summand(site, node);
    String base = node instanceof InfixExpression infix && isSum(infix) ? site.text(node) : summand;
    List<Variable> variables =
        site.scopeAt(node).variables().stream()
            .filter(each -> each.kind() != Variable.Kind.CONSTANT)
            .filter(each -> fitsBeside(each.type(), type))
            .filter(each -> !each.name().equals(site.text(node)))
            .limit(NEAREST)
            .toList();
    for (int i = 0; i < variables.size(); i++) {
      String name = variables.get(i).name();
      double near = weight / (1 + i / 6.0);
      offer(site, node, base + " - " + name, 0.62 * near, ideas);
      offer(site, node, base + " + " + name, 0.6 * near, ideas);
      offer(site, node, Operands.tight(site, node) + " * " + name, 0.4 * near, ideas);
    }
  }

  private static boolean isSum(InfixExpression node) {
    return ARITHMETIC.contains(node.getOperator().toString());
  }

  /// Whether a computation with a variable of the first type keeps the second.
  private static boolean fitsBeside(ITypeBinding variable, ITypeBinding type) {
    return TypeKinds.isNumber(variable)
        && !TypeKinds.isChar(variable)
        && ArithmeticOperator.promoted(variable).equals(ArithmeticOperator.promoted(type));
  }

  private static double weight(Expression node) {
    return switch (Slots.use(node)) {
      case ARGUMENT, RETURNED -> 1.0;
      case ASSIGNED, INITIAL, COMPARED, INDEX -> 0.9;
      case OPERAND -> 0.8;
      case RECEIVER, ITERATED, CONDITION, OTHER -> 0;
    };
  }

  private static void offer(
      Site site, Expression node, String text, double weight, Proposals ideas) {
    ideas.replace(node, text, weight, "use " + text + " instead of " + site.text(node));
  }
}
