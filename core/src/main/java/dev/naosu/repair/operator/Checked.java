package dev.naosu.repair.operator;

import dev.naosu.repair.Scope;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.CatchClause;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ThrowStatement;
import org.eclipse.jdt.core.dom.TryStatement;
import org.eclipse.jdt.core.dom.Type;
import org.eclipse.jdt.core.dom.UnionType;
import org.jspecify.annotations.Nullable;

/// Checked exceptions: which a place may throw, and which its handlers must go on seeing.
final class Checked {
  private Checked() {}

  static boolean isChecked(ITypeBinding exception) {
    return !TypeKinds.isA(exception, "java.lang.RuntimeException")
        && !TypeKinds.isA(exception, "java.lang.Error");
  }

  /// Whether a call of one method may take the place of a call of another.
  static boolean mayReplace(
      ASTNode place, @Nullable IMethodBinding old, IMethodBinding replacement) {
    List<ITypeBinding> before = old == null ? List.of() : List.of(old.getExceptionTypes());
    List<ITypeBinding> after = List.of(replacement.getExceptionTypes());
    return after.stream().allMatch(each -> isHandled(place, each))
        && before.stream()
            .allMatch(
                each ->
                    after.stream().anyMatch(now -> now.isEqualTo(each)) || !isAwaited(place, each));
  }

  static boolean mayCall(ASTNode place, IMethodBinding method) {
    return mayReplace(place, null, method);
  }

  /// Whether the node may be removed without a handler around it becoming unreachable.
  static boolean mayRemove(ASTNode node) {
    return thrownIn(node).stream().noneMatch(each -> isAwaited(node, each));
  }

  static boolean isHandled(ASTNode place, ITypeBinding exception) {
    if (!isChecked(exception)) {
      return true;
    }
    for (ASTNode at = place.getParent(); at != null; at = at.getParent()) {
      switch (at) {
        case TryStatement attempt -> {
          if (Places.isInside(place, attempt.getBody())
              && caught(attempt).stream().anyMatch(type -> Scope.fits(exception, type))) {
            return true;
          }
        }
        case MethodDeclaration method -> {
          for (Object each : method.thrownExceptionTypes()) {
            ITypeBinding thrown = ((Type) each).resolveBinding();
            if (thrown != null && Scope.fits(exception, thrown)) {
              return true;
            }
          }
          return false;
        }
        case LambdaExpression _, BodyDeclaration _ -> {
          return false;
        }
        default -> {}
      }
    }
    return false;
  }

  /// Whether a handler around the place would not compile if nothing there threw the exception.
  private static boolean isAwaited(ASTNode place, ITypeBinding exception) {
    if (!isChecked(exception)) {
      return false;
    }
    ASTNode child = place;
    for (ASTNode at = place.getParent(); at != null; child = at, at = at.getParent()) {
      if (at instanceof TryStatement attempt
          && attempt.getBody() == child
          && caught(attempt).stream()
              .filter(Checked::isChecked)
              .filter(type -> !TypeKinds.name(type).equals("java.lang.Exception"))
              .filter(type -> !TypeKinds.name(type).equals("java.lang.Throwable"))
              .anyMatch(type -> Scope.fits(exception, type) || Scope.fits(type, exception))) {
        return true;
      }
    }
    return false;
  }

  private static List<ITypeBinding> caught(TryStatement attempt) {
    List<ITypeBinding> types = new ArrayList<>();
    for (Object each : attempt.catchClauses()) {
      Type type = ((CatchClause) each).getException().getType();
      List<?> parts = type instanceof UnionType union ? union.types() : List.of(type);
      for (Object part : parts) {
        ITypeBinding binding = ((Type) part).resolveBinding();
        if (binding != null) {
          types.add(binding);
        }
      }
    }
    return types;
  }

  private static List<ITypeBinding> thrownIn(ASTNode node) {
    List<ITypeBinding> thrown = new ArrayList<>();
    node.accept(
        new ASTVisitor() {
          @Override
          public void preVisit(ASTNode at) {
            IMethodBinding method =
                switch (at) {
                  case MethodInvocation call -> call.resolveMethodBinding();
                  case ClassInstanceCreation call -> call.resolveConstructorBinding();
                  default -> null;
                };
            if (method != null) {
              thrown.addAll(List.of(method.getExceptionTypes()));
            }
            if (at instanceof ThrowStatement statement
                && statement.getExpression().resolveTypeBinding() != null) {
              thrown.add(statement.getExpression().resolveTypeBinding());
            }
          }
        });
    return thrown;
  }
}
