package dev.naosu.repair.operator;

import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import java.util.List;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.CatchClause;
import org.eclipse.jdt.core.dom.DoStatement;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.Initializer;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.WhileStatement;
import org.jspecify.annotations.Nullable;

/// What becomes of a method when an endless loop of it can end.
///
/// Source: Java Language Specification §14.22 and §8.4.7.
sealed interface MethodEnd {
  /// Other code follows, or nothing needs to be returned.
  record Fine() implements MethodEnd {}

  /// The method would run off its end.
  ///
  /// @param values what a return behind the loop could return, likeliest first
  record Missing(List<String> values) implements MethodEnd {}

  record Unknown() implements MethodEnd {}

  static MethodEnd behind(Statement loop) {
    ASTNode at = loop;
    while (at instanceof Statement statement) {
      if (!isLast(statement) || at != loop && isLoop(at)) {
        return new Fine();
      }
      at = at.getParent();
      while (at instanceof CatchClause) {
        at = at.getParent();
      }
    }
    return switch (at) {
      case MethodDeclaration method -> ending(loop, method.resolveBinding());
      case LambdaExpression lambda -> ending(loop, lambda.resolveMethodBinding());
      case Initializer _ -> new Fine();
      case null, default -> new Unknown();
    };
  }

  private static boolean isLoop(ASTNode node) {
    return node instanceof WhileStatement
        || node instanceof DoStatement
        || node instanceof ForStatement
        || node instanceof EnhancedForStatement;
  }

  private static boolean isLast(Statement statement) {
    List<Statement> siblings = Scope.siblings(statement);
    return siblings.getLast() == statement;
  }

  private static MethodEnd ending(Statement loop, @Nullable IMethodBinding method) {
    if (method == null) {
      return new Unknown();
    }
    if (method.isConstructor() || TypeKinds.isVoid(method.getReturnType())) {
      return new Fine();
    }
    return Proposals.standsInList(loop)
        ? new Missing(values(method.getReturnType()))
        : new Unknown();
  }

  private static List<String> values(ITypeBinding type) {
    String usual = Scope.defaultValue(type);
    return switch (type.isPrimitive() ? type.getName() : "") {
      case "boolean" -> List.of("false", "true");
      case "int" -> List.of("-1", "0");
      default -> List.of(usual);
    };
  }
}
