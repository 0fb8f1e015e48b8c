package dev.naosu.repair.operator;

import dev.naosu.code.Span;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import dev.naosu.repair.Trust;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BreakStatement;
import org.eclipse.jdt.core.dom.ContinueStatement;
import org.eclipse.jdt.core.dom.DoStatement;
import org.eclipse.jdt.core.dom.EmptyStatement;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;
import org.eclipse.jdt.core.dom.WhileStatement;

/// Deletes a statement, drops an `else`, or runs what is inside an `if` or loop without asking.
/// Often hides a fault rather than mending it.
///
/// Source: TBar FP15, Kali.
public final class StatementDelete implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.15;
  }

  @Override
  public Trust trust() {
    return Trust.SYMPTOM_SUPPRESSION;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Statement> anchor = Places.anchor(site);
    if (anchor.isEmpty() || anchor.get() instanceof EmptyStatement) {
      return;
    }
    Statement statement = anchor.get();
    delete(site, statement, proposals);
    switch (statement) {
      case IfStatement branch -> {
        dropElse(site, branch, proposals);
        unwrap(site, branch, branch.getThenStatement(), proposals);
      }
      case WhileStatement loop -> unwrap(site, loop, loop.getBody(), proposals);
      case DoStatement loop -> unwrap(site, loop, loop.getBody(), proposals);
      default -> {}
    }
  }

  private static void delete(Site site, Statement statement, Proposals proposals) {
    boolean used =
        statement instanceof VariableDeclarationStatement
            && (Places.lastDependent(statement) != statement || !Proposals.standsInList(statement));
    if (!used
        && Places.maySkip(statement)
        && Checked.mayRemove(statement)
        && Flow.isSound(statement, Flow.Effect.GONE)) {
      String what = site.text(statement).lines().findFirst().orElse("");
      proposals.delete(statement, 1.0, "delete " + what);
    }
  }

  private static void dropElse(Site site, IfStatement branch, Proposals proposals) {
    Statement other = branch.getElseStatement();
    if (other == null
        || !Places.maySkip(branch)
        || !Checked.mayRemove(other)
        || !Flow.isSound(branch, Flow.Effect.OPTIONAL)) {
      return;
    }
    int from = site.source().spanOf(branch.getThenStatement()).end();
    proposals.replaceText(
        new Span(from, site.source().spanOf(other).end() - from), "", 0.5, "drop the else");
  }

  /// Runs the body once, always.
  private static void unwrap(Site site, Statement whole, Statement body, Proposals proposals) {
    boolean loop = !(whole instanceof IfStatement);
    Flow.Effect effect = Flow.completes(body) ? Flow.Effect.OPTIONAL : Flow.Effect.STOPS;
    boolean stops = effect == Flow.Effect.STOPS;
    if (bindsInCondition(whole)
        || (loop && (jumps(body) || stops))
        || !Checked.mayRemove(whole)
        || (stops && !Flow.completes(whole))
        || (!Flow.completes(whole) && loop)
        || !Places.maySkip(whole)
        || !Flow.isSound(whole, effect)) {
      return;
    }
    proposals.replaceText(
        site.source().spanOf(whole), text(site, whole, body), 0.6, "run the body without asking");
  }

  private static String text(Site site, Statement whole, Statement body) {
    boolean plain =
        body instanceof Block block
            && Proposals.standsInList(whole)
            && !block.statements().isEmpty()
            && !declaresAny(block.statements());
    if (!plain) {
      return site.text(body);
    }
    Block block = (Block) body;
    Statement first = (Statement) block.statements().getFirst();
    Statement last = (Statement) block.statements().getLast();
    String own = site.source().indentAt(first.getStartPosition());
    String indent = site.source().indentAt(whole.getStartPosition());
    return site.source()
        .text()
        .substring(first.getStartPosition(), site.source().spanOf(last).end())
        .replace("\n" + own, "\n" + indent);
  }

  private static boolean declaresAny(List<?> statements) {
    return statements.stream().anyMatch(StatementDelete::declares);
  }

  private static boolean declares(Object statement) {
    return statement instanceof VariableDeclarationStatement
        || statement instanceof org.eclipse.jdt.core.dom.TypeDeclarationStatement;
  }

  private static boolean jumps(Statement body) {
    return contains(body, BreakStatement.class) || contains(body, ContinueStatement.class);
  }

  private static boolean bindsInCondition(Statement whole) {
    return Places.bindsPattern(whole);
  }

  private static boolean contains(ASTNode node, Class<? extends ASTNode> kind) {
    AtomicBoolean found = new AtomicBoolean();
    node.accept(
        new ASTVisitor() {
          @Override
          public void preVisit(ASTNode at) {
            if (kind.isInstance(at)) {
              found.set(true);
            }
          }
        });
    return found.get();
  }
}
