package dev.naosu.repair.operator;

import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.WhileStatement;

/// A condition that must hold for an expression to be evaluated without an exception, and the ways
/// to see to it: make it part of the condition at hand, run the statement only then, or leave
/// before it.
///
/// @param use the expression at risk
/// @param asked sub-expressions of `use` that the condition repeats
/// @param holds the condition
/// @param fails its negation
/// @param weight how likely this condition is the missing one, in (0, 1]
record Guard(Expression use, List<Expression> asked, String holds, String fails, double weight) {

  /// All ways to keep to the condition.
  void propose(Site site, Proposals proposals) {
    if (!asked.stream().allMatch(Repeatable::is)) {
      return;
    }
    condition(site, proposals);
    Optional<Statement> anchor = Places.anchor(site);
    boolean before =
        asked.stream().allMatch(each -> Places.meansTheSameBefore(site, each)) && !isInLambda(site);
    if (anchor.isPresent() && before) {
      wrap(anchor.get(), holds, 0.75 * weight, proposals);
      leave(site, anchor.get(), proposals);
    }
  }

  /// `c` becomes `holds && c`, or `fails || c`.
  void condition(Site site, Proposals proposals) {
    Optional<Expression> operand = booleanOperand(use);
    if (operand.isEmpty() || !meansTheSameBefore(operand.get())) {
      return;
    }
    Places.join(
        site, proposals, operand.get(), holds, "&&", 0.9 * weight, "ask first whether " + holds);
    if (Operands.bindsVariables(wholeCondition(operand.get()))) {
      // `a == null || o instanceof T t` would leave t without a value
      return;
    }
    Places.join(site, proposals, operand.get(), fails, "||", 0.8 * weight, "also when " + fails);
    Expression whole = wholeCondition(operand.get());
    if (whole != operand.get() && meansTheSameBefore(whole)) {
      Places.join(site, proposals, whole, fails, "||", 0.5 * weight, "also when " + fails);
    }
  }

  private boolean meansTheSameBefore(Expression whole) {
    return asked.stream().allMatch(each -> Places.meansTheSameBefore(whole, each));
  }

  /// Runs the statement, and those that need what it declares, only if a condition holds.
  static void wrap(Statement anchor, String condition, double weight, Proposals proposals) {
    if (mayWrap(anchor)) {
      proposals.wrap(
          anchor,
          Places.lastDependent(anchor),
          "if (" + condition + ")",
          "",
          weight,
          "run only if " + condition);
    }
  }

  static boolean mayWrap(Statement anchor) {
    Statement last = Places.lastDependent(anchor);
    List<Statement> siblings = Scope.siblings(anchor);
    int from = siblings.indexOf(anchor);
    List<Statement> wrapped = siblings.subList(from, siblings.indexOf(last) + 1);
    boolean lone = !Proposals.standsInList(anchor);
    return wrapped.stream().allMatch(Places::maySkip)
        && Places.mayBecomeIf(anchor)
        && !(lone && anchor instanceof org.eclipse.jdt.core.dom.VariableDeclarationStatement)
        && wrapped.stream().noneMatch(org.eclipse.jdt.core.dom.SwitchCase.class::isInstance)
        && !hidesDeclarations(wrapped, siblings)
        && (Flow.completes(last) || !Places.hasBlanks(last))
        && Flow.isSound(last, Flow.Effect.OPTIONAL);
  }

  /// Leaves the method or turns to the next round if the condition fails.
  void leave(Site site, Statement anchor, Proposals proposals) {
    for (Exits.Exit exit : Exits.early(site, isOfElement(site))) {
      proposals.insertBefore(
          anchor,
          Places.ifThen(site, fails, exit.code()),
          0.9 * weight * exit.weight(),
          exit.code().replace(";", "") + " when " + fails);
    }
  }

  /// Whether what is asked is about the element that the loop around is at.
  private boolean isOfElement(Site site) {
    return Flow.loopAround(site.node())
        .filter(EnhancedForStatement.class::isInstance)
        .map(loop -> ((EnhancedForStatement) loop).getParameter().resolveBinding())
        .filter(element -> asked.stream().anyMatch(each -> Places.mentions(each, element)))
        .isPresent();
  }

  /// The truth value, as small as possible, that evaluating an expression decides.
  static Optional<Expression> booleanOperand(Expression use) {
    Expression at = use;
    while (!TypeKinds.isBoolean(at.resolveTypeBinding()) || !Expected.isValue(at)) {
      if (at.getParent() instanceof Expression parent
          && !(parent instanceof LambdaExpression)
          && !(parent instanceof ConditionalExpression choice && choice.getExpression() != at)) {
        at = parent;
      } else {
        return Optional.empty();
      }
    }
    while (at.getParent() instanceof ParenthesizedExpression
        || (at.getParent() instanceof PrefixExpression prefix
            && prefix.getOperator() == PrefixExpression.Operator.NOT)) {
      at = (Expression) at.getParent();
    }
    // `a == b` of truth values: take the comparison
    while (at.getParent() instanceof InfixExpression infix && !isLogical(infix)) {
      at = infix;
    }
    return TypeKinds.isBoolean(at.resolveTypeBinding()) && Expected.isValue(at)
        ? Optional.of(at)
        : Optional.empty();
  }

  private static boolean isLogical(InfixExpression infix) {
    return infix.getOperator() == InfixExpression.Operator.CONDITIONAL_AND
        || infix.getOperator() == InfixExpression.Operator.CONDITIONAL_OR;
  }

  private static Expression wholeCondition(Expression operand) {
    Expression at = operand;
    while (at.getParent() instanceof InfixExpression infix && isLogical(infix)) {
      at = infix;
    }
    return at;
  }

  /// Whether a statement behind the wrapped ones uses what one of those declares.
  private static boolean hidesDeclarations(List<Statement> wrapped, List<Statement> siblings) {
    Statement last = wrapped.getLast();
    int end = siblings.indexOf(last) + 1;
    for (Statement each : wrapped) {
      Statement reach = Places.lastDependent(each);
      if (siblings.indexOf(reach) >= end) {
        return true;
      }
    }
    return false;
  }

  /// Whether the expression runs later than the site's statement, or not at all.
  private boolean isInLambda(Site site) {
    for (ASTNode at = use; at != site.node() && at != null; at = at.getParent()) {
      if (at instanceof LambdaExpression) {
        return true;
      }
    }
    return false;
  }

  /// Whether an earlier check around the site already asks the same.
  static boolean isAsked(Site site, Expression use, String... questions) {
    ASTNode child = use;
    for (ASTNode at = use.getParent(); at != null; child = at, at = at.getParent()) {
      String asked = askedBefore(site, at, child);
      if (Arrays.stream(questions).anyMatch(asked::contains)) {
        return true;
      }
      if (at instanceof BodyDeclaration) {
        return false;
      }
    }
    return false;
  }

  /// The condition that a node has asked before it comes to its child.
  private static String askedBefore(Site site, ASTNode at, ASTNode child) {
    return switch (at) {
      case IfStatement branch when branch.getExpression() != child ->
          site.text(branch.getExpression());
      case InfixExpression infix when infix.getLeftOperand() != child && isLogical(infix) ->
          site.source().text().substring(infix.getStartPosition(), child.getStartPosition());
      case ConditionalExpression choice when choice.getExpression() != child ->
          site.text(choice.getExpression());
      case WhileStatement loop when loop.getBody() == child -> site.text(loop.getExpression());
      default -> "";
    };
  }
}
