package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.jspecify.annotations.Nullable;

/// Computes with another operator, `a + b` becomes `a - b`; swaps operands where their order
/// matters, string concatenation included; sets brackets otherwise; adds or drops a sign.
///
/// Source: TBar FP11, PIT's math mutators; operand order and brackets from TBar's
/// re-parenthesising.
public final class ArithmeticOperator implements Operator {
  /// Replacements of each operator, likeliest first.
  private static final Map<String, List<String>> REPLACEMENTS =
      Map.ofEntries(
          Map.entry("+", List.of("-", "*")),
          Map.entry("-", List.of("+", "/", "%", "*")),
          Map.entry("*", List.of("/", "+", "-", "%")),
          Map.entry("/", List.of("*", "%", "-")),
          Map.entry("%", List.of("/", "*", "-")),
          Map.entry("<<", List.of(">>", ">>>")),
          Map.entry(">>", List.of(">>>", "<<")),
          Map.entry(">>>", List.of(">>", "<<")),
          Map.entry("&", List.of("|", "^", "+")),
          Map.entry("|", List.of("&", "^", "+")),
          Map.entry("^", List.of("&", "|", "+")));

  private static final List<String> ORDERED = List.of("-", "/", "%", "<<", ">>", ">>>");
  private static final List<String> SUMS = List.of("+", "-");
  private static final List<String> SUMS_AND_PRODUCTS = List.of("+", "-", "*", "/", "%");

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
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (InfixExpression node : site.all(InfixExpression.class)) {
            if (isNumeric(node)) {
              exchange(site, node, ideas);
              swap(site, node, ideas);
              rebracket(site, node, ideas);
            } else if (TypeKinds.isString(node.resolveTypeBinding())) {
              swapStrings(site, node, ideas);
            }
          }
          for (Expression node : Slots.of(site)) {
            sign(site, node, ideas);
          }
        });
  }

  private static boolean isNumeric(InfixExpression node) {
    return REPLACEMENTS.containsKey(node.getOperator().toString())
        && Operands.of(node).stream()
            .allMatch(operand -> TypeKinds.isNumber(operand.resolveTypeBinding()));
  }

  private static void exchange(Site site, InfixExpression node, Proposals ideas) {
    String own = node.getOperator().toString();
    List<String> replacements = REPLACEMENTS.getOrDefault(own, List.of());
    for (int i = 1; i < Operands.of(node).size(); i++) {
      for (int k = 0; k < replacements.size(); k++) {
        exchange(site, node, i, replacements.get(k), k == 0 ? 1.0 : 0.6, ideas);
      }
    }
    if (!node.hasExtendedOperands() && mayShift(node, own)) {
      exchange(site, node, 1, own.equals("*") ? "<<" : ">>", 0.3, ideas);
    }
  }

  private static void exchange(
      Site site, InfixExpression node, int index, String operator, double weight, Proposals ideas) {
    if (!node.hasExtendedOperands() && dropsAnOperand(site, node, operator)) {
      return;
    }
    String own = node.getOperator().toString();
    String description = "compute with " + operator + " instead of " + own;
    boolean alike = SUMS.contains(own) == SUMS.contains(operator);
    if (alike && SUMS_AND_PRODUCTS.contains(operator) || node.hasExtendedOperands()) {
      ideas.replaceText(Operands.operatorBefore(site, node, index), operator, weight, description);
    } else {
      ideas.replace(
          node,
          operand(site, node.getLeftOperand())
              + " "
              + operator
              + " "
              + operand(site, node.getRightOperand()),
          weight,
          description);
    }
  }

  /// Whether the operator would make an operand count for nothing, as in `1 * x`: who wants that
  /// drops the operand, which [OperandChange] does.
  private static boolean dropsAnOperand(Site site, InfixExpression node, String operator) {
    String left = site.text(node.getLeftOperand());
    String right = site.text(node.getRightOperand());
    return switch (operator) {
      case "*" -> left.equals("1") || right.equals("1");
      case "/" -> right.equals("1");
      case "+" -> left.equals("0") || right.equals("0");
      case "-" -> right.equals("0");
      default -> false;
    };
  }

  /// An operand for another operator: sums and products keep together by brackets.
  private static String operand(Site site, Expression node) {
    return node instanceof InfixExpression ? "(" + site.text(node) + ")" : site.text(node);
  }

  private static boolean mayShift(InfixExpression node, String own) {
    return (own.equals("*") || own.equals("/"))
        && TypeKinds.isInt(node.getRightOperand().resolveTypeBinding())
        && TypeKinds.isInt(node.getLeftOperand().resolveTypeBinding());
  }

  private static void swap(Site site, InfixExpression node, Proposals ideas) {
    String operator = node.getOperator().toString();
    ITypeBinding left = node.getLeftOperand().resolveTypeBinding();
    ITypeBinding right = node.getRightOperand().resolveTypeBinding();
    boolean shift = operator.contains("<<") || operator.contains(">>");
    if (!ORDERED.contains(operator) || node.hasExtendedOperands()) {
      return;
    }
    if (shift && !(TypeKinds.isInt(left) && TypeKinds.isInt(right))) {
      return;
    }
    ideas.replace(
        node,
        Operands.tight(site, node.getRightOperand())
            + " "
            + operator
            + " "
            + Operands.tight(site, node.getLeftOperand()),
        0.7,
        "swap the operands of " + operator);
  }

  private static void swapStrings(Site site, InfixExpression node, Proposals ideas) {
    List<Expression> operands = Operands.of(node);
    for (int i = 1; i < operands.size(); i++) {
      Expression a = operands.get(i - 1);
      Expression b = operands.get(i);
      if (staysText(operands, i) && !site.text(a).equals(site.text(b))) {
        ideas.add(
            operands.size() == 2 ? 0.9 : 0.5,
            "swap the operands of +",
            ideas.text(site.source().spanOf(a), loose(site, b)),
            ideas.text(site.source().spanOf(b), loose(site, a)));
      }
    }
  }

  /// Whether every sum still has a text or two numbers when an operand changes places with the one
  /// before it.
  private static boolean staysText(List<Expression> operands, int index) {
    List<Expression> before = operands.subList(0, index - 1);
    return index == 1
        || before.stream().anyMatch(each -> TypeKinds.isString(each.resolveTypeBinding()))
        || TypeKinds.isString(operands.get(index).resolveTypeBinding())
        || operands.subList(0, index + 1).stream()
            .allMatch(each -> TypeKinds.isNumber(each.resolveTypeBinding()));
  }

  private static String loose(Site site, Expression operand) {
    return Operands.summand(site, operand);
  }

  /// `a + b * c` becomes `(a + b) * c`, and back.
  private static void rebracket(Site site, InfixExpression node, Proposals ideas) {
    if (!isSumOrProduct(node) || node.hasExtendedOperands()) {
      return;
    }
    Expression left = node.getLeftOperand();
    Expression right = node.getRightOperand();
    String operator = " " + node.getOperator() + " ";
    if (right instanceof InfixExpression inner && isPair(inner)) {
      String text =
          "("
              + site.text(left)
              + operator
              + site.text(inner.getLeftOperand())
              + ") "
              + inner.getOperator()
              + " "
              + site.text(inner.getRightOperand());
      ideas.replace(node, text, 0.7, "set brackets otherwise");
    }
    if (left instanceof InfixExpression inner && isPair(inner)) {
      String text =
          site.text(inner.getLeftOperand())
              + " "
              + inner.getOperator()
              + " ("
              + site.text(inner.getRightOperand())
              + operator
              + site.text(right)
              + ")";
      ideas.replace(node, text, 0.7, "set brackets otherwise");
    }
    for (Expression side : List.of(left, right)) {
      if (side instanceof ParenthesizedExpression brackets
          && brackets.getExpression() instanceof InfixExpression inner
          && isPair(inner)) {
        ideas.replaceText(site.source().spanOf(side), site.text(inner), 0.7, "drop the brackets");
      }
    }
  }

  private static boolean isPair(InfixExpression node) {
    return isSumOrProduct(node) && !node.hasExtendedOperands() && isNumeric(node);
  }

  private static boolean isSumOrProduct(InfixExpression node) {
    return SUMS_AND_PRODUCTS.contains(node.getOperator().toString());
  }

  private static void sign(Site site, Expression node, Proposals ideas) {
    if (!TypeKinds.isNumber(node.resolveTypeBinding())) {
      return;
    }
    if (node instanceof PrefixExpression prefix && Operands.wholeNumber(node).isEmpty()) {
      ideas.replace(node, site.text(prefix.getOperand()), 0.7, "drop the " + prefix.getOperator());
    } else if (Operands.isTight(node)
        && Operands.wholeNumber(node).isEmpty()
        && wantsSign(node)
        && Slots.accepts(node, promoted(node.resolveTypeBinding()))) {
      ideas.replace(node, "-" + site.text(node), 0.3, "negate the value");
    }
  }

  private static boolean wantsSign(Expression node) {
    return switch (Slots.use(node)) {
      case ARGUMENT, RETURNED, ASSIGNED, INITIAL -> true;
      case INDEX, RECEIVER, ITERATED, COMPARED, CONDITION, OPERAND, OTHER -> false;
    };
  }

  /// The type of an arithmetic expression of the type.
  static String promoted(@Nullable ITypeBinding type) {
    String name = type == null ? "" : TypeKinds.name(type);
    return switch (name) {
      case "long", "java.lang.Long" -> "long";
      case "float", "java.lang.Float" -> "float";
      case "double", "java.lang.Double" -> "double";
      default -> "int";
    };
  }
}
