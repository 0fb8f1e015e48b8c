package dev.naosu.repair.strategy.gate;

import java.util.List;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.CatchClause;
import org.eclipse.jdt.core.dom.EmptyStatement;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.ThrowStatement;
import org.eclipse.jdt.core.dom.Type;
import org.eclipse.jdt.core.dom.UnionType;

/// What is done about exceptions.
final class Handlers {
  private static final Set<String> EVERYTHING =
      Set.of("Throwable", "Exception", "RuntimeException", "Error", "VirtualMachineError");

  private Handlers() {}

  /// Whether an exception is gone for good: nothing is done about it, or it is caught whatever it
  /// is and not thrown on.
  static boolean isSwallowing(CatchClause clause) {
    return saysNothing(clause) || isOfEverything(clause) && !throwsOn(clause);
  }

  private static boolean saysNothing(CatchClause clause) {
    for (Object each : clause.getBody().statements()) {
      Statement statement = (Statement) each;
      if (!(statement instanceof EmptyStatement) && !Logs.isOne(statement)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfEverything(CatchClause clause) {
    Type type = clause.getException().getType();
    List<?> types = type instanceof UnionType union ? union.types() : List.of(type);
    return types.stream()
        .map(Object::toString)
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .anyMatch(EVERYTHING::contains);
  }

  private static boolean throwsOn(CatchClause clause) {
    boolean[] found = {false};
    clause
        .getBody()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(ThrowStatement statement) {
                found[0] = true;
                return false;
              }

              @Override
              public boolean visit(LambdaExpression lambda) {
                return false;
              }
            });
    return found[0];
  }
}
