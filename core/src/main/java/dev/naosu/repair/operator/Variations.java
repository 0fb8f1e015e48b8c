package dev.naosu.repair.operator;

import dev.naosu.repair.Rewrite;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.StringLiteral;

/// Expressions like another: with letters of the other case, with variables that changed places,
/// with another variable throughout, with the counterparts of the words in it.
final class Variations {
  private static final int MOST_OTHERS = 3;

  private final Site site;
  private final Expression node;
  private final Set<String> found = new LinkedHashSet<>();

  private Variations(Site site, Expression node) {
    this.site = site;
    this.node = node;
  }

  /// Likeliest first, without the expression itself.
  static List<String> of(Site site, Expression node) {
    Variations variations = new Variations(site, node);
    variations.letters();
    variations.counterparts();
    variations.variables();
    variations.found.remove(site.text(node));
    return List.copyOf(variations.found);
  }

  private void note(Map<ASTNode, String> parts) {
    if (!parts.isEmpty()) {
      found.add(Rewrite.of(site.source(), node, parts));
    }
  }

  private void letters() {
    Map<ASTNode, String> parts = new LinkedHashMap<>();
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(CharacterLiteral literal) {
            otherCase(literal);
            return false;
          }

          @Override
          public boolean visit(StringLiteral literal) {
            otherCase(literal);
            return false;
          }

          private void otherCase(Expression literal) {
            String own = site.text(literal);
            String other = own.equals(upper(own)) ? lower(own) : upper(own);
            if (!other.equals(own) && own.indexOf('\\') < 0) {
              parts.put(literal, other);
            }
          }
        });
    note(parts);
  }

  private static String upper(String text) {
    return text.toUpperCase(java.util.Locale.ROOT);
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  /// Words such as `upper` in names of methods and in strings become their counterparts.
  private void counterparts() {
    Map<ASTNode, String> parts = new LinkedHashMap<>();
    boolean[] possible = {true};
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(StringLiteral literal) {
            Counterparts.of(site.text(literal)).ifPresent(other -> parts.put(literal, other));
            return false;
          }

          @Override
          public boolean visit(MethodInvocation call) {
            Counterparts.of(call.getName().getIdentifier())
                .ifPresent(
                    other -> {
                      possible[0] &= isCallable(call, other);
                      parts.put(call.getName(), other);
                    });
            return true;
          }
        });
    if (possible[0]) {
      note(parts);
    }
  }

  private boolean isCallable(MethodInvocation call, String name) {
    IMethodBinding own = call.resolveMethodBinding();
    return own != null
        && site.scopeAt(call).methodsOf(own.getDeclaringClass()).stream()
            .anyMatch(each -> each.getName().equals(name) && isAlike(each, own));
  }

  /// Whether one method may be called with the arguments of the other, for the same type of value.
  static boolean isAlike(IMethodBinding a, IMethodBinding b) {
    ITypeBinding[] x = a.getParameterTypes();
    ITypeBinding[] y = b.getParameterTypes();
    boolean same =
        x.length == y.length
            && a.getReturnType().isEqualTo(b.getReturnType())
            && org.eclipse.jdt.core.dom.Modifier.isStatic(a.getModifiers())
                == org.eclipse.jdt.core.dom.Modifier.isStatic(b.getModifiers());
    for (int i = 0; same && i < x.length; i++) {
      same = x[i].isEqualTo(y[i]);
    }
    return same;
  }

  private void variables() {
    Map<String, List<SimpleName>> uses = uses(node);
    Map<String, List<String>> byType = new LinkedHashMap<>();
    uses.forEach(
        (name, places) -> {
          ITypeBinding type = places.getFirst().resolveTypeBinding();
          if (type != null) {
            byType.computeIfAbsent(type.getKey(), _ -> new ArrayList<>()).add(name);
          }
        });
    for (List<String> names : byType.values()) {
      for (int shift = 1; names.size() > 1 && shift < Math.min(names.size(), 3); shift++) {
        rotate(names, shift, uses);
      }
    }
    uses.forEach(this::others);
  }

  private void rotate(List<String> names, int shift, Map<String, List<SimpleName>> uses) {
    Map<ASTNode, String> parts = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String next = names.get((i + shift) % names.size());
      uses.getOrDefault(names.get(i), List.of()).forEach(place -> parts.put(place, next));
    }
    note(parts);
  }

  private void others(String name, List<SimpleName> places) {
    Scope scope = site.scopeAt(node);
    ITypeBinding type = places.getFirst().resolveTypeBinding();
    if (type == null) {
      return;
    }
    scope.sameType(type).stream()
        .filter(each -> each.kind() != Variable.Kind.CONSTANT)
        .filter(each -> each.type().isEqualTo(type))
        .filter(each -> !each.name().equals(name))
        .sorted(
            java.util.Comparator.comparingDouble((Variable each) -> Nearness.of(each, name))
                .reversed())
        .limit(MOST_OTHERS)
        .forEach(
            each -> {
              Map<ASTNode, String> parts = new LinkedHashMap<>();
              places.forEach(place -> parts.put(place, each.name()));
              note(parts);
            });
  }

  /// The places of each variable that an expression names by itself and does not change.
  static Map<String, List<SimpleName>> uses(ASTNode node) {
    Map<String, List<SimpleName>> uses = new LinkedHashMap<>();
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            if (name.resolveBinding() instanceof IVariableBinding variable
                && !variable.isEnumConstant()
                && !Slots.isPartOfName(name)
                && Slots.isValue(name)) {
              uses.computeIfAbsent(name.getIdentifier(), _ -> new ArrayList<>()).add(name);
            }
            return true;
          }
        });
    return uses;
  }
}
