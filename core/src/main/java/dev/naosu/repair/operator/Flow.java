package dev.naosu.repair.operator;

import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BreakStatement;
import org.eclipse.jdt.core.dom.CatchClause;
import org.eclipse.jdt.core.dom.ContinueStatement;
import org.eclipse.jdt.core.dom.DoStatement;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.LabeledStatement;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.SwitchCase;
import org.eclipse.jdt.core.dom.SwitchExpression;
import org.eclipse.jdt.core.dom.SwitchStatement;
import org.eclipse.jdt.core.dom.SynchronizedStatement;
import org.eclipse.jdt.core.dom.ThrowStatement;
import org.eclipse.jdt.core.dom.TryStatement;
import org.eclipse.jdt.core.dom.TypeDeclarationStatement;
import org.eclipse.jdt.core.dom.WhileStatement;
import org.eclipse.jdt.core.dom.YieldStatement;

/// Which statements can be reached, as the compiler sees it, when one of them is edited.
///
/// Source: Java Language Specification §14.22.
final class Flow {
  /// What an edit makes of a statement.
  enum Effect {
    /// It stays as it is.
    NONE,
    /// It is removed with all jumps in it.
    GONE,
    /// It runs only under some condition.
    OPTIONAL,
    /// A return or throw stands after it.
    STOPS,
    /// A break or continue stands after it.
    BREAKS,
    /// A break under some condition stands before it.
    MAY_BREAK,
    /// Its loop condition becomes `true`.
    ENDLESS
  }

  private final Statement at;
  private final Effect effect;
  private boolean unreachable;

  private Flow(Statement at, Effect effect) {
    this.at = at;
    this.effect = effect;
  }

  /// Whether the code after a statement can be reached through it.
  static boolean completes(Statement statement) {
    return new Flow(statement, Effect.NONE).run(statement);
  }

  /// Whether, after an edit with this effect, every statement of the method can still be reached
  /// and no value-returning method runs off its end.
  static boolean isSound(Statement at, Effect effect) {
    Frame frame = Frame.around(at);
    Optional<Block> body = frame.body();
    if (isInSwitchExpression(at, frame) && !completes(at)) {
      // a yield that might not happen leaves the expression without a value
      return effect == Effect.NONE;
    }
    if (body.isEmpty()) {
      return true;
    }
    Flow flow = new Flow(at, effect);
    boolean completes = flow.run(body.get());
    return !flow.unreachable && !(completes && frame.wantsValue());
  }

  private static boolean isInSwitchExpression(ASTNode place, Frame frame) {
    for (ASTNode at = place; at != null && at != frame.owner(); at = at.getParent()) {
      if (at instanceof SwitchExpression) {
        return true;
      }
    }
    return false;
  }

