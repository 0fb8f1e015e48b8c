package dev.naosu.repair;

import java.util.List;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BreakStatement;
import org.eclipse.jdt.core.dom.CatchClause;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.ContinueStatement;
import org.eclipse.jdt.core.dom.DoStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.LabeledStatement;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.SwitchCase;
import org.eclipse.jdt.core.dom.SwitchStatement;
import org.eclipse.jdt.core.dom.SynchronizedStatement;
import org.eclipse.jdt.core.dom.ThrowStatement;
import org.eclipse.jdt.core.dom.TryStatement;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;
import org.eclipse.jdt.core.dom.WhileStatement;

/// Whether a local variable that was declared without a value surely has one at a place. Says no in
/// doubt.
///
/// Source: Java Language Specification §16.
final class Assigned {
  private final IVariableBinding variable;

  private Assigned(IVariableBinding variable) {
    this.variable = variable;
  }

  static boolean before(ASTNode place, VariableDeclarationFragment declaration) {
    IVariableBinding variable = declaration.resolveBinding();
    return variable != null
        && new Assigned(variable).beforeWithin(place, declaration.getParent().getParent());
  }

  /// @param list the block that is looked through
  static boolean before(ASTNode place, IVariableBinding variable, ASTNode list) {
    return new Assigned(variable).beforeWithin(place, list);
  }

  private boolean beforeWithin(ASTNode place, ASTNode list) {
    ASTNode child = place;
    for (ASTNode at = place.getParent(); at != null; child = at, at = at.getParent()) {
      if (statementsBefore(at, child) || headerBefore(at, child)) {
        return true;
      }
      if (at == list) {
        return false;
      }
    }
    return false;
  }

  private boolean statementsBefore(ASTNode at, ASTNode child) {
    if (!(at instanceof Block block)) {
      return false;
    }
    for (Object each : block.statements()) {
      if (each == child) {
        return false;
      }
      if (surely((Statement) each)) {
        return true;
      }
    }
    return false;
  }

  /// Whether what a compound statement evaluates before its child gives the value.
  private boolean headerBefore(ASTNode at, ASTNode child) {
    return switch (at) {
      case IfStatement branch -> branch.getExpression() != child && holds(branch.getExpression());
      case WhileStatement loop -> loop.getExpression() != child && holds(loop.getExpression());
      case ForStatement loop ->
          !loop.initializers().contains(child) && anyHolds(loop.initializers());
      default -> false;
    };
  }

  private boolean surely(Statement statement) {
    return switch (statement) {
      case ExpressionStatement it -> holds(it);
      case VariableDeclarationStatement it -> holds(it);
      case Block block -> anySurely(block.statements());
      case LabeledStatement labeled -> surely(labeled.getBody());
      case SynchronizedStatement block -> surely(block.getBody());
      case DoStatement loop -> surely(loop.getBody());
      case WhileStatement loop -> holds(loop.getExpression());
      case IfStatement branch ->
          holds(branch.getExpression())
              || (branch.getElseStatement() != null
                  && surelyOrLeaves(branch.getThenStatement())
                  && surelyOrLeaves(branch.getElseStatement()));
      case TryStatement attempt ->
          (attempt.getFinally() != null && surely(attempt.getFinally()))
              || (surelyOrLeaves(attempt.getBody()) && everyHandler(attempt.catchClauses()));
      case SwitchStatement choice -> everyCase(choice);
      default -> false;
    };
  }

  private boolean anyHolds(List<?> nodes) {
    return nodes.stream().anyMatch(each -> holds((ASTNode) each));
  }

  private boolean everyHandler(List<?> clauses) {
    return clauses.stream().allMatch(each -> surelyOrLeaves(((CatchClause) each).getBody()));
  }

  private boolean anySurely(List<?> statements) {
    return statements.stream().anyMatch(each -> surely((Statement) each));
  }

  private boolean everyCase(SwitchStatement choice) {
    boolean total = false;
    boolean done = true;
    for (Object each : choice.statements()) {
      if (each instanceof SwitchCase label) {
        if (!done) {
          return false;
        }
        total |= label.isDefault();
        done = false;
      } else {
        done |=
            surely((Statement) each)
                || each instanceof ReturnStatement
                || each instanceof ThrowStatement;
      }
    }
    return total && done;
  }

  private boolean surelyOrLeaves(Statement statement) {
    Statement last =
        statement instanceof Block block && !block.statements().isEmpty()
            ? (Statement) block.statements().getLast()
            : statement;
    return surely(statement)
        || last instanceof ReturnStatement
        || last instanceof ThrowStatement
        || last instanceof BreakStatement
        || last instanceof ContinueStatement;
  }

  /// Whether an assignment to the variable stands in the node, outside lambdas.
  private boolean holds(ASTNode node) {
    boolean[] found = {false};
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(LambdaExpression lambda) {
            return false;
          }

          @Override
          public boolean visit(InfixExpression infix) {
            boolean shortCut =
                infix.getOperator() == InfixExpression.Operator.CONDITIONAL_AND
                    || infix.getOperator() == InfixExpression.Operator.CONDITIONAL_OR;
            if (shortCut) {
              infix.getLeftOperand().accept(this);
            }
            return !shortCut;
          }

          @Override
          public boolean visit(ConditionalExpression choice) {
            choice.getExpression().accept(this);
            return false;
          }

          @Override
          public boolean visit(Assignment assignment) {
            found[0] |= isIt(assignment.getLeftHandSide());
            return true;
          }
        });
    return found[0];
  }

  private boolean isIt(Expression target) {
    return switch (target) {
      case SimpleName name -> variable.isEqualTo(name.resolveBinding());
      case FieldAccess access -> variable.isEqualTo(access.resolveFieldBinding());
      default -> false;
    };
  }
}
