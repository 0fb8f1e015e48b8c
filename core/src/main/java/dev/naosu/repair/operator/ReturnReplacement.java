package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.ReturnStatement;

/// Returns something else: another variable, a neutral value, what the tests expected, a condition
/// about the variables at hand, or a collection that holds something: `return true` becomes `return
/// depth == 0`.
///
/// Source: TBar FP12, PIT's return mutators.
public final class ReturnReplacement implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.ASSERTION) ? 0.7 : 0.5;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    if (!(site.node() instanceof ReturnStatement statement) || statement.getExpression() == null) {
      return;
    }
    Optional<ITypeBinding> type = Frame.around(statement).result();
    if (type.isEmpty()) {
      return;
    }
    Shortlist.propose(
        site, proposals, ideas -> propose(site, statement.getExpression(), type.get(), ideas));
  }

  private static void propose(Site site, Expression returned, ITypeBinding type, Proposals ideas) {
    Scope scope = site.scopeAt(returned);
    if (TypeKinds.isBoolean(type)) {
      truths(site, scope, returned, ideas);
    }
    variables(site, scope, returned, type, ideas);
    for (Fallbacks.Value value : Fallbacks.values(site, scope, type)) {
      // what one test expects is seldom what the method always returns
      boolean memorised =
          site.evidence().expectedValues().contains(value.text())
              && !Fallbacks.SAYING_NOTHING.contains(value.text());
      instead(site, returned, value.text(), (memorised ? 0.05 : 0.7) * value.weight(), ideas);
    }
    filled(scope, returned, type, ideas);
    if (TypeKinds.isNumber(type)
        && type.isPrimitive()
        && !type.getName().equals("char")
        && List.of("int", "long", "double", "float").contains(type.getName())) {
      instead(site, returned, "-" + bracketed(site, returned), 0.3, ideas);
    }
  }

  private static void variables(
      Site site, Scope scope, Expression returned, ITypeBinding type, Proposals ideas) {
    String own = site.text(returned);
    for (Variable variable : scope.variables(type)) {
      double near = variable.binding().isField() ? 0.45 : 0.6;
      instead(
          site,
          returned,
          variable.name(),
          near + 0.3 * Scope.nameSimilarity(own, variable.name()),
          ideas);
    }
  }

  private static void truths(Site site, Scope scope, Expression returned, Proposals ideas) {
    Object constant = returned.resolveConstantExpressionValue();
    if (constant == null) {
      instead(site, returned, negated(site, returned), 0.6, ideas);
    }
    int rank = 0;
    for (Variable variable : scope.variables()) {
      if (variable.kind() == Variable.Kind.CONSTANT || rank > 8) {
        continue;
      }
      double near = (constant == null ? 0.4 : 0.75) - 0.03 * rank++;
      for (String truth : truthsAbout(variable)) {
        instead(site, returned, truth, near, ideas);
        if (constant == null) {
          near -= 0.02;
        }
      }
    }
  }

  /// What one may ask about a variable, likeliest first.
  static List<String> truthsAbout(Variable variable) {
    ITypeBinding type = variable.type();
    String name = variable.name();
    if (TypeKinds.isBoolean(type)) {
      return List.of("!" + name);
    }
    if (TypeKinds.isNumber(type) && !TypeKinds.isChar(type)) {
      return List.of(name + " == 0", name + " > 0", name + " != 0", name + " >= 0", name + " < 0");
    }
    Optional<String> empty = TypeKinds.isEmpty(name, type);
    if (empty.isPresent()) {
      return List.of(empty.get(), TypeKinds.isFilled(name, type).orElseThrow());
    }
    return type.isPrimitive() ? List.of() : List.of(name + " == null", name + " != null");
  }

  /// A new collection with something in it where an empty one is returned.
  private static void filled(Scope scope, Expression returned, ITypeBinding type, Proposals ideas) {
    if (!isEmptyCollection(returned)) {
      return;
    }
    String arrays = scope.typeText("java.util.Arrays");
    Optional<String> made = listClass(scope, returned, type);
    if (made.isEmpty()) {
      return;
    }
    Optional<ITypeBinding> element = TypeKinds.element(type).filter(TypeKinds::isDenotable);
    boolean raw = element.isEmpty();
    Set<String> values = new LinkedHashSet<>();
    for (Variable variable : scope.variables()) {
      if (variable.kind() != Variable.Kind.CONSTANT
          && values.size() < 6
          && element
              .map(wanted -> Scope.fits(variable.type(), wanted))
              .orElse(!variable.type().isArray())) {
        values.add(variable.name());
      }
    }
    String generic = raw ? "" : "<>";
    if (raw || TypeKinds.isCollection(element.get())) {
      Fallbacks.fresh(scope, element.orElse(type.getErasure()))
          .map(text -> raw ? text.replace("<>", "") : text)
          .ifPresent(values::add);
    }
    double weight = 0.85;
    for (String value : values) {
      String list = arrays + "." + (raw ? "<Object>" : "") + "asList(" + value + ")";
      ideas.replace(
          returned,
          "new " + made.get() + generic + "(" + list + ")",
          weight,
          "return a collection that holds " + value);
      weight -= 0.05;
    }
  }

  private static boolean isEmptyCollection(Expression returned) {
    return switch (returned) {
      case ClassInstanceCreation creation ->
          creation.arguments().isEmpty()
              && creation.getAnonymousClassDeclaration() == null
              && TypeKinds.isCollection(creation.resolveTypeBinding());
      case MethodInvocation call ->
          (call.getName().getIdentifier().startsWith("empty")
                  || call.getName().getIdentifier().equals("of"))
              && call.arguments().isEmpty()
              && TypeKinds.isCollection(call.resolveTypeBinding());
      default -> false;
    };
  }

  /// The class to instantiate: that of the expression, or one that fits the type.
  private static Optional<String> listClass(Scope scope, Expression returned, ITypeBinding type) {
    String known = TypeKinds.name(returned.resolveTypeBinding());
    if (Set.of(
            "java.util.ArrayList",
            "java.util.LinkedList",
            "java.util.HashSet",
            "java.util.LinkedHashSet",
            "java.util.TreeSet",
            "java.util.ArrayDeque")
        .contains(known)) {
      return Optional.of(scope.typeText(known));
    }
    return switch (TypeKinds.name(type)) {
      case "java.util.List", "java.util.Collection", "java.lang.Iterable" ->
          Optional.of(scope.typeText("java.util.ArrayList"));
      case "java.util.Set" -> Optional.of(scope.typeText("java.util.HashSet"));
      default -> Optional.empty();
    };
  }

  private static void instead(
      Site site, Expression returned, String text, double weight, Proposals ideas) {
    if (!text.equals(site.text(returned))) {
      ideas.replace(returned, text, Math.max(0.05, weight), "return " + text);
    }
  }

  private static String negated(Site site, Expression expression) {
    return expression instanceof PrefixExpression prefix
            && prefix.getOperator() == PrefixExpression.Operator.NOT
        ? site.text(prefix.getOperand())
        : "!" + bracketed(site, expression);
  }

  private static String bracketed(Site site, Expression expression) {
    boolean tight =
        Repeatable.isPrimary(expression)
            || expression instanceof NumberLiteral
            || expression instanceof BooleanLiteral;
    return tight ? site.text(expression) : "(" + site.text(expression) + ")";
  }
}