  /// The innermost loop around a place within its frame.
  static Optional<Statement> loopAround(ASTNode place) {
    for (ASTNode node = place.getParent(); node != null; node = node.getParent()) {
      if (isLoop(node)) {
        return Optional.of((Statement) node);
      }
      if (leavesFrame(node)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// The innermost loop or switch around a place, which an unlabelled `break` there would leave.
  static Optional<Statement> breakableAround(ASTNode place) {
    for (ASTNode node = place.getParent(); node != null; node = node.getParent()) {
      if (isLoop(node) || node instanceof SwitchStatement) {
        return Optional.of((Statement) node);
      }
      if (leavesFrame(node)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  static boolean isLoop(ASTNode node) {
    return node instanceof WhileStatement
        || node instanceof DoStatement
        || node instanceof ForStatement
        || node instanceof EnhancedForStatement;
  }

  private static boolean leavesFrame(ASTNode node) {
    return node instanceof LambdaExpression
        || node instanceof SwitchExpression
        || node instanceof org.eclipse.jdt.core.dom.BodyDeclaration;
  }

  private boolean run(Statement statement) {
    boolean own = plain(statement);
    if (statement != at) {
      return own;
    }
    return switch (effect) {
      case NONE, MAY_BREAK, ENDLESS -> own;
      case GONE, OPTIONAL -> true;
      case STOPS, BREAKS -> {
        unreachable |= !own;
        yield false;
      }
    };
  }

  private boolean plain(Statement statement) {
    return switch (statement) {
      case Block block -> list(block.statements());
      case IfStatement branch -> {
        boolean then = run(branch.getThenStatement());
        boolean otherwise = branch.getElseStatement() == null || run(branch.getElseStatement());
        yield then || otherwise;
      }
      case WhileStatement loop -> {
        run(loop.getBody());
        yield !isEndless(loop, loop.getExpression()) || isLeft(loop);
      }
      case DoStatement loop -> {
        boolean body = run(loop.getBody()) || hasContinue(loop);
        yield body && !isEndless(loop, loop.getExpression()) || isLeft(loop);
      }
      case ForStatement loop -> {
        run(loop.getBody());
        yield !(loop.getExpression() == null || isEndless(loop, loop.getExpression()))
            || isLeft(loop);
      }
      case EnhancedForStatement loop -> {
        run(loop.getBody());
        yield true;
      }
      case LabeledStatement labeled -> {
        boolean body = run(labeled.getBody());
        yield body || isLeft(labeled);
      }
      case SwitchStatement choice -> choice(choice);
      case SynchronizedStatement block -> run(block.getBody());
      case TryStatement attempt -> attempt(attempt);
      case ReturnStatement _,
          ThrowStatement _,
          ContinueStatement _,
          BreakStatement _,
          YieldStatement _ ->
          false;
      default -> true;
    };
  }

  private boolean list(List<?> statements) {
    boolean reached = true;
    for (Object each : statements) {
      Statement statement = (Statement) each;
      boolean gone = statement == at && effect == Effect.GONE;
      unreachable |= !reached && !gone && !(statement instanceof TypeDeclarationStatement);
      boolean completes = run(statement);
      reached = gone ? reached : completes;
    }
    return reached;
  }

  private boolean choice(SwitchStatement choice) {
    boolean total = false;
    boolean arrow = false;
    boolean reached = true;
    boolean someRuleCompletes = false;
    for (Object each : choice.statements()) {
      if (each instanceof SwitchCase label) {
        total |= label.isDefault();
        arrow |= label.isSwitchLabeledRule();
        reached = true;
        continue;
      }
      unreachable |= !reached && each != at;
      reached = run((Statement) each);
      someRuleCompletes |= reached;
    }
    return !total || (arrow ? someRuleCompletes : reached) || isLeft(choice);
  }

  private boolean attempt(TryStatement attempt) {
    boolean completes = run(attempt.getBody());
    for (Object each : attempt.catchClauses()) {
      completes |= run(((CatchClause) each).getBody());
    }
    boolean last = attempt.getFinally() == null || run(attempt.getFinally());
    return completes && last;
  }

  private boolean isEndless(Statement loop, Expression condition) {
    return (loop == at && effect == Effect.ENDLESS)
        || Boolean.TRUE.equals(condition.resolveConstantExpressionValue());
  }

  /// Whether some break leaves the statement.
  private boolean isLeft(Statement target) {
    if ((effect == Effect.BREAKS || effect == Effect.MAY_BREAK)
        && breakableAround(at).filter(each -> each == target).isPresent()) {
      return true;
    }
    boolean[] left = {false};
    target.accept(
        new ASTVisitor() {
          @Override
          public boolean preVisit2(ASTNode node) {
            return !(node == at && effect == Effect.GONE);
          }

          @Override
          public boolean visit(BreakStatement node) {
            left[0] |= targetOf(node).filter(each -> each == target).isPresent();
            return false;
          }
        });
    return left[0];
  }

  private static Optional<Statement> targetOf(BreakStatement jump) {
    if (jump.getLabel() == null) {
      return breakableAround(jump);
    }
    for (ASTNode node = jump.getParent(); node != null; node = node.getParent()) {
      if (node instanceof LabeledStatement labeled
          && labeled.getLabel().getIdentifier().equals(jump.getLabel().getIdentifier())) {
        return Optional.of(labeled);
      }
    }
    return Optional.empty();
  }

  private static boolean hasContinue(DoStatement loop) {
    boolean[] found = {false};
    loop.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(ContinueStatement node) {
            found[0] = true;
            return false;
          }
        });
    return found[0];
  }
}
