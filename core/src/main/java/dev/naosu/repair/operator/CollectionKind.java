package dev.naosu.repair.operator;

import dev.naosu.code.Edit;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ParameterizedType;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Type;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;

/// Keeps values in another kind of collection: one that knows their order, `new HashMap<>()`
/// becomes `new LinkedHashMap<>()`, or one that holds each value once, `List<T> seen = new
/// ArrayList<>()` becomes `Set<T> seen = new HashSet<>()`.
///
/// Source: type replacements in Defects4J; order-dependent output.
public final class CollectionKind implements Operator {
  /// Classes that may take the place of each where the first named type is wanted, likeliest first.
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "java.util.HashMap", List.of("java.util.LinkedHashMap", "java.util.TreeMap"),
          "java.util.LinkedHashMap", List.of("java.util.HashMap", "java.util.TreeMap"),
          "java.util.TreeMap", List.of("java.util.LinkedHashMap", "java.util.HashMap"),
          "java.util.HashSet", List.of("java.util.LinkedHashSet", "java.util.TreeSet"),
          "java.util.LinkedHashSet", List.of("java.util.TreeSet", "java.util.HashSet"),
          "java.util.TreeSet", List.of("java.util.LinkedHashSet", "java.util.HashSet"));

  private static final Set<String> FOR_ALL_KINDS =
      Set.of(
          "java.util.Map",
          "java.util.Set",
          "java.util.Collection",
          "java.lang.Iterable",
          "java.lang.Object");

  /// Methods that lists and sets share.
  private static final Set<String> SHARED =
      Set.of(
          "add",
          "addAll",
          "contains",
          "containsAll",
          "isEmpty",
          "size",
          "clear",
          "iterator",
          "stream",
          "removeAll",
          "retainAll",
          "forEach",
          "removeIf");

  @Override
  public double weight(Evidence evidence) {
    return 0.6;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    for (ClassInstanceCreation creation : site.all(ClassInstanceCreation.class)) {
      otherOrder(site, creation, proposals);
    }
    if (site.node() instanceof VariableDeclarationStatement declaration && isList(declaration)) {
      eachOnce(site, declaration, proposals);
    }
  }

  private static void otherOrder(Site site, ClassInstanceCreation node, Proposals proposals) {
    ITypeBinding type = node.resolveTypeBinding();
    if (type == null
        || node.getAnonymousClassDeclaration() != null
        || !node.arguments().isEmpty()
        || !KINDS.containsKey(TypeKinds.name(type))) {
      return;
    }
    String own = TypeKinds.name(type);
    String wanted = Slots.wanted(node).map(TypeKinds::name).orElse(own);
    List<String> kinds = KINDS.getOrDefault(own, List.of());
    for (int i = 0; i < kinds.size(); i++) {
      boolean subclass = kinds.get(i).equals(own.replace("java.util.", "java.util.Linked"));
      if (FOR_ALL_KINDS.contains(wanted) || subclass || kinds.get(i).equals(wanted)) {
        proposals.replaceText(
            site.source().spanOf(erased(node.getType())),
            site.scope().typeText(kinds.get(i)),
            0.9 - 0.3 * i,
            "keep the values in a " + simple(kinds.get(i)));
      }
    }
  }

  private static Type erased(Type type) {
    return type instanceof ParameterizedType generic ? generic.getType() : type;
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static boolean isList(VariableDeclarationStatement node) {
    return node.fragments().size() == 1
        && node.fragments().getFirst() instanceof VariableDeclarationFragment fragment
        && fragment.getInitializer() instanceof ClassInstanceCreation creation
        && creation.getAnonymousClassDeclaration() == null
        && creation.arguments().isEmpty()
        && Set.of("java.util.ArrayList", "java.util.LinkedList")
            .contains(typeName(creation.resolveTypeBinding()))
        && Set.of("java.util.List", "java.util.ArrayList", "java.util.LinkedList")
            .contains(typeName(node.getType().resolveBinding()))
        && fragment.resolveBinding() != null
        && usesShared(node, fragment.resolveBinding());
  }

  private static String typeName(@org.jspecify.annotations.Nullable ITypeBinding type) {
    return type == null ? "" : TypeKinds.name(type);
  }

  /// A set instead of a list; at once for all lists of the same list of statements that allow it.
  private static void eachOnce(Site site, VariableDeclarationStatement node, Proposals proposals) {
    List<VariableDeclarationStatement> lists =
        Scope.siblings(node).stream()
            .filter(VariableDeclarationStatement.class::isInstance)
            .map(VariableDeclarationStatement.class::cast)
            .filter(each -> isList(each) && isSameType(each, node))
            .toList();
    for (String kind : List.of("HashSet", "LinkedHashSet")) {
      double weight = kind.equals("HashSet") ? 0.7 : 0.65;
      proposals.add(
          weight,
          "keep each value once, in a " + kind,
          edits(site, List.of(node), kind, proposals));
      if (lists.size() > 1) {
        proposals.add(
            weight, "keep each value once, in " + kind + "s", edits(site, lists, kind, proposals));
      }
    }
  }

  private static boolean isSameType(
      VariableDeclarationStatement a, VariableDeclarationStatement b) {
    return a.getType().resolveBinding() != null
        && a.getType().resolveBinding().isEqualTo(b.getType().resolveBinding());
  }

  private static Edit[] edits(
      Site site, List<VariableDeclarationStatement> lists, String kind, Proposals proposals) {
    List<Edit> edits = new ArrayList<>();
    for (VariableDeclarationStatement node : lists) {
      VariableDeclarationFragment fragment =
          (VariableDeclarationFragment) node.fragments().getFirst();
      boolean general = typeName(node.getType().resolveBinding()).equals("java.util.List");
      String declared = general ? "Set" : kind;
      edits.add(text(site, node.getType(), declared, proposals));
      edits.add(
          text(
              site,
              ((ClassInstanceCreation) fragment.getInitializer()).getType(),
              kind,
              proposals));
    }
    return edits.toArray(Edit[]::new);
  }

  private static Edit text(Site site, Type type, String kind, Proposals proposals) {
    return proposals.text(
        site.source().spanOf(erased(type)), site.scope().typeText("java.util." + kind));
  }

  private static boolean usesShared(ASTNode declaration, IVariableBinding variable) {
    boolean[] fine = {true};
    Places.declaration(declaration, variable)
        .map(node -> node.getParent().getParent())
        .ifPresent(
            list ->
                list.accept(
                    new ASTVisitor() {
                      @Override
                      public boolean visit(SimpleName name) {
                        if (!name.isDeclaration() && variable.isEqualTo(name.resolveBinding())) {
                          fine[0] &= isShared(name);
                        }
                        return true;
                      }
                    }));
    return fine[0];
  }

  private static boolean isShared(SimpleName use) {
    return switch (use.getParent()) {
      case MethodInvocation call when call.getExpression() == use -> isSharedCall(call);
      case EnhancedForStatement loop -> loop.getExpression() == use;
      case MethodInvocation _, ClassInstanceCreation _ -> isTakenAsAny(use);
      default -> false;
    };
  }

  private static boolean isSharedCall(MethodInvocation call) {
    String name = call.getName().getIdentifier();
    boolean one = !name.startsWith("add") || call.arguments().size() == 1;
    boolean used = !name.equals("add") || call.getParent() instanceof ExpressionStatement;
    return SHARED.contains(name) && one && used;
  }

  private static boolean isTakenAsAny(Expression use) {
    return Slots.wanted(use)
        .map(TypeKinds::name)
        .filter(Set.of("java.util.Collection", "java.lang.Iterable", "java.lang.Object")::contains)
        .isPresent();
  }
}
