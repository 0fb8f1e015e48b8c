package dev.naosu.repair.operator;

import dev.naosu.code.Edit;
import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.PostfixExpression;
import org.eclipse.jdt.core.dom.VariableDeclarationExpression;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;

/// Lets a counting loop begin, end and step elsewhere, two of them at once where one is not enough:
/// `for (int i = 0; i < n; i++)` becomes `for (int i = 1; i < n - 1; i++)`, `for (int j = i + 1;
/// …`, `for (int i = n - 1; i >= 0; i--)`.
///
/// Source: paired off-by-one faults; loops over pairs that forget to leave out the pair of one with
/// itself.
public final class LoopHeader implements Operator {
  /// One part of a header written otherwise.
  private record Change(Edit edit, double weight) {}

  /// A counting loop.
  ///
  /// @param variable what it counts
  private record Loop(
      String variable, Expression start, InfixExpression condition, Expression step) {}

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.OUT_OF_RANGE) || evidence.has(FailureKind.ENDLESS)
        ? 0.85
        : 0.75;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Loop> loop = loop(site.node());
    if (loop.isPresent()) {
      Shortlist.propose(site, proposals, ideas -> propose(site, loop.get(), ideas));
    }
  }

  private static Optional<Loop> loop(ASTNode node) {
    if (!(node instanceof ForStatement loop)
        || !(loop.getExpression() instanceof InfixExpression condition)
        || condition.hasExtendedOperands()
        || !Slots.isComparison(condition)
        || loop.updaters().size() != 1
        || loop.initializers().size() != 1) {
      return Optional.empty();
    }
    Expression step = (Expression) loop.updaters().getFirst();
    return switch (loop.initializers().getFirst()) {
      case VariableDeclarationExpression declaration
          when declaration.fragments().size() == 1
              && declaration.fragments().getFirst() instanceof VariableDeclarationFragment fragment
              && fragment.getInitializer() != null
              && TypeKinds.isInt(fragment.getInitializer().resolveTypeBinding()) ->
          Optional.of(
              new Loop(
                  fragment.getName().getIdentifier(), fragment.getInitializer(), condition, step));
      case Assignment assignment
          when TypeKinds.isInt(assignment.getRightHandSide().resolveTypeBinding())
              && TypeKinds.isInt(assignment.resolveTypeBinding()) ->
          Optional.of(
              new Loop(
                  assignment.getLeftHandSide().toString(),
                  assignment.getRightHandSide(),
                  condition,
                  step));
      default -> Optional.empty();
    };
  }

  private static void propose(Site site, Loop loop, Proposals ideas) {
    List<Change> starts = starts(site, loop, ideas);
    List<Change> bounds = bounds(site, loop, ideas);
    List<Change> steps = steps(site, loop, ideas);
    for (Change start : starts) {
      ideas.add(start.weight(), "begin the loop elsewhere", start.edit());
    }
    for (Change step : steps) {
      ideas.add(0.6 * step.weight(), "step otherwise", step.edit());
    }
    pairs(starts, bounds, 0.8, "begin and end the loop elsewhere", ideas);
    pairs(starts, steps, 0.75, "begin the loop elsewhere and step otherwise", ideas);
    pairs(bounds, steps, 0.5, "end the loop elsewhere and step otherwise", ideas);
    backwards(site, loop, ideas);
    nested(site, loop, ideas);
  }

  private static void pairs(
      List<Change> first, List<Change> second, double share, String description, Proposals ideas) {
    for (Change a : first) {
      for (Change b : second) {
        ideas.add(share * Math.min(a.weight(), b.weight()), description, a.edit(), b.edit());
      }
    }
  }

  private static List<Change> starts(Site site, Loop loop, Proposals ideas) {
    Map<String, Double> texts = new LinkedHashMap<>();
    for (String outer : countersAround(site.node())) {
      if (!outer.equals(loop.variable())) {
        texts.putIfAbsent(outer + " + 1", 1.0);
        texts.putIfAbsent(outer, 0.8);
      }
    }
    OptionalLong value = Operands.wholeNumber(loop.start());
    if (value.isPresent()) {
      for (long other : new long[] {1, 0, 2, value.getAsLong() + 1, value.getAsLong() - 1}) {
        texts.putIfAbsent(Long.toString(other), 0.8);
      }
    } else {
      texts.putIfAbsent(Operands.shifted(site, loop.start(), 1), 0.8);
      texts.putIfAbsent(Operands.shifted(site, loop.start(), -1), 0.8);
    }
    texts.remove(site.text(loop.start()));
    return changes(texts, loop.start(), ideas);
  }

  private static List<Change> bounds(Site site, Loop loop, Proposals ideas) {
    List<Change> changes = new ArrayList<>();
    Expression bound = loop.condition().getRightOperand();
    if (TypeKinds.isInt(bound.resolveTypeBinding())) {
      Map<String, Double> texts = new LinkedHashMap<>();
      OptionalLong value = Operands.wholeNumber(bound);
      if (value.isPresent()) {
        texts.put(Long.toString(value.getAsLong() + 1), 0.9);
        texts.put(Long.toString(value.getAsLong() - 1), 0.9);
      } else {
        texts.put(Operands.shifted(site, bound, -1), 0.9);
        texts.put(Operands.shifted(site, bound, 1), 0.9);
        texts.put(Operands.tight(site, bound) + " / 2", 0.5);
      }
      changes.addAll(changes(texts, bound, ideas));
    }
    String flipped =
        switch (loop.condition().getOperator().toString()) {
          case "<" -> "<=";
          case "<=" -> "<";
          case ">" -> ">=";
          case ">=" -> ">";
          default -> "";
        };
    if (!flipped.isEmpty()) {
      changes.add(
          new Change(
              ideas.text(RelationalOperator.operatorSpan(site, loop.condition()), flipped), 1.0));
    }
    return changes;
  }

  private static List<Change> steps(Site site, Loop loop, Proposals ideas) {
    Map<String, Double> texts = new LinkedHashMap<>();
    String name = loop.variable();
    switch (loop.step()) {
      case PostfixExpression count -> {
        boolean up = count.getOperator() == PostfixExpression.Operator.INCREMENT;
        texts.put(name + (up ? " += 2" : " -= 2"), 0.9);
        texts.put(name + (up ? "--" : "++"), 0.6);
      }
      case Assignment assignment -> {
        OptionalLong by = Operands.wholeNumber(assignment.getRightHandSide());
        String operator = assignment.getOperator().toString();
        if (by.isPresent() && List.of("+=", "-=").contains(operator)) {
          texts.put(name + " " + operator + " " + (by.getAsLong() + 1), 0.9);
          if (by.getAsLong() > 1) {
            texts.put(name + " " + operator + " " + (by.getAsLong() - 1), 0.9);
          }
        }
      }
      default -> {}
    }
    texts.remove(site.text(loop.step()));
    return changes(texts, loop.step(), ideas);
  }

  private static List<Change> changes(
      Map<String, Double> texts, Expression place, Proposals ideas) {
    List<Change> changes = new ArrayList<>();
    texts.forEach((text, weight) -> changes.add(new Change(ideas.replacing(place, text), weight)));
    return changes;
  }

  /// `for (int i = a; i < b; i++)` becomes `for (int i = b - 1; i >= a; i--)`.
  private static void backwards(Site site, Loop loop, Proposals ideas) {
    Expression left = loop.condition().getLeftOperand();
    Expression bound = loop.condition().getRightOperand();
    if (!site.text(left).equals(loop.variable())
        || !TypeKinds.isInt(bound.resolveTypeBinding())
        || !(loop.step() instanceof PostfixExpression step)) {
      return;
    }
    boolean up = step.getOperator() == PostfixExpression.Operator.INCREMENT;
    String operator = loop.condition().getOperator().toString();
    if (!List.of("<", "<=", ">", ">=").contains(operator)) {
      return;
    }
    boolean strict = operator.length() == 1;
    int toward = up ? -1 : 1;
    String start = strict ? Operands.shifted(site, bound, toward) : site.text(bound);
    ideas.add(
        0.45,
        "count the other way round",
        ideas.replacing(loop.start(), start),
        ideas.replacing(
            loop.condition(),
            loop.variable() + (up ? " >= " : " <= ") + Operands.summand(site, loop.start())),
        ideas.replacing(loop.step(), loop.variable() + (up ? "--" : "++")));
  }

  /// Lets this loop begin behind the counter of the one around it, and the next one inside
  /// likewise.
  private static void nested(Site site, Loop loop, Proposals ideas) {
    List<String> outer = countersAround(site.node());
    Optional<Loop> inner = directlyInside(site.node());
    if (outer.isEmpty() || inner.isEmpty()) {
      return;
    }
    for (String shift : List.of(" + 1", "")) {
      ideas.add(
          shift.isEmpty() ? 0.5 : 0.8,
          "begin both loops behind the counters around them",
          ideas.replacing(loop.start(), outer.getFirst() + shift),
          ideas.replacing(inner.get().start(), loop.variable() + shift));
    }
  }

  private static Optional<Loop> directlyInside(ASTNode node) {
    List<Loop> found = new ArrayList<>();
    ((ForStatement) node)
        .getBody()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(ForStatement inner) {
                loop(inner).ifPresent(found::add);
                return false;
              }
            });
    return found.stream().findFirst();
  }

  /// The counters of the loops around, innermost first.
  private static List<String> countersAround(ASTNode node) {
    List<String> counters = new ArrayList<>();
    for (ASTNode at = node.getParent();
        at != null && !(at instanceof BodyDeclaration) && !(at instanceof LambdaExpression);
        at = at.getParent()) {
      loop(at).ifPresent(each -> counters.add(each.variable()));
    }
    return counters;
  }
}
