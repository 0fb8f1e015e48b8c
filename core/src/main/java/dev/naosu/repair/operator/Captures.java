package dev.naosu.repair.operator;

import dev.naosu.repair.Variable;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AnonymousClassDeclaration;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.CompilationUnit;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.TryStatement;
import org.eclipse.jdt.core.dom.TypeDeclarationStatement;
import org.eclipse.jdt.core.dom.VariableDeclarationExpression;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;

/// Which variables may be given other values, and which assignments other code relies on: a lambda
/// or inner class keeps the variables that it uses from changing.
final class Captures {
  private Captures() {}

  /// Whether code at a place may give the variable another value.
  static boolean mayAssign(Variable variable, ASTNode place) {
    if (!variable.isAssignable()) {
      return false;
    }
    return variable.binding().isField()
        || !isResource(variable, place)
            && !(variable.binding().isEffectivelyFinal() && hasInnerCode(place));
  }

  /// Whether the expression names a local variable that was declared without a value: later code
  /// may rely on the assignment that gives it one.
  static boolean isBlank(Expression target) {
    return target instanceof SimpleName name
        && name.resolveBinding() instanceof IVariableBinding variable
        && !variable.isField()
        && ((CompilationUnit) target.getRoot()).findDeclaringNode(variable)
            instanceof VariableDeclarationFragment fragment
        && fragment.getInitializer() == null;
  }

  private static boolean isResource(Variable variable, ASTNode place) {
    ASTNode declaration = ((CompilationUnit) place.getRoot()).findDeclaringNode(variable.binding());
    return declaration != null
        && declaration.getParent() instanceof VariableDeclarationExpression list
        && list.getParent() instanceof TryStatement;
  }

  private static boolean hasInnerCode(ASTNode place) {
    ASTNode body = place;
    while (body.getParent() != null && !(body instanceof BodyDeclaration)) {
      body = body.getParent();
    }
    boolean[] found = {false};
    body.accept(
        new ASTVisitor() {
          @Override
          public boolean preVisit2(ASTNode node) {
            found[0] |=
                node instanceof LambdaExpression
                    || node instanceof AnonymousClassDeclaration
                    || node instanceof TypeDeclarationStatement;
            return !found[0];
          }
        });
    return found[0];
  }
}
