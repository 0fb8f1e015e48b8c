package dev.naosu.repair.strategy.gate;

import dev.naosu.code.JavaSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.Annotation;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.FieldDeclaration;
import org.eclipse.jdt.core.dom.IExtendedModifier;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.SingleVariableDeclaration;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;

/// How the members of a file are closed to others: by access, modifiers and annotations.
final class Members {
  /// Taking these away opens nothing.
  private static final Set<String> EMPTY =
      Set.of("Override", "Deprecated", "SuppressWarnings", "Nullable", "FunctionalInterface");

  private static final List<String> KEPT = List.of("final", "synchronized", "volatile", "sealed");

  /// @param access from 0, private, to 3, public
  /// @param modifiers those that close something
  /// @param annotations its own and those of its parameters, as written
  private record Closed(int access, Set<String> modifiers, List<String> annotations, int line) {}

  private final Map<String, Closed> members = new HashMap<>();

  private Members() {}

  static Members of(JavaSource source) {
    Members all = new Members();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public void preVisit(ASTNode node) {
                if (node instanceof BodyDeclaration member) {
                  all.add(source, member);
                }
              }
            });
    return all;
  }

  private void add(JavaSource source, BodyDeclaration member) {
    Set<String> modifiers = new TreeSet<>();
    List<String> annotations = new ArrayList<>();
    note(member.modifiers(), modifiers, annotations, "");
    if (member instanceof MethodDeclaration method) {
      int i = 0;
      for (Object each : method.parameters()) {
        // whether a parameter is final is nobody else's business
        note(
            ((SingleVariableDeclaration) each).modifiers(),
            new TreeSet<>(),
            annotations,
            "parameter " + ++i + " ");
      }
    }
    Closed closed = new Closed(access(member), modifiers, annotations, source.lineOf(member));
    for (String name : names(member)) {
      members.put(name, closed);
    }
  }

  private static void note(
      List<?> all, Set<String> modifiers, List<String> annotations, String where) {
    for (Object each : all) {
      switch ((IExtendedModifier) each) {
        case Annotation annotation -> {
          String name = annotation.getTypeName().getFullyQualifiedName();
          if (!EMPTY.contains(name.substring(name.lastIndexOf('.') + 1))) {
            annotations.add(where + annotation);
          }
        }
        case Modifier modifier -> modifiers.add(modifier.getKeyword().toString());
        default -> {}
      }
    }
  }

  private static int access(BodyDeclaration member) {
    int modifiers = member.getModifiers();
    if (Modifier.isPublic(modifiers)) {
      return 3;
    }
    if (Modifier.isProtected(modifiers)) {
      return 2;
    }
    return Modifier.isPrivate(modifiers) ? 0 : 1;
  }

  /// Names of a member within the file; of a method with the number of its parameters.
  private static List<String> names(BodyDeclaration member) {
    String type = typeOf(member);
    List<String> names = new ArrayList<>();
    switch (member) {
      case MethodDeclaration method -> {
        StringBuilder name = new StringBuilder(type + "." + method.getName() + "(");
        for (Object each : method.parameters()) {
          name.append(((SingleVariableDeclaration) each).getType()).append(',');
        }
        names.add(name + ")");
      }
      case FieldDeclaration field -> {
        for (Object each : field.fragments()) {
          names.add(type + "." + ((VariableDeclarationFragment) each).getName());
        }
      }
      case AbstractTypeDeclaration declared -> names.add(type + "." + declared.getName());
      default -> {}
    }
    return names;
  }

  private static String typeOf(ASTNode member) {
    StringBuilder name = new StringBuilder();
    for (ASTNode at = member.getParent(); at != null; at = at.getParent()) {
      if (at instanceof AbstractTypeDeclaration type) {
        name.insert(0, "." + type.getName());
      }
    }
    return name.toString();
  }

  /// What a patch opens.
  ///
  /// @param after the same file with the patch
  Optional<Ruling.Forbidden> opened(Members after, String file) {
    for (Map.Entry<String, Closed> each : members.entrySet()) {
      Closed now = after.members.get(each.getKey());
      if (now != null) {
        Optional<String> what = opened(each.getValue(), now);
        if (what.isPresent()) {
          return Optional.of(
              new Ruling.Forbidden(
                  Rule.ACCESS,
                  file + ":" + now.line() + ": " + each.getKey().substring(1) + " " + what.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> opened(Closed before, Closed now) {
    if (now.access() > before.access()) {
      return Optional.of("can be reached from more places");
    }
    for (String modifier : KEPT) {
      if (before.modifiers().contains(modifier) && !now.modifiers().contains(modifier)) {
        return Optional.of("is no longer " + modifier);
      }
    }
    List<String> lost = new ArrayList<>(before.annotations());
    now.annotations().forEach(lost::remove);
    return lost.isEmpty() ? Optional.empty() : Optional.of("has lost " + lost.getFirst());
  }
}
