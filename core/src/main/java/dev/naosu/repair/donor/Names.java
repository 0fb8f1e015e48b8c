package dev.naosu.repair.donor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.AnonymousClassDeclaration;
import org.eclipse.jdt.core.dom.ArrayType;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.BreakStatement;
import org.eclipse.jdt.core.dom.ContinueStatement;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.FieldDeclaration;
import org.eclipse.jdt.core.dom.LabeledStatement;
import org.eclipse.jdt.core.dom.MemberRef;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ParameterizedType;
import org.eclipse.jdt.core.dom.QualifiedName;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.SingleVariableDeclaration;
import org.eclipse.jdt.core.dom.SuperMethodInvocation;
import org.eclipse.jdt.core.dom.Type;
import org.eclipse.jdt.core.dom.VariableDeclarationExpression;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;

/// The variables of a member as its text tells them, without bindings: their types' simple names
/// and how each is used.
///
/// @param types simple names of types by the names of variables, fields of the class included
/// @param uses what is done with each variable, in the order of the text
public record Names(Map<String, String> types, Map<String, List<String>> uses) {
  private static final int MOST_USES = 24;

  public static Names of(BodyDeclaration member) {
    Map<String, String> types = new HashMap<>();
    for (ASTNode at = member.getParent(); at != null; at = at.getParent()) {
      List<?> members =
          switch (at) {
            case AbstractTypeDeclaration type -> type.bodyDeclarations();
            case AnonymousClassDeclaration type -> type.bodyDeclarations();
            default -> List.of();
          };
      for (Object each : members) {
        if (each instanceof FieldDeclaration field) {
          declare(field.getType(), field.fragments(), types);
        }
      }
    }
    Map<String, List<String>> uses = new HashMap<>();
    member.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SingleVariableDeclaration node) {
            types.put(node.getName().getIdentifier(), simple(node.getType()));
            return true;
          }

          @Override
          public boolean visit(VariableDeclarationStatement node) {
            declare(node.getType(), node.fragments(), types);
            return true;
          }

          @Override
          public boolean visit(VariableDeclarationExpression node) {
            declare(node.getType(), node.fragments(), types);
            return true;
          }

          @Override
          public boolean visit(SimpleName name) {
            if (isVariable(name)) {
              List<String> known =
                  uses.computeIfAbsent(name.getIdentifier(), _ -> new ArrayList<>());
              if (known.size() < MOST_USES) {
                known.add(use(name));
              }
            }
            return true;
          }
        });
    return new Names(types, uses);
  }

  private static void declare(Type type, List<?> fragments, Map<String, String> types) {
    for (Object each : fragments) {
      VariableDeclarationFragment fragment = (VariableDeclarationFragment) each;
      types.put(
          fragment.getName().getIdentifier(),
          simple(type) + "[]".repeat(fragment.getExtraDimensions()));
    }
  }

  /// `List` for `java.util.List<String>`, `int[]` for itself.
  private static String simple(Type type) {
    return switch (type) {
      case ParameterizedType generic -> simple(generic.getType());
      case ArrayType array -> simple(array.getElementType()) + "[]".repeat(array.getDimensions());
      default -> {
        String text = type.toString();
        yield text.substring(text.lastIndexOf('.') + 1);
      }
    };
  }

  /// Whether a name may be that of a variable, looked up by itself.
  public static boolean isVariable(SimpleName name) {
    return switch (name.getParent()) {
      case MethodInvocation call -> call.getName() != name;
      case SuperMethodInvocation call -> call.getName() != name;
      case FieldAccess access -> access.getName() != name;
      case QualifiedName qualified -> qualified.getName() != name;
      case Type _, LabeledStatement _, BreakStatement _, ContinueStatement _, MemberRef _ -> false;
      case null, default -> true;
    };
  }

  private static String use(SimpleName name) {
    ASTNode parent = name.getParent();
    String place = name.getLocationInParent().getId();
    return parent instanceof MethodInvocation call
        ? place + ":" + call.getName().getIdentifier()
        : parent.getClass().getSimpleName() + ":" + place;
  }
}
