package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;

/// Copies a collection or array where it would otherwise be shared: what is stored, returned or
/// walked through while it changes: `this.items = items` becomes `this.items = new
/// ArrayList<>(items)`.
///
/// Source: Bloch, *Effective Java*, item 50; common repairs of ConcurrentModificationException.
public final class CopyInOut implements Operator {
  private static final Map<String, String> COPIES =
      Map.ofEntries(
          Map.entry("java.util.List", "java.util.ArrayList"),
          Map.entry("java.util.Collection", "java.util.ArrayList"),
          Map.entry("java.util.ArrayList", "java.util.ArrayList"),
          Map.entry("java.util.LinkedList", "java.util.LinkedList"),
          Map.entry("java.util.Set", "java.util.LinkedHashSet"),
          Map.entry("java.util.HashSet", "java.util.HashSet"),
          Map.entry("java.util.LinkedHashSet", "java.util.LinkedHashSet"),
          Map.entry("java.util.TreeSet", "java.util.TreeSet"),
          Map.entry("java.util.Map", "java.util.LinkedHashMap"),
          Map.entry("java.util.HashMap", "java.util.HashMap"),
          Map.entry("java.util.LinkedHashMap", "java.util.LinkedHashMap"),
          Map.entry("java.util.TreeMap", "java.util.TreeMap"),
          Map.entry("java.util.Queue", "java.util.ArrayDeque"),
          Map.entry("java.util.Deque", "java.util.ArrayDeque"));

  private static final Set<String> STORING =
      Set.of("add", "put", "push", "set", "offer", "addLast");

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.CONCURRENT_MODIFICATION) ? 1.0 : 0.4;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    if (site.node() instanceof EnhancedForStatement loop) {
      walked(site, loop.getExpression(), proposals);
    }
    for (Expression expression : site.expressions()) {
      double weight = isVariable(expression) ? shared(expression) : 0;
      if (weight > 0) {
        copy(site, expression)
            .ifPresent(
                copy ->
                    proposals.replace(expression, copy, weight, "copy " + site.text(expression)));
      }
    }
  }

  /// A loop that changes what it walks through walks through a copy.
  private static void walked(Site site, Expression collection, Proposals proposals) {
    ITypeBinding type = collection.resolveTypeBinding();
    if (TypeKinds.isCollection(type)) {
      String generic = type.isParameterizedType() ? "<>" : "";
      proposals.replace(
          collection,
          "new "
              + site.scope().typeText("java.util.ArrayList")
              + generic
              + "("
              + site.text(collection)
              + ")",
          1.0,
          "walk through a copy of " + site.text(collection));
    }
  }

  private static boolean isVariable(Expression expression) {
    return expression instanceof FieldAccess
        || expression instanceof Name name && name.resolveBinding() instanceof IVariableBinding;
  }

  /// How likely sharing hurts where the expression stands; 0 where nothing is shared.
  private static double shared(Expression expression) {
    return switch (expression.getParent()) {
      case Assignment assignment when assignment.getRightHandSide() == expression -> 0.9;
      case VariableDeclarationFragment fragment when fragment.getInitializer() == expression -> 0.7;
      case ReturnStatement _ -> 0.6;
      case MethodInvocation call
          when call.arguments().contains(expression)
              && STORING.contains(call.getName().getIdentifier()) ->
          0.9;
      case null, default -> 0;
    };
  }

  private static Optional<String> copy(Site site, Expression expression) {
    ITypeBinding type = expression.resolveTypeBinding();
    Optional<ITypeBinding> wanted = Expected.typeAt(expression);
    if (type == null || wanted.isEmpty() || !Expected.isValue(expression)) {
      return Optional.empty();
    }
    String text = site.text(expression);
    if (type.isArray()) {
      return Optional.of(text + ".clone()");
    }
    String made = COPIES.get(TypeKinds.name(wanted.get()));
    if (made == null) {
      made = COPIES.get(TypeKinds.name(type));
    }
    if (made == null || isRefused(made, type)) {
      return Optional.empty();
    }
    String generic = type.isParameterizedType() ? "<>" : "";
    return Optional.of("new " + site.scope().typeText(made) + generic + "(" + text + ")");
  }

  /// Maps are copied into maps only, collections into collections.
  private static boolean isRefused(String made, ITypeBinding type) {
    return made.endsWith("Map") != TypeKinds.isA(type, "java.util.Map")
        || !(TypeKinds.isA(type, "java.util.Map") || TypeKinds.isCollection(type));
  }
}
