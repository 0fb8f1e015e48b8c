package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.List;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.MethodReference;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.SimpleName;

/// Takes a call away from around its argument or receiver, or puts one around a value: `f(x)`
/// becomes `x`, `s` becomes `s.trim()`, `best = n` becomes `best = Math.max(best, n)`.
///
/// Source: PraPR's method call removal (argument propagation), FixMiner's call patterns.
public final class CallUnwrap implements Operator {
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
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (Expression expression : site.expressions()) {
            unwrap(site, expression, ideas);
            wrap(site, expression, ideas);
            accumulate(site, expression, ideas);
          }
        });
  }

  private static void unwrap(Site site, Expression expression, Proposals ideas) {
    switch (expression) {
      case MethodInvocation call -> {
        if (call.getExpression() != null && isValue(call.getExpression())) {
          instead(site, call, call.getExpression(), 0.6, ideas);
        }
        for (Object argument : call.arguments()) {
          instead(
              site, call, (Expression) argument, call.arguments().size() == 1 ? 0.9 : 0.55, ideas);
        }
      }
      case ClassInstanceCreation call -> {
        for (Object argument : call.arguments()) {
          instead(site, call, (Expression) argument, 0.3, ideas);
        }
      }
      default -> {}
    }
  }

  private static void instead(
      Site site, Expression call, Expression part, double weight, Proposals ideas) {
    ITypeBinding type = part.resolveTypeBinding();
    if (part instanceof LambdaExpression
        || part instanceof MethodReference
        || type == null
        || type.isNullType()
        || !Expected.accepts(call, type)
        || (Expected.isReceiver(call) && !Scope.fits(type, call.resolveTypeBinding()))
        || !Checked.mayRemove(call)) {
      return;
    }
    // a library call that turns one type into another is seldom there for nothing
    boolean converts =
        call instanceof MethodInvocation invocation
            && invocation.resolveMethodBinding() != null
            && !invocation.resolveMethodBinding().getDeclaringClass().isFromSource()
            && !type.isEqualTo(call.resolveTypeBinding());
    ideas.replace(
        call,
        site.text(part),
        converts ? weight * 0.5 : weight,
        "take " + site.text(part) + " itself");
  }

  private static boolean isValue(Expression receiver) {
    return !(receiver instanceof Name name && name.resolveBinding() instanceof ITypeBinding);
  }

  private static void wrap(Site site, Expression value, Proposals ideas) {
    ITypeBinding type = value.resolveTypeBinding();
    if (type == null || type.isNullType() || !isWorthWrapping(value)) {
      return;
    }
    String text = site.text(value);
    for (IMethodBinding method : site.scopeAt(value).methods()) {
      if (method.getParameterTypes().length == 1
          && !method.isVarargs()
          && !method.isGenericMethod()
          && method.getMethodDeclaration().getDeclaringClass().isFromSource()
          && Scope.fits(type, method.getParameterTypes()[0])
          && Expected.accepts(value, method.getReturnType())
          && (!Expected.isReceiver(value) || Scope.fits(method.getReturnType(), type))
          && Checked.mayCall(value, method)) {
        ideas.replace(
            value,
            method.getName() + "(" + text + ")",
            0.35,
            "pass " + text + " through " + method.getName());
      }
    }
    normalise(site, value, type, ideas);
  }

  /// Common ways to make a value regular.
  private static void normalise(Site site, Expression value, ITypeBinding type, Proposals ideas) {
    String text = site.text(value);
    if (TypeKinds.isString(type) && Repeatable.isPrimary(value)) {
      for (String call : List.of("trim", "toLowerCase", "toUpperCase")) {
        if (!text.contains("." + call + "(")) {
          ideas.replace(value, text + "." + call + "()", 0.3, "take " + call + " of " + text);
        }
      }
    }
    boolean plain =
        !text.startsWith("Math.abs")
            && !text.matches("(?s).*\\.(length|size\\(\\)|length\\(\\))")
            && !Expected.isReceiver(value);
    if (type.isPrimitive()
        && TypeKinds.isNumber(type)
        && plain
        && List.of("int", "long", "double", "float").contains(type.getName())) {
      ideas.replace(value, "Math.abs(" + text + ")", 0.25, "take the absolute value of " + text);
    }
  }

  private static boolean isWorthWrapping(Expression value) {
    boolean variable =
        value instanceof Name name && name.resolveBinding() instanceof IVariableBinding;
    boolean call = value instanceof MethodInvocation;
    boolean result =
        value.getParent() instanceof ReturnStatement
            || value.getParent() instanceof Assignment assignment
                && assignment.getRightHandSide() == value
            || value.getParent() instanceof org.eclipse.jdt.core.dom.VariableDeclarationFragment;
    return Expected.isValue(value)
        && !(value.getParent() instanceof ParenthesizedExpression)
        && !(value instanceof LambdaExpression)
        && !(value instanceof MethodReference)
        && (variable || call || result);
  }

  /// `best = n` becomes `best = Math.max(best, n)`: keeps the largest so far, or no less than 0.
  private static void accumulate(Site site, Expression expression, Proposals ideas) {
    if (!(expression instanceof Assignment assignment)
        || assignment.getOperator() != Assignment.Operator.ASSIGN
        || !Repeatable.is(assignment.getLeftHandSide())) {
      return;
    }
    ITypeBinding target = assignment.getLeftHandSide().resolveTypeBinding();
    Expression value = assignment.getRightHandSide();
    ITypeBinding type = value.resolveTypeBinding();
    if (!TypeKinds.isNumber(target)
        || !TypeKinds.isNumber(type)
        || !List.of("int", "long", "double", "java.lang.Integer", "java.lang.Double")
            .contains(TypeKinds.name(target))
        || (!type.isEqualTo(target) && target.isPrimitive() != type.isPrimitive())
        || site.text(value).startsWith("Math.")) {
      return;
    }
    String left = site.text(assignment.getLeftHandSide());
    String right = site.text(value);
    boolean known = assigned(site, assignment);
    boolean own = right.matches("(?s).*\\b" + java.util.regex.Pattern.quote(left) + "\\b.*");
    for (String pick : List.of("max", "min")) {
      if (known) {
        ideas.replace(
            value,
            "Math." + pick + "(" + left + ", " + right + ")",
            own ? 0.5 : 0.7,
            "keep the " + pick + "imum of " + left);
      }
      ideas.replace(
          value,
          "Math." + pick + "(0, " + right + ")",
          own && pick.equals("max") ? 0.75 : 0.3,
          "bound " + left + " by 0");
    }
  }

  /// Whether the assigned variable surely has a value before.
  private static boolean assigned(Site site, Assignment assignment) {
    return switch (assignment.getLeftHandSide()) {
      case FieldAccess access ->
          access.resolveFieldBinding() != null
              && !Modifier.isFinal(access.resolveFieldBinding().getModifiers());
      case SimpleName name ->
          site.scope().named(name.getIdentifier()).isPresent()
              && Places.statementAround(assignment).filter(Places::maySkip).isPresent();
      case Expression _ -> true;
    };
  }
}
