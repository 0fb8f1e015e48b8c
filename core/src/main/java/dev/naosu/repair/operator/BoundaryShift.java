package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.jspecify.annotations.Nullable;

/// Moves the bound of a comparison by one, with another relational operator where that helps: `n ==
/// 0` becomes `n <= 1`, `i < n` becomes `i < n - 1`.
///
/// What [RelationalOperator] reaches already, such as `n <= 0` for `n < 1`, is left out.
///
/// Source: boundary faults in QuixBugs and Defects4J; TBar FP11 and FP9 in one edit.
public final class BoundaryShift implements Operator {
  private static final List<String> ORDER = List.of("==", "!=", "<", "<=", ">", ">=");

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.OUT_OF_RANGE) || evidence.has(FailureKind.ENDLESS)
        ? 0.95
        : 0.85;
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
          for (InfixExpression comparison : site.all(InfixExpression.class)) {
            if (isOfCounts(comparison)) {
              shift(site, comparison, ideas);
            }
          }
        });
  }

  private static boolean isOfCounts(InfixExpression node) {
    return Slots.isComparison(node)
        && !node.hasExtendedOperands()
        && isCount(node.getLeftOperand().resolveTypeBinding())
        && isCount(node.getRightOperand().resolveTypeBinding());
  }

  private static boolean isCount(@Nullable ITypeBinding type) {
    return TypeKinds.isInteger(type) && !TypeKinds.isChar(type);
  }

  private static void shift(Site site, InfixExpression node, Proposals ideas) {
    Expression left = node.getLeftOperand();
    Expression right = node.getRightOperand();
    boolean equality = List.of("==", "!=").contains(node.getOperator().toString());
    OptionalLong bound = Operands.wholeNumber(right);
    if (bound.isPresent()) {
      bound(site, node, bound.getAsLong(), ideas);
    } else {
      side(site, right, equality ? 0.5 : 0.9, ideas);
    }
    if (Operands.wholeNumber(left).isEmpty()) {
      side(site, left, bound.isPresent() ? 0.3 : equality ? 0.4 : 0.6, ideas);
    } else {
      long value = Operands.wholeNumber(left).getAsLong();
      ideas.replace(left, Long.toString(value + 1), 0.8, "compare with a bound one higher");
      ideas.replace(left, Long.toString(value - 1), 0.75, "compare with a bound one lower");
    }
  }

  private static void side(Site site, Expression side, double weight, Proposals ideas) {
    ideas.replace(side, Operands.shifted(site, side, 1), weight, "compare with a bound one higher");
    ideas.replace(
        side, Operands.shifted(site, side, -1), 0.95 * weight, "compare with a bound one lower");
  }

  private static void bound(Site site, InfixExpression node, long bound, Proposals ideas) {
    String own = node.getOperator().toString();
    Set<String> seen = new HashSet<>();
    ORDER.forEach(operator -> seen.add(meaning(operator, bound)));
    for (long shifted : new long[] {bound + 1, bound - 1}) {
      boolean equality = own.equals("==") || own.equals("!=");
      offer(site, node, own, shifted, equality ? 0.7 : 0.9, seen, ideas);
      List<String> others = others(own, shifted > bound);
      for (int i = 0; i < others.size(); i++) {
        offer(site, node, others.get(i), shifted, i == 0 ? 0.85 : 0.4, seen, ideas);
      }
    }
  }

  /// Other operators, likeliest first: a widened equality keeps holding where it held.
  private static List<String> others(String own, boolean higher) {
    List<String> first =
        switch (own) {
          case "==" -> higher ? List.of("<=") : List.of(">=");
          case "!=" -> higher ? List.of(">") : List.of("<");
          default -> List.of();
        };
    return java.util.stream.Stream.concat(
            first.stream(),
            ORDER.stream().filter(each -> !each.equals(own) && !first.contains(each)))
        .toList();
  }

  private static void offer(
      Site site,
      InfixExpression node,
      String operator,
      long bound,
      double weight,
      Set<String> seen,
      Proposals ideas) {
    if (!seen.add(meaning(operator, bound))) {
      return;
    }
    String suffix = site.text(node.getRightOperand()).matches(".*[lL]") ? "L" : "";
    ideas.replace(
        node,
        site.text(node.getLeftOperand()) + " " + operator + " " + bound + suffix,
        weight,
        "compare with " + operator + " " + bound);
  }

  /// The same text for comparisons that whole numbers cannot tell apart: `< 2` and `<= 1`.
  private static String meaning(String operator, long bound) {
    return switch (operator) {
      case "<" -> "<= " + (bound - 1);
      case ">=" -> "> " + (bound - 1);
      default -> operator + " " + bound;
    };
  }
}
