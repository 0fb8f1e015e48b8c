package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.prove.Replay.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.NodeFinder;

/// The methods whose behaviour a patch may change at first hand.
final class ChangedMethods {
  private ChangedMethods() {}

  /// The methods that edits lie in; for an edit outside of any, as in a field, the methods of the
  /// type around it that are not private.
  static Set<Method> of(Patch patch, Function<String, JavaSource> sources) {
    Set<Method> methods = new LinkedHashSet<>();
    for (Edit edit : patch.edits()) {
      JavaSource source = sources.apply(edit.path());
      ASTNode at = NodeFinder.perform(source.unit(), edit.span().start(), edit.span().length());
      Optional<MethodDeclaration> around = outermostMethod(at);
      if (around.isPresent()) {
        method(around.get()).ifPresent(methods::add);
      } else {
        methods.addAll(ofType(at));
      }
    }
    return methods;
  }

  /// Methods of anonymous and local classes cannot be called from outside.
  private static Optional<MethodDeclaration> outermostMethod(ASTNode node) {
    MethodDeclaration outermost = null;
    for (ASTNode at = node; at != null; at = at.getParent()) {
      if (at instanceof MethodDeclaration method) {
        outermost = method;
      }
    }
    return Optional.ofNullable(outermost);
  }

  private static List<Method> ofType(ASTNode node) {
    ASTNode at = node;
    while (at != null && !(at instanceof AbstractTypeDeclaration)) {
      at = at.getParent();
    }
    List<Method> methods = new ArrayList<>();
    if (at instanceof AbstractTypeDeclaration type) {
      for (Object member : type.bodyDeclarations()) {
        if (member instanceof MethodDeclaration method
            && !Modifier.isPrivate(method.getModifiers())) {
          method(method).ifPresent(methods::add);
        }
      }
    }
    return methods;
  }

  private static Optional<Method> method(MethodDeclaration method) {
    IMethodBinding binding = method.resolveBinding();
    if (binding == null || method.getBody() == null) {
      return Optional.empty();
    }
    String owner = binding.getDeclaringClass().getErasure().getBinaryName();
    StringBuilder parameters = new StringBuilder();
    for (ITypeBinding parameter : binding.getMethodDeclaration().getParameterTypes()) {
      String name = parameter.getErasure().getBinaryName();
      if (name == null) {
        return Optional.empty();
      }
      parameters.append(
          parameter.isPrimitive() || parameter.isArray()
              ? name.replace('.', '/')
              : "L" + name.replace('.', '/') + ";");
    }
    return owner == null
        ? Optional.empty()
        : Optional.of(
            new Method(
                owner,
                method.isConstructor() ? "<init>" : method.getName().getIdentifier(),
                parameters.toString()));
  }
}
