package dev.naosu.repair;

import dev.naosu.code.JavaSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AnonymousClassDeclaration;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.TypeDeclarationStatement;

/// A place where repair is tried: one statement without the statements nested in it, or one field
/// declaration.
///
/// @param source the file
/// @param node a [Statement], never a block, or a field declaration
/// @param line from 1
/// @param suspicion in [0, 1]
/// @param evidence what the failing tests say
/// @param codebase the sources that the file belongs to
public record Site(
    JavaSource source,
    ASTNode node,
    int line,
    double suspicion,
    Evidence evidence,
    Codebase codebase) {

  /// The statement, unless the site is a field declaration.
  public Optional<Statement> statement() {
    return node instanceof Statement statement ? Optional.of(statement) : Optional.empty();
  }

  /// The innermost method, constructor included, around the site; none in field declarations and
  /// initialisers. A lambda belongs to the method around it.
  public Optional<MethodDeclaration> method() {
    return body() instanceof MethodDeclaration method ? Optional.of(method) : Optional.empty();
  }

  /// The innermost member (method, initialiser, field) around the site.
  public BodyDeclaration body() {
    ASTNode at = node;
    while (at != null && !(at instanceof BodyDeclaration)) {
      at = at.getParent();
    }
    if (at instanceof BodyDeclaration body) {
      return body;
    }
    throw new IllegalStateException("a statement outside any member: " + node);
  }

  /// What a statement put before the site may name.
  public Scope scope() {
    return scopeAt(node);
  }

  /// What an expression put in the place of one of the site's own may name: also the variables of
  /// the loop header or lambda it stands in.
  public Scope scopeAt(Expression place) {
    return scopeAt((ASTNode) place);
  }

  private Scope scopeAt(ASTNode place) {
    return codebase.learn(Scope.class, place, () -> Scope.at(source, place));
  }

  public String text(ASTNode at) {
    return source.textOf(at);
  }

  /// The expressions of the site, outermost first, in the order of the text; those of nested
  /// statements and anonymous classes are left to their own sites.
  public List<Expression> expressions() {
    return all(Expression.class);
  }

  /// All nodes of a kind, as [#expressions] chooses them.
  public <T extends ASTNode> List<T> all(Class<T> kind) {
    List<T> found = new ArrayList<>();
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean preVisit2(ASTNode at) {
            if (at == node) {
              if (kind.isInstance(at)) {
                found.add(kind.cast(at));
              }
              return true;
            }
            if (at instanceof Statement
                || at instanceof AnonymousClassDeclaration
                || at instanceof TypeDeclarationStatement) {
              return false;
            }
            if (kind.isInstance(at)) {
              found.add(kind.cast(at));
            }
            return true;
          }
        });
    return found;
  }
}
