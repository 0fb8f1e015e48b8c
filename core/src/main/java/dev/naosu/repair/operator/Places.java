package dev.naosu.repair.operator;

import dev.naosu.code.Span;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AnonymousClassDeclaration;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.ConstructorInvocation;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.LabeledStatement;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.PatternInstanceofExpression;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.SuperConstructorInvocation;
import org.eclipse.jdt.core.dom.SwitchCase;
import org.eclipse.jdt.core.dom.SwitchExpression;
import org.eclipse.jdt.core.dom.TryStatement;
import org.eclipse.jdt.core.dom.TypeDeclarationStatement;
import org.eclipse.jdt.core.dom.VariableDeclaration;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.eclipse.jdt.core.dom.YieldStatement;

/// Where statements may be put, and what code put there may say.
final class Places {
  private Places() {}

  /// The statement of the site, with its label, if statements may be put before or around it.
  static Optional<Statement> anchor(Site site) {
    return site.statement().flatMap(Places::anchor);
  }

  static Optional<Statement> anchor(Statement statement) {
    Statement at = statement;
    while (at.getParent() instanceof LabeledStatement labeled) {
      at = labeled;
    }
    boolean open =
        !(at instanceof SwitchCase)
            && !(at instanceof ConstructorInvocation)
            && !(at instanceof SuperConstructorInvocation)
            && !(at instanceof TypeDeclarationStatement)
            && !(at instanceof YieldStatement implied && implied.isImplicit())
            && !(at.getParent() instanceof SwitchExpression);
    return open ? Optional.of(at) : Optional.empty();
  }

  /// Whether an expression of the site means the same when it is put before the site: it names no
  /// variable that the site declares.
  static boolean meansTheSameBefore(Site site, Expression expression) {
    return meansTheSameBefore(site.node(), expression);
  }

