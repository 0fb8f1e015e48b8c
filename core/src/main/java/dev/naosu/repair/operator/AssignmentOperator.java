package dev.naosu.repair.operator;

import dev.naosu.code.Span;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.List;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.PostfixExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.SimpleName;
import org.jspecify.annotations.Nullable;

/// Assigns with another operator: `x = y` becomes `x += y`, `x ^= y` becomes `x &= y`, `i++`
/// becomes `i--` or `++i`.
///
/// Source: TBar FP11, PIT's increments.
public final class AssignmentOperator implements Operator {
  private static final List<String> SUMS = List.of("+=", "-=", "*=", "/=", "%=");
  private static final List<String> BITS = List.of("&=", "|=", "^=");
  private static final List<String> SHIFTS = List.of("<<=", ">>=", ">>>=");

  @Override
  public double weight(Evidence evidence) {
    return 0.65;
  }

  @Override
  public boolean combines() {
    return true;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    for (Assignment assignment : site.all(Assignment.class)) {
      exchange(site, assignment, proposals);
    }
    for (PostfixExpression count : site.all(PostfixExpression.class)) {
      count(site, count, count.getOperand(), count.getOperator().toString(), proposals);
    }
    for (PrefixExpression count : site.all(PrefixExpression.class)) {
      String operator = count.getOperator().toString();
      if (operator.equals("++") || operator.equals("--")) {
        count(site, count, count.getOperand(), operator, proposals);
      }
    }
  }

  private static void exchange(Site site, Assignment node, Proposals proposals) {
    String own = node.getOperator().toString();
    ITypeBinding target = node.getLeftHandSide().resolveTypeBinding();
    ITypeBinding value = node.getRightHandSide().resolveTypeBinding();
    if (target == null || value == null) {
      return;
    }
    Span span = operatorSpan(site, node);
    if (!own.equals("=") && Scope.fits(value, target)) {
      proposals.replaceText(span, "=", 0.8, "assign the value as it is");
    }
    if (own.equals("=") && !mayBeRead(site, node.getLeftHandSide())) {
      return;
    }
    for (String operator : compounds(target, value)) {
      if (!operator.equals(own)) {
        proposals.replaceText(
            span,
            operator,
            weight(own, operator),
            "assign with " + operator + " instead of " + own);
      }
    }
  }

  private static double weight(String own, String operator) {
    if (own.equals("=")) {
      return SUMS.indexOf(operator) == 0 ? 0.7 : SUMS.indexOf(operator) == 1 ? 0.4 : 0.2;
    }
    boolean kin =
        List.of(SUMS, BITS, SHIFTS).stream()
            .anyMatch(each -> each.contains(own) && each.contains(operator));
    return kin ? 0.9 : 0.3;
  }

  private static List<String> compounds(ITypeBinding target, ITypeBinding value) {
    if (TypeKinds.isString(target)) {
      return List.of("+=");
    }
    if (TypeKinds.isBoolean(target) && TypeKinds.isBoolean(value)) {
      return BITS;
    }
    boolean numbers = TypeKinds.isNumber(target) && TypeKinds.isNumber(value);
    if (!numbers || !target.isPrimitive() && !Scope.fits(value, target)) {
      return List.of();
    }
    boolean whole = TypeKinds.isInteger(target) && TypeKinds.isInteger(value);
    return whole ? List.of(SUMS, BITS, SHIFTS).stream().flatMap(List::stream).toList() : SUMS;
  }

  /// Whether the variable surely has a value before, so that one can be added to it.
  private static boolean mayBeRead(Site site, Expression target) {
    return switch (target) {
      case SimpleName name ->
          !isFinal(name.resolveBinding())
              && site.scopeAt(target).named(name.getIdentifier()).isPresent();
      case Name name -> !isFinal(name.resolveBinding());
      case FieldAccess access -> !isFinal(access.resolveFieldBinding());
      default -> true;
    };
  }

  private static boolean isFinal(org.eclipse.jdt.core.dom.@Nullable IBinding binding) {
    return !(binding instanceof IVariableBinding variable)
        || Modifier.isFinal(variable.getModifiers());
  }

  private static void count(
      Site site, Expression node, Expression operand, String operator, Proposals proposals) {
    String other = operator.equals("++") ? "--" : "++";
    String variable = site.text(operand);
    boolean postfix = node instanceof PostfixExpression;
    proposals.replaceText(
        site.source().spanOf(node),
        postfix ? variable + other : other + variable,
        0.7,
        "count with " + other + " instead of " + operator);
    if (isUsed(node)) {
      proposals.replaceText(
          site.source().spanOf(node),
          postfix ? operator + variable : variable + operator,
          0.9,
          postfix ? "use the value after counting" : "use the value before counting");
    }
  }

  private static boolean isUsed(Expression node) {
    return !(node.getParent() instanceof ExpressionStatement)
        && !(node.getParent() instanceof ForStatement);
  }

  private static Span operatorSpan(Site site, Assignment node) {
    String operator = node.getOperator().toString();
    int from = site.source().spanOf(node.getLeftHandSide()).end();
    int at = site.source().text().indexOf(operator, from);
    return new Span(at, operator.length());
  }
}
