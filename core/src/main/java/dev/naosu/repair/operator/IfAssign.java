package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import dev.naosu.repair.operator.Questions.Question;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Statement;

/// Gives a variable another value in a special case: puts `if (end > text.length()) { end =
/// text.length(); }` before the site.
///
/// Source: clamped indices and replaced nulls in Defects4J; the conditions are those of ACS.
public final class IfAssign implements Operator {
  private static final int MOST_TARGETS = 4;
  private static final int MOST_QUESTIONS = 12;

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.OUT_OF_RANGE) ? 0.6 : 0.25;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Statement> anchor = Places.anchor(site);
    if (anchor.isPresent()) {
      Shortlist.propose(site, proposals, ideas -> propose(site, anchor.get(), ideas));
    }
  }

  private static void propose(Site site, Statement anchor, Proposals ideas) {
    Set<String> used = used(site);
    Scope scope = site.scope();
    List<Variable> targets =
        scope.variables().stream()
            .filter(each -> used.contains(each.name()))
            .filter(each -> Places.mayAssign(site, each))
            .limit(MOST_TARGETS)
            .toList();
    for (int i = 0; i < targets.size(); i++) {
      double near = 1 - 0.1 * i;
      clamp(site, anchor, targets.get(i), near, ideas);
      assign(site, anchor, targets.get(i), near, ideas);
    }
  }

  private static Set<String> used(Site site) {
    Set<String> names = new LinkedHashSet<>();
    site.node()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(SimpleName name) {
                names.add(name.getIdentifier());
                return true;
              }
            });
    return names;
  }

  /// Keeps a number within the bounds that others set.
  private static void clamp(
      Site site, Statement anchor, Variable target, double near, Proposals ideas) {
    if (!TypeKinds.isInt(target.type())) {
      return;
    }
    String name = target.name();
    when(site, anchor, name + " < 0", name, "0", 0.8 * near, ideas);
    List<String> bounds = new ArrayList<>();
    for (Variable each : site.scope().variables()) {
      if (each.kind() != Variable.Kind.CONSTANT && !each.name().equals(name)) {
        TypeKinds.size(each.name(), each.type()).ifPresent(bounds::add);
        if (TypeKinds.isInt(each.type())) {
          bounds.add(each.name());
        }
      }
    }
    for (int i = 0; i < Math.min(bounds.size(), 6); i++) {
      double weight = near * (0.85 - 0.05 * i);
      when(site, anchor, name + " > " + bounds.get(i), name, bounds.get(i), weight, ideas);
      when(site, anchor, name + " < " + bounds.get(i), name, bounds.get(i), 0.7 * weight, ideas);
    }
  }

  private static void assign(
      Site site, Statement anchor, Variable target, double near, Proposals ideas) {
    List<Question> questions = Questions.before(site);
    List<String> values = values(site, target);
    for (Question question : questions.subList(0, Math.min(MOST_QUESTIONS, questions.size()))) {
      for (int i = 0; i < values.size(); i++) {
        if (!question.text().equals(target.name() + " == " + values.get(i))) {
          double weight = 0.7 * near * question.weight() / (1 + i / 3.0);
          when(site, anchor, question.text(), target.name(), values.get(i), weight, ideas);
        }
      }
    }
  }

  private static List<String> values(Site site, Variable target) {
    if (TypeKinds.isBoolean(target.type())) {
      return List.of("true", "false");
    }
    List<String> values = new ArrayList<>();
    site.scope().variables(target.type()).stream()
        .filter(each -> !each.name().equals(target.name()))
        .filter(each -> each.kind() != Variable.Kind.CONSTANT)
        .limit(3)
        .forEach(each -> values.add(each.name()));
    if (TypeKinds.isInt(target.type())) {
      values.addAll(List.of("0", "1", "-1"));
    } else if (TypeKinds.isString(target.type())) {
      values.add("\"\"");
    }
    return values;
  }

  private static void when(
      Site site,
      Statement anchor,
      String condition,
      String target,
      String value,
      double weight,
      Proposals ideas) {
    ideas.insertBefore(
        anchor,
        Places.ifThen(site, condition, target + " = " + value + ";"),
        Math.clamp(weight, 0.01, 1),
        "set " + target + " to " + value + " when " + condition);
  }
}
