package dev.naosu.repair.operator;

import dev.naosu.code.Edit;
import dev.naosu.code.Span;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BreakStatement;
import org.eclipse.jdt.core.dom.ContinueStatement;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.SwitchCase;
import org.eclipse.jdt.core.dom.VariableDeclaration;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;
import org.eclipse.jdt.core.dom.WhileStatement;
import org.eclipse.jdt.core.dom.YieldStatement;

/// Moves a statement past its neighbour, out of the loop or branch around it, or into the one
/// beside it.
///
/// Source: TBar FP14.
public final class StatementMove implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.3;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Statement> anchor = Places.anchor(site).filter(StatementMove::isMovable);
    if (anchor.isEmpty()) {
      return;
    }
    Statement statement = anchor.get();
    List<Statement> siblings = Scope.siblings(statement);
    int at = siblings.indexOf(statement);
    if (at > 0) {
      pastPrevious(site, statement, siblings.get(at - 1), proposals);
    }
    if (at + 1 < siblings.size()) {
      pastNext(site, statement, siblings.get(at + 1), proposals);
    }
    outwards(site, statement, proposals);
  }

  /// Whether the statement could stand elsewhere: it runs on, gives no blank variable its value,
  /// and throws nothing that a handler waits for.
  private static boolean isMovable(Statement statement) {
    return Proposals.standsInList(statement)
        && Flow.completes(statement)
        && Places.maySkip(statement)
        && Checked.mayRemove(statement)
        && !jumps(statement);
  }

  private static void pastPrevious(
      Site site, Statement statement, Statement previous, Proposals proposals) {
    if (previous instanceof SwitchCase
        || !Places.maySkip(previous)
        || usesDeclarationsIn(statement, previous)) {
      return;
    }
    String what = site.text(statement).lines().findFirst().orElse("");
    before(site, statement, previous, 1.0, "earlier: " + what, proposals);
    if (!(statement instanceof VariableDeclarationStatement) && Flow.completes(previous)) {
      body(previous)
          .filter(Flow::completes)
          .filter(_ -> !sharesNames(statement, previous))
          .ifPresent(
              body ->
                  into(
                      site,
                      statement,
                      body,
                      false,
                      0.5,
                      "at the end of what is before: " + what,
                      proposals));
    }
  }

  private static void pastNext(
      Site site, Statement statement, Statement next, Proposals proposals) {
    if (next instanceof SwitchCase
        || statement instanceof VariableDeclarationStatement
        || !Places.maySkip(next)) {
      return;
    }
    String what = site.text(statement).lines().findFirst().orElse("");
    if (Flow.completes(next) && !leavesAlways(next)) {
      after(site, statement, next, 0.95, "later: " + what, proposals);
    }
    body(next)
        .filter(_ -> !sharesNames(statement, next))
        .ifPresent(
            body ->
                into(
                    site,
                    statement,
                    body,
                    true,
                    0.5,
                    "at the start of what follows: " + what,
                    proposals));
  }

  private static void outwards(Site site, Statement statement, Proposals proposals) {
    if (!(statement.getParent() instanceof Block block)
        || !(block.getParent() instanceof Statement around)
        || body(around).filter(body -> body == block).isEmpty()
            && !(around instanceof IfStatement branch && branch.getElseStatement() == block)
        || !Proposals.standsInList(around)
        || Places.mentionsBlank(statement)
        || (statement instanceof VariableDeclarationStatement && isDeclaredTwice(statement, around))
        || (statement instanceof VariableDeclarationStatement
            && Scope.siblings(around).stream()
                .anyMatch(each -> each != around && sharesNames(statement, each)))) {
      return;
    }
    String what = site.text(statement).lines().findFirst().orElse("");
    boolean lastDeclaration =
        statement instanceof VariableDeclarationStatement
            && Places.lastDependent(statement) == statement;
    if (!usesDeclarationsIn(statement, around)) {
      before(site, statement, around, 0.7, "before what is around: " + what, proposals);
      if (Flow.completes(around)
          && !(statement instanceof VariableDeclarationStatement && !lastDeclaration)) {
        after(site, statement, around, 0.8, "after what is around: " + what, proposals);
      }
    }
  }

  /// The block that a loop or `if` runs.
  private static Optional<Block> body(Statement statement) {
    Statement body =
        switch (statement) {
          case IfStatement branch -> branch.getThenStatement();
          case WhileStatement loop -> loop.getBody();
          case ForStatement loop -> loop.getBody();
          case EnhancedForStatement loop -> loop.getBody();
          default -> statement;
        };
    return body instanceof Block block && block != statement && !block.statements().isEmpty()
        ? Optional.of(block)
        : Optional.empty();
  }

  /// Whether both declare a variable of the same name.
  private static boolean sharesNames(ASTNode moved, ASTNode other) {
    Set<String> names = new HashSet<>(declaredIn(moved));
    names.retainAll(declaredIn(other));
    return !names.isEmpty();
  }

  /// Whether another variable of the name is declared around the statement.
  private static boolean isDeclaredTwice(Statement statement, ASTNode around) {
    Set<String> own = declaredIn(statement);
    AtomicBoolean twice = new AtomicBoolean();
    around.accept(
        new ASTVisitor() {
          @Override
          public boolean preVisit2(ASTNode at) {
            if (at instanceof VariableDeclaration variable
                && own.contains(variable.getName().getIdentifier())) {
              twice.set(true);
            }
            return at != statement;
          }
        });
    return twice.get();
  }

  private static Set<String> declaredIn(ASTNode node) {
    Set<String> names = new HashSet<>();
    node.accept(
        new ASTVisitor() {
          @Override
          public void preVisit(ASTNode at) {
            if (at instanceof VariableDeclaration variable) {
              names.add(variable.getName().getIdentifier());
            }
          }
        });
    return names;
  }

  private static boolean leavesAlways(Statement statement) {
    return statement instanceof ReturnStatement || statement instanceof YieldStatement;
  }

  private static boolean jumps(Statement statement) {
    AtomicBoolean found = new AtomicBoolean();
    statement.accept(
        new ASTVisitor() {
          @Override
          public void preVisit(ASTNode node) {
            if (node instanceof BreakStatement || node instanceof ContinueStatement) {
              found.set(true);
            }
          }
        });
    return found.get();
  }

  /// Whether the statement names a variable that is declared within another node.
  private static boolean usesDeclarationsIn(Statement statement, ASTNode other) {
    AtomicBoolean found = new AtomicBoolean();
    statement.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            if (name.resolveBinding() instanceof IVariableBinding variable
                && Places.declaration(name, variable)
                    .filter(node -> Places.isInside(node, other))
                    .filter(node -> !Places.isInside(node, statement))
                    .isPresent()) {
              found.set(true);
            }
            return true;
          }
        });
    return found.get();
  }

  private static void before(
      Site site, Statement moved, Statement target, double weight, String what, Proposals all) {
    String indent = site.source().indentAt(target.getStartPosition());
    all.add(
        weight,
        what,
        removal(site, moved, all),
        all.text(
            Span.at(target.getStartPosition()),
            text(site, moved, indent, all) + site.source().lineEnd() + indent));
  }

  private static void after(
      Site site, Statement moved, Statement target, double weight, String what, Proposals all) {
    String indent = site.source().indentAt(target.getStartPosition());
    all.add(
        weight,
        what,
        removal(site, moved, all),
        all.text(
            Span.at(all.endWithComment(target)),
            site.source().lineEnd() + indent + text(site, moved, indent, all)));
  }

  private static void into(
      Site site,
      Statement moved,
      Block body,
      boolean first,
      double weight,
      String what,
      Proposals all) {
    Statement target =
        (Statement) (first ? body.statements().getFirst() : body.statements().getLast());
    if (first) {
      before(site, moved, target, weight, what, all);
    } else {
      after(site, moved, target, weight, what, all);
    }
  }

  private static String text(Site site, Statement statement, String indent, Proposals all) {
    String own = site.source().indentAt(statement.getStartPosition());
    return site.source()
        .text()
        .substring(statement.getStartPosition(), all.endWithComment(statement))
        .replace("\n" + own, "\n" + indent);
  }

  /// Removes a statement, with its line where it has one of its own.
  private static Edit removal(Site site, Statement statement, Proposals all) {
    String text = site.source().text();
    int from = statement.getStartPosition();
    Span span = new Span(from, all.endWithComment(statement) - from);
    int start = text.lastIndexOf('\n', span.start() - 1) + 1;
    int end = text.indexOf('\n', span.end());
    boolean alone =
        start > 0
            && end >= 0
            && text.substring(start, span.start()).isBlank()
            && text.substring(span.end(), end).isBlank();
    // the line end before goes as well, so that an insertion at either side does not overlap
    return all.text(alone ? new Span(start - 1, span.end() - start + 1) : span, "");
  }
}