  /// Whether an expression inside a node means the same when it is put before the node.
  static boolean meansTheSameBefore(ASTNode whole, Expression expression) {
    boolean[] same = {true};
    expression.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            if (name.resolveBinding() instanceof IVariableBinding variable
                && declaration(name, variable)
                    .filter(node -> node != whole && isInside(node, whole))
                    .isPresent()) {
              same[0] = false;
            }
            return true;
          }
        });
    return same[0];
  }

  /// Where a variable is declared in this file.
  static Optional<ASTNode> declaration(ASTNode anywhere, IVariableBinding variable) {
    return anywhere.getRoot() instanceof org.eclipse.jdt.core.dom.CompilationUnit unit
        ? Optional.ofNullable(unit.findDeclaringNode(variable.getVariableDeclaration()))
        : Optional.empty();
  }

  static boolean isInside(ASTNode inner, ASTNode outer) {
    for (ASTNode at = inner; at != null; at = at.getParent()) {
      if (at == outer) {
        return true;
      }
    }
    return false;
  }

  /// The last statement of the list that uses something the statement declares; itself when none
  /// does.
  static Statement lastDependent(Statement statement) {
    Set<String> declared = declaredBy(statement);
    Statement last = statement;
    boolean after = false;
    for (Statement each : Scope.siblings(statement)) {
      if (after && mentionsAny(each, declared)) {
        last = each;
        // what the wrapped statements declare must be visible to the rest, too
        declared.addAll(declaredBy(each));
      }
      after |= each == statement;
    }
    return last;
  }

  private static Set<String> declaredBy(Statement statement) {
    Set<String> keys = new LinkedHashSet<>();
    if (statement instanceof org.eclipse.jdt.core.dom.VariableDeclarationStatement declaration) {
      for (Object fragment : declaration.fragments()) {
        IBinding binding = ((VariableDeclarationFragment) fragment).resolveBinding();
        if (binding != null) {
          keys.add(binding.getKey());
        }
      }
    }
    return keys;
  }

  /// Whether a node names one of the variables.
  static boolean mentionsAny(ASTNode node, Set<String> keys) {
    boolean[] found = {false};
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            IBinding binding = name.resolveBinding();
            found[0] |= binding != null && keys.contains(binding.getKey());
            return !found[0];
          }
        });
    return found[0];
  }

  static boolean mentions(ASTNode node, IVariableBinding variable) {
    return mentionsAny(node, Set.of(variable.getKey()));
  }

  /// Whether code may run only sometimes without leaving a variable unassigned: it gives no blank
  /// local or final field its value.
  static boolean maySkip(Statement statement) {
    boolean[] free = {!bindsPatternForLater(statement)};
    statement.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(Assignment node) {
            free[0] &= !assignsBlank(node.getLeftHandSide(), statement);
            return true;
          }
        });
    return free[0];
  }

  /// Whether the statement is, or ends, an `if (!(o instanceof T t)) { return; }`, which lets the
  /// rest of the list name `t`.
  private static boolean bindsPatternForLater(Statement statement) {
    if (statement instanceof IfStatement branch) {
      return bindsPattern(branch.getExpression());
    }
    ASTNode around = statement.getParent();
    if (around instanceof Block) {
      around = around.getParent();
    }
    return around instanceof IfStatement branch
        && !Flow.completes(statement)
        && bindsPattern(branch.getExpression());
  }

  static boolean bindsPattern(ASTNode node) {
    boolean[] binds = {false};
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(PatternInstanceofExpression test) {
            binds[0] = true;
            return false;
          }
        });
    return binds[0];
  }

  private static boolean assignsBlank(Expression target, Statement statement) {
    IBinding binding =
        switch (target) {
          case org.eclipse.jdt.core.dom.Name name -> name.resolveBinding();
          case org.eclipse.jdt.core.dom.FieldAccess access -> access.resolveFieldBinding();
          default -> null;
        };
    if (!(binding instanceof IVariableBinding variable)) {
      return false;
    }
    if (Modifier.isFinal(variable.getModifiers())) {
      return true;
    }
    return !variable.isField()
        && declaration(statement, variable)
            .filter(
                node ->
                    node instanceof VariableDeclarationFragment fragment
                        && fragment.getInitializer() == null
                        && !isInside(node, statement))
            .isPresent();
  }

  /// Whether a statement could be wrapped into an `if` where it stands: an `else` behind it would
  /// otherwise change sides.
  static boolean mayBecomeIf(Statement statement) {
    return !(statement.getParent() instanceof IfStatement branch
        && branch.getThenStatement() == statement
        && branch.getElseStatement() != null);
  }

  /// Whether code at the site may give a variable another value.
  static boolean mayAssign(Site site, Variable variable) {
    if (!variable.isAssignable()) {
      return false;
    }
    if (variable.binding().isField()) {
      return true;
    }
    Optional<ASTNode> declaration = declaration(site.node(), variable.binding());
    if (declaration.isEmpty() || isResource(declaration.get())) {
      return false;
    }
    return frameOf(declaration.get()) == frameOf(site.node())
        && !isCaptured(variable.binding(), site.body());
  }

  private static boolean isResource(ASTNode declaration) {
    return !(declaration instanceof VariableDeclaration)
        || (declaration.getParent() != null
            && declaration.getParent().getParent() instanceof TryStatement);
  }

  private static ASTNode frameOf(ASTNode node) {
    ASTNode at = node;
    while (at.getParent() != null
        && !(at instanceof BodyDeclaration)
        && !(at instanceof LambdaExpression)
        && !(at instanceof AnonymousClassDeclaration)) {
      at = at.getParent();
    }
    return at;
  }

  /// Whether a lambda or inner class uses a local variable, so that it must keep its value.
  private static boolean isCaptured(IVariableBinding variable, BodyDeclaration body) {
    boolean[] captured = {false};
    body.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            IBinding binding = name.resolveBinding();
            if (binding != null && binding.getKey().equals(variable.getKey())) {
              captured[0] |=
                  declaration(name, variable)
                      .map(node -> frameOf(node) != frameOf(name))
                      .orElse(true);
            }
            return true;
          }
        });
    return captured[0];
  }

  /// Whether the site is the first statement of its method.
  static boolean isMethodEntry(Site site) {
    return site.node().getParent() != null
        && site.node().getParent().getParent() instanceof MethodDeclaration method
        && method.getBody() == site.node().getParent()
        && method.getBody().statements().getFirst() == site.node();
  }

  /// An `if` statement in the style of the file.
  static String ifThen(Site site, String condition, String body) {
    return "if (" + condition + ") {\n" + site.source().indentUnit() + body + "\n}";
  }

  /// Replaces an operand of a condition by two, joined by `&&` or `||`, with brackets only where
  /// they are needed.
  static void join(
      Site site,
      Proposals proposals,
      Expression operand,
      String added,
      String operator,
      double weight,
      String description) {
    String own = site.text(operand);
    boolean loose = !isTight(operand, operator);
    String joined = added + " " + operator + " " + (loose ? "(" + own + ")" : own);
    if (operand.getParent() instanceof org.eclipse.jdt.core.dom.InfixExpression around
        && around.getOperator().toString().equals(operator)) {
      Span span = site.source().spanOf(operand);
      proposals.replaceText(span, joined, weight, description);
    } else {
      proposals.replace(operand, joined, weight, description);
    }
  }

  private static boolean isTight(Expression operand, String operator) {
    return switch (operand) {
      case org.eclipse.jdt.core.dom.InfixExpression infix ->
          !infix.getOperator().toString().equals("||") || operator.equals("||");
      case org.eclipse.jdt.core.dom.ConditionalExpression _, Assignment _, LambdaExpression _ ->
          false;
      default -> true;
    };
  }

  /// The statements of a list of statements, without types of their own.
  static List<Statement> before(Statement statement) {
    List<Statement> siblings = Scope.siblings(statement);
    return siblings.subList(0, siblings.indexOf(statement));
  }

  /// The innermost statement around a node, itself included.
  static Optional<Statement> statementAround(ASTNode node) {
    for (ASTNode at = node; at != null; at = at.getParent()) {
      if (at instanceof Statement statement) {
        return Optional.of(statement);
      }
    }
    return Optional.empty();
  }

  /// Whether the member around a statement declares local variables without a value: whether they
  /// have one later may hang on each jump.
  static boolean hasBlanks(Statement statement) {
    ASTNode member = statement;
    while (member.getParent() != null
        && !(member instanceof org.eclipse.jdt.core.dom.BodyDeclaration)) {
      member = member.getParent();
    }
    boolean[] found = {false};
    member.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(VariableDeclarationFragment fragment) {
            found[0] |=
                fragment.getInitializer() == null
                    && fragment.getParent()
                        instanceof org.eclipse.jdt.core.dom.VariableDeclarationStatement;
            return true;
          }
        });
    return found[0];
  }

  /// Whether a node names a local variable that was declared without a value.
  static boolean mentionsBlank(ASTNode node) {
    boolean[] found = {false};
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            found[0] |=
                name.resolveBinding() instanceof IVariableBinding variable
                    && !variable.isField()
                    && declaration(name, variable)
                        .filter(VariableDeclarationFragment.class::isInstance)
                        .map(VariableDeclarationFragment.class::cast)
                        .filter(fragment -> fragment.getInitializer() == null)
                        .filter(fragment -> !isInside(fragment, node))
                        .isPresent();
            return true;
          }
        });
    return found[0];
  }
}
