package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.operator.Predicates.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.QualifiedName;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.WhileStatement;

/// Adds a term to a condition or drops one: `total < 0` becomes `total < 0 || coins.length == 0`. A
/// constant condition becomes a question: `while (true)` becomes `while (!queue.isEmpty())`.
///
/// Terms are conditions of the same class and [Predicates]. A term that keeps the condition from
/// throwing goes in front.
///
/// Source: TBar FP6, ACS's widened and narrowed conditions.
public final class ConditionTerm implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.NULL_DEREFERENCE)
            || evidence.has(FailureKind.OUT_OF_RANGE)
            || evidence.has(FailureKind.NO_SUCH_ELEMENT)
        ? 0.85
        : 0.7;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        120,
        ideas -> {
          for (Expression node : Slots.of(site)) {
            if (node instanceof InfixExpression infix) {
              drop(site, infix, ideas);
            }
            if (isCondition(node)) {
              extend(site, node, ideas);
            }
          }
        });
  }

  static boolean isCondition(Expression node) {
    boolean decides =
        switch (Slots.use(node)) {
          case CONDITION, RETURNED -> true;
          case ARGUMENT, INDEX, ASSIGNED, INITIAL, RECEIVER, ITERATED, COMPARED, OPERAND, OTHER ->
              false;
        };
    return decides
        && TypeKinds.isBoolean(node.resolveTypeBinding())
        && !(node instanceof ParenthesizedExpression)
        && !(node instanceof ConditionalExpression)
        && !Operands.bindsVariables(node);
  }

  private static void drop(Site site, InfixExpression node, Proposals ideas) {
    String operator = node.getOperator().toString();
    if (!List.of("&&", "||").contains(operator) || Operands.bindsVariables(node)) {
      return;
    }
    List<Expression> operands = Operands.of(node);
    for (int i = 0; i < operands.size(); i++) {
      List<Expression> rest = new ArrayList<>(operands);
      Expression dropped = rest.remove(i);
      String text =
          rest.size() == 1
              ? site.text(Slots.bare(rest.getFirst()))
              : rest.stream().map(site::text).collect(Collectors.joining(" " + operator + " "));
      ideas.replace(node, text, 0.9, "do not ask " + site.text(dropped));
    }
  }

  private static void extend(Site site, Expression condition, Proposals ideas) {
    Scope scope = site.scopeAt(condition);
    List<Predicate> predicates = Predicates.about(site, scope, condition);
    if (condition instanceof BooleanLiteral literal) {
      predicates.forEach(each -> ask(site, literal, each, ideas));
      Questions.donated(site, scope)
          .forEach((text, weight) -> answer(site, literal, text, 0.6 * weight, ideas));
      return;
    }
    String own = site.text(condition);
    for (Predicate each : predicates) {
      if (!own.contains(each.text()) && !own.contains(each.negated())) {
        add(site, condition, each, ideas);
      }
    }
    Questions.donated(site, scope)
        .forEach(
            (text, weight) -> {
              if (own.contains(text)) {
                return;
              }
              join(site, condition, text, "&&", false, 0.55 * weight, ideas);
              join(site, condition, text, "||", false, 0.5 * weight, ideas);
            });
  }

  private static void add(Site site, Expression condition, Predicate term, Proposals ideas) {
    double weight = term.weight();
    boolean guards = term.guarded().filter(name -> isDereferenced(condition, name)).isPresent();
    if (guards) {
      boolean expected =
          site.evidence().has(FailureKind.NULL_DEREFERENCE)
              || site.evidence().has(FailureKind.OUT_OF_RANGE)
              || site.evidence().has(FailureKind.NO_SUCH_ELEMENT);
      double share = expected ? 1.0 : 0.7;
      join(site, condition, term.negated(), "&&", true, share * weight, ideas);
      join(site, condition, term.text(), "||", true, 0.95 * share * weight, ideas);
    } else {
      join(site, condition, term.text(), "||", false, 0.75 * weight, ideas);
      join(site, condition, term.negated(), "&&", false, 0.75 * weight, ideas);
      join(site, condition, term.text(), "&&", false, 0.6 * weight, ideas);
      join(site, condition, term.negated(), "||", false, 0.6 * weight, ideas);
    }
  }

  private static void join(
      Site site,
      Expression condition,
      String term,
      String operator,
      boolean inFront,
      double weight,
      Proposals ideas) {
    String own = operand(site.text(condition), condition, operator);
    String added = operator.equals("&&") && term.contains("||") ? "(" + term + ")" : term;
    ideas.replace(
        condition,
        inFront ? added + " " + operator + " " + own : own + " " + operator + " " + added,
        Math.clamp(weight, 0.01, 1),
        "ask also " + term);
  }

  private static String operand(String text, Expression node, String operator) {
    boolean loose =
        switch (node) {
          case InfixExpression infix ->
              infix.getOperator() == InfixExpression.Operator.CONDITIONAL_OR
                  && !operator.equals("||");
          case ConditionalExpression _ -> true;
          default -> false;
        };
    return loose ? "(" + text + ")" : text;
  }

  /// Whether some member or element of the variable is asked for in the condition.
  private static boolean isDereferenced(Expression condition, String variable) {
    boolean[] found = {false};
    condition.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            found[0] |=
                name.getIdentifier().equals(variable)
                    && switch (name.getParent()) {
                      case MethodInvocation call -> call.getExpression() == name;
                      case QualifiedName qualified -> qualified.getQualifier() == name;
                      case FieldAccess access -> access.getExpression() == name;
                      case ArrayAccess access -> access.getArray() == name;
                      case null, default -> false;
                    };
            return true;
          }
        });
    return found[0];
  }

  /// A constant condition becomes a question.
  private static void ask(Site site, BooleanLiteral literal, Predicate term, Proposals ideas) {
    boolean loop = !(literal.getParent() instanceof ReturnStatement);
    answer(site, literal, term.negated(), (loop ? 1.0 : 0.8) * term.weight(), ideas);
    answer(site, literal, term.text(), (loop ? 0.6 : 0.85) * term.weight(), ideas);
  }

  private static void answer(
      Site site, BooleanLiteral literal, String text, double weight, Proposals ideas) {
    double share = Math.clamp(weight, 0.01, 1);
    if (!isLoop(literal.getParent())) {
      ideas.replace(literal, text, share, "ask " + text);
      return;
    }
    Statement loop = (Statement) literal.getParent();
    String description = "go on while " + text;
    switch (MethodEnd.behind(loop)) {
      case MethodEnd.Fine _ -> ideas.replace(literal, text, share, description);
      case MethodEnd.Missing(List<String> values) -> {
        for (int i = 0; i < values.size(); i++) {
          String end = site.source().lineEnd() + site.source().indentAt(loop.getStartPosition());
          ideas.add(
              share * (i == 0 ? 1.0 : 0.8),
              description + ", then return " + values.get(i),
              ideas.replacing(literal, text),
              ideas.text(
                  dev.naosu.code.Span.at(site.source().spanOf(loop).end()),
                  end + "return " + values.get(i) + ";"));
        }
      }
      case MethodEnd.Unknown _ -> {}
    }
  }

  private static boolean isLoop(ASTNode node) {
    return node instanceof WhileStatement
        || node instanceof org.eclipse.jdt.core.dom.DoStatement
        || node instanceof org.eclipse.jdt.core.dom.ForStatement;
  }
}
