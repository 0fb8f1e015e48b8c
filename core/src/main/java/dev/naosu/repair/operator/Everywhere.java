package dev.naosu.repair.operator;

import dev.naosu.code.Edit;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.QualifiedName;
import org.eclipse.jdt.core.dom.SimpleName;

/// Makes the same change in several places at once: another variable for each use of one in a
/// statement, another bound in each comparison, another method for each call of one in the method,
/// another number for each of its kind, another constant of its class for each use of one.
///
/// Source: SimFix tries consistent replacements before single ones; TBar FP13 replaces constants at
/// two places.
public final class Everywhere implements Operator {
  private static final int MOST_OTHERS = 5;

  private static final Map<String, List<String>> RELATIONS =
      Map.of(
          "<", List.of("<=", ">"),
          "<=", List.of("<", ">="),
          ">", List.of(">=", "<"),
          ">=", List.of(">", "<="),
          "==", List.of("!="),
          "!=", List.of("=="));

  @Override
  public double weight(Evidence evidence) {
    return 0.7;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          variables(site, ideas);
          relations(site, ideas);
          letters(site, ideas);
          numbers(site, ideas);
          calls(site, ideas);
          constants(site, ideas);
        });
  }

  private static void variables(Site site, Proposals ideas) {
    Map<String, List<SimpleName>> uses = new LinkedHashMap<>();
    for (Expression node : site.expressions()) {
      if (node instanceof SimpleName name && Slots.isValue(name) && !Slots.isPartOfName(name)) {
        uses.computeIfAbsent(name.getIdentifier(), _ -> new ArrayList<>()).add(name);
      }
    }
    uses.forEach(
        (name, places) -> {
          if (places.size() > 1) {
            others(site, name, places).forEach(each -> rename(name, places, each, ideas));
          }
        });
  }

  private static List<Variable> others(Site site, String name, List<SimpleName> places) {
    Scope scope = site.scopeAt(places.getFirst());
    return scope.variables().stream()
        .filter(each -> !each.name().equals(name))
        .filter(
            each ->
                places.stream()
                    .allMatch(
                        place ->
                            Slots.accepts(place, each.type()) && means(site.scopeAt(place), each)))
        .sorted(Comparator.comparingDouble((Variable each) -> -Nearness.of(each, name)))
        .limit(MOST_OTHERS)
        .toList();
  }

  private static boolean means(Scope scope, Variable variable) {
    return scope
        .named(variable.name())
        .filter(each -> each.binding().isEqualTo(variable.binding()))
        .isPresent();
  }

  private static void rename(
      String name, List<SimpleName> places, Variable other, Proposals ideas) {
    ideas.add(
        0.3 + 0.6 * Nearness.of(other, name),
        "use " + other.name() + " instead of " + name + " throughout",
        places.stream().map(place -> ideas.replacing(place, other.name())).toArray(Edit[]::new));
  }

  private static void relations(Site site, Proposals ideas) {
    Map<String, List<InfixExpression>> byOperator = new LinkedHashMap<>();
    for (InfixExpression node : site.all(InfixExpression.class)) {
      if (Slots.isComparison(node)
          && !node.hasExtendedOperands()
          && TypeKinds.isNumber(node.getLeftOperand().resolveTypeBinding())
          && TypeKinds.isNumber(node.getRightOperand().resolveTypeBinding())) {
        byOperator.computeIfAbsent(node.getOperator().toString(), _ -> new ArrayList<>()).add(node);
      }
    }
    List<InfixExpression> boundaries = new ArrayList<>();
    byOperator.forEach(
        (operator, nodes) -> {
          if (!List.of("==", "!=").contains(operator)) {
            boundaries.addAll(nodes);
          }
          if (nodes.size() > 1) {
            List<String> others = RELATIONS.getOrDefault(operator, List.of());
            for (int i = 0; i < others.size(); i++) {
              compare(site, nodes, others.get(i), 0.9 - 0.2 * i, ideas);
            }
          }
        });
    if (byOperator.size() > 1 && boundaries.size() > 1) {
      compare(site, boundaries, "", 0.8, ideas);
    }
  }

  /// @param operator the new one for all; empty for the boundary of each
  private static void compare(
      Site site, List<InfixExpression> nodes, String operator, double weight, Proposals ideas) {
    ideas.add(
        weight,
        operator.isEmpty() ? "move every boundary" : "compare with " + operator + " throughout",
        nodes.stream()
            .map(
                node ->
                    ideas.text(
                        RelationalOperator.operatorSpan(site, node),
                        operator.isEmpty() ? boundary(node) : operator))
            .toArray(Edit[]::new));
  }

  private static String boundary(InfixExpression node) {
    String own = node.getOperator().toString();
    return RELATIONS.getOrDefault(own, List.of(own)).getFirst();
  }

  /// All letters of the statement in upper or lower case.
  private static void letters(Site site, Proposals ideas) {
    for (boolean upper : new boolean[] {true, false}) {
      List<Edit> edits = new ArrayList<>();
      for (CharacterLiteral literal : site.all(CharacterLiteral.class)) {
        char own = literal.charValue();
        char other = upper ? Character.toUpperCase(own) : Character.toLowerCase(own);
        if (Slots.isValue(literal) && own != other && own < 128) {
          edits.add(ideas.replacing(literal, "'" + other + "'"));
        }
      }
      if (edits.size() > 1) {
        ideas.add(
            0.7,
            "write the letters in " + (upper ? "upper" : "lower") + " case",
            edits.toArray(Edit[]::new));
      }
    }
  }

  /// Each whole number of the statement that is written more than once.
  private static void numbers(Site site, Proposals ideas) {
    Map<String, List<NumberLiteral>> same = new LinkedHashMap<>();
    for (NumberLiteral literal : site.all(NumberLiteral.class)) {
      if (Slots.isValue(literal)
          && Operands.wholeNumber(literal).isPresent()
          && TypeKinds.isInt(literal.resolveTypeBinding())) {
        same.computeIfAbsent(literal.getToken(), _ -> new ArrayList<>()).add(literal);
      }
    }
    same.forEach(
        (token, literals) -> {
          long value = Operands.wholeNumber(literals.getFirst()).orElse(0);
          if (literals.size() > 1 && value < Integer.MAX_VALUE - 1) {
            for (long other : new long[] {value + 1, value - 1}) {
              if (other != 0 && other > 0) {
                ideas.add(
                    0.5,
                    "write " + other + " instead of " + token + " throughout",
                    literals.stream()
                        .map(each -> ideas.replacing(each, Long.toString(other)))
                        .toArray(Edit[]::new));
              }
            }
          }
        });
  }

  /// Another method wherever the member calls the one that the site calls.
  private static void calls(Site site, Proposals ideas) {
    for (MethodInvocation call : site.all(MethodInvocation.class)) {
      IMethodBinding method = call.resolveMethodBinding();
      if (method == null) {
        continue;
      }
      List<MethodInvocation> same = same(site.body(), method);
      if (same.size() < 2 || same.size() > 8) {
        continue;
      }
      String own = call.getName().getIdentifier();
      for (IMethodBinding other : alike(site, call, method)) {
        ideas.add(
            0.3 + 0.6 * Scope.nameSimilarity(own, other.getName()),
            "call " + other.getName() + " instead of " + own + " throughout",
            same.stream()
                .map(each -> ideas.text(site.source().spanOf(each.getName()), other.getName()))
                .toArray(Edit[]::new));
      }
    }
  }

  /// Another constant of the same class wherever the statement names one, as on both sides of
  /// `a.get(Calendar.HOUR) == b.get(Calendar.HOUR)`.
  private static void constants(Site site, Proposals ideas) {
    Map<IVariableBinding, List<QualifiedName>> uses = new LinkedHashMap<>();
    for (QualifiedName name : site.all(QualifiedName.class)) {
      if (name.resolveBinding() instanceof IVariableBinding variable
          && variable.isField()
          && Modifier.isStatic(variable.getModifiers())
          && Modifier.isFinal(variable.getModifiers())) {
        uses.computeIfAbsent(variable, _ -> new ArrayList<>()).add(name);
      }
    }
    uses.forEach(
        (constant, places) -> {
          if (places.size() > 1) {
            siblings(constant, site.scopeAt(places.getFirst()))
                .forEach(each -> name(site, constant, places, each, ideas));
          }
        });
  }

  private static List<String> siblings(IVariableBinding constant, Scope scope) {
    return VariableReplacement.fields(constant.getDeclaringClass(), constant, scope).stream()
        .filter(each -> Modifier.isFinal(each.getModifiers()))
        .filter(each -> each.getType().isEqualTo(constant.getType()))
        .map(IVariableBinding::getName)
        .sorted(Comparator.comparingDouble(each -> -Nearness.ofConstants(each, constant.getName())))
        .limit(MOST_OTHERS)
        .toList();
  }

  private static void name(
      Site site,
      IVariableBinding constant,
      List<QualifiedName> places,
      String other,
      Proposals ideas) {
    ideas.add(
        0.3 + 0.6 * Nearness.ofConstants(other, constant.getName()),
        "use " + other + " instead of " + constant.getName() + " throughout",
        places.stream()
            .map(each -> ideas.text(site.source().spanOf(each.getName()), other))
            .toArray(Edit[]::new));
  }

  static List<MethodInvocation> same(ASTNode body, IMethodBinding method) {
    List<MethodInvocation> found = new ArrayList<>();
    body.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(MethodInvocation node) {
            IMethodBinding binding = node.resolveMethodBinding();
            if (binding != null
                && binding.getMethodDeclaration().isEqualTo(method.getMethodDeclaration())) {
              found.add(node);
            }
            return true;
          }
        });
    return found;
  }

  private static List<IMethodBinding> alike(
      Site site, MethodInvocation call, IMethodBinding method) {
    ITypeBinding owner = method.getDeclaringClass();
    List<IMethodBinding> all = site.scopeAt(call).methodsOf(owner);
    return all.stream()
        .filter(each -> !each.getName().equals(method.getName()))
        .filter(each -> !each.isGenericMethod() && !TypeKinds.isVoid(each.getReturnType()))
        .filter(each -> Variations.isAlike(each, method))
        // which of several a call means depends on its arguments
        .filter(each -> all.stream().filter(other -> isRival(each, other)).count() == 1)
        .filter(each -> Checked.mayReplace(call, method, each))
        .filter(each -> !Modifier.isAbstract(each.getModifiers()) || owner.isInterface())
        .sorted(
            Comparator.comparingDouble(
                (IMethodBinding each) -> -Scope.nameSimilarity(each.getName(), method.getName())))
        .limit(MOST_OTHERS)
        .toList();
  }

  private static boolean isRival(IMethodBinding a, IMethodBinding b) {
    return a.getName().equals(b.getName())
        && a.getParameterTypes().length == b.getParameterTypes().length;
  }
}
