package dev.naosu.repair.operator;

import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.Initializer;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.SwitchExpression;
import org.jspecify.annotations.Nullable;

/// The innermost method, lambda or initialiser around a place: what a `return` there would leave.
///
/// @param owner the method, lambda, initialiser, or a field declaration
/// @param method its binding; absent in initialisers and where the code does not compile
/// @param leavable whether a `return` may stand at the place
record Frame(ASTNode owner, Optional<IMethodBinding> method, boolean leavable) {

  static Frame around(ASTNode place) {
    boolean leavable = true;
    ASTNode at = place;
    while (!(at instanceof LambdaExpression)
        && !(at instanceof BodyDeclaration)
        && at.getParent() != null) {
      leavable &= !(at instanceof SwitchExpression);
      at = at.getParent();
    }
    return switch (at) {
      case LambdaExpression lambda ->
          new Frame(at, Optional.ofNullable(lambda.resolveMethodBinding()), leavable);
      case MethodDeclaration method -> {
        Optional<IMethodBinding> binding = Optional.ofNullable(method.resolveBinding());
        boolean whole =
            !method.isCompactConstructor()
                && !(method.isConstructor()
                    && binding.map(each -> hasBlankFinals(each.getDeclaringClass())).orElse(true));
        yield new Frame(at, binding, leavable && whole);
      }
      default -> new Frame(at, Optional.empty(), false);
    };
  }

  /// The statements of the frame; none in expression lambdas and fields.
  Optional<Block> body() {
    return switch (owner) {
      case LambdaExpression lambda when lambda.getBody() instanceof Block block ->
          Optional.of(block);
      case MethodDeclaration declaration -> Optional.ofNullable(declaration.getBody());
      case Initializer initializer -> Optional.of(initializer.getBody());
      default -> Optional.empty();
    };
  }

  /// What the frame returns; absent where it returns nothing.
  Optional<ITypeBinding> result() {
    return method
        .filter(each -> !each.isConstructor())
        .map(IMethodBinding::getReturnType)
        .filter(type -> !TypeKinds.isVoid(type));
  }

  boolean wantsValue() {
    return result().isPresent();
  }

  private static boolean hasBlankFinals(@Nullable ITypeBinding type) {
    return type != null
        && Arrays.stream(type.getDeclaredFields())
            .anyMatch(
                field ->
                    Modifier.isFinal(field.getModifiers())
                        && !Modifier.isStatic(field.getModifiers()));
  }
}
