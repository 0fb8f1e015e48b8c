package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Type;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;
import org.jspecify.annotations.Nullable;

/// Computes in a wider type where the narrow one overflows or rounds: `int x = a * b` becomes `long
/// x = (long) a * b`; compares instead of subtracting.
///
/// Source: TBar FP7, SpotBugs ICAST_INTEGER_MULTIPLY_CAST_TO_LONG, Error Prone's BadComparable.
public final class TypeWidening implements Operator {
  private static final Set<String> OVERFLOWING = Set.of("+", "-", "*", "<<");

  @Override
  public double weight(Evidence evidence) {
    return 0.5;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    if (site.node() instanceof VariableDeclarationStatement declaration) {
      declaration(site, declaration, proposals);
    }
    for (InfixExpression node : site.all(InfixExpression.class)) {
      if (Slots.isValue(node) && OVERFLOWING.contains(node.getOperator().toString())) {
        compute(site, node, proposals);
      }
    }
    if (site.node() instanceof ReturnStatement statement
        && statement.getExpression() != null
        && Slots.bare(statement.getExpression()) instanceof InfixExpression difference) {
      compare(site, difference, proposals);
    }
  }

  private static void declaration(
      Site site, VariableDeclarationStatement node, Proposals proposals) {
    Type type = node.getType();
    Optional<String> wider = wider(type.resolveBinding());
    if (type.isVar() || wider.isEmpty() || node.fragments().size() != 1) {
      return;
    }
    VariableDeclarationFragment fragment =
        (VariableDeclarationFragment) node.fragments().getFirst();
    Optional<ITypeBinding> target = Slots.known(node, wider.get());
    IVariableBinding variable = fragment.resolveBinding();
    if (target.isEmpty() || variable == null || !usesAccept(site, variable, target.get())) {
      return;
    }
    String description = "keep the value as " + wider.get();
    proposals.replaceText(site.source().spanOf(type), wider.get(), 0.7, description);
    if (fragment.getInitializer() instanceof InfixExpression sum
        && OVERFLOWING.contains(sum.getOperator().toString())
        && isNarrow(sum.getLeftOperand().resolveTypeBinding())) {
      proposals.add(
          0.9,
          description + " and compute it so",
          proposals.text(site.source().spanOf(type), wider.get()),
          proposals.text(site.source().spanOf(sum.getLeftOperand()), cast(site, wider.get(), sum)));
    }
  }

  private static String cast(Site site, String type, InfixExpression sum) {
    return "(" + type + ") " + Operands.tight(site, sum.getLeftOperand());
  }

  private static Optional<String> wider(@Nullable ITypeBinding type) {
    if (type == null || !type.isPrimitive()) {
      return Optional.empty();
    }
    return switch (type.getName()) {
      case "int", "short", "byte" -> Optional.of("long");
      case "float" -> Optional.of("double");
      default -> Optional.empty();
    };
  }

  private static boolean isNarrow(@Nullable ITypeBinding type) {
    return wider(type).isPresent();
  }

  /// Whether every use of the variable goes on compiling when its type is the wider one.
  private static boolean usesAccept(Site site, IVariableBinding variable, ITypeBinding type) {
    List<SimpleName> uses = new ArrayList<>();
    site.body()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(SimpleName name) {
                if (!name.isDeclaration()
                    && name.resolveBinding() != null
                    && name.resolveBinding().isEqualTo(variable)) {
                  uses.add(name);
                }
                return true;
              }
            });
    return uses.stream().allMatch(use -> accepts(use, type));
  }

  private static boolean accepts(Expression use, ITypeBinding type) {
    return switch (use.getParent()) {
      case ParenthesizedExpression brackets -> accepts(brackets, type);
      case InfixExpression infix when Slots.isComparison(infix) -> true;
      case InfixExpression infix when TypeKinds.isString(infix.resolveTypeBinding()) -> true;
      case InfixExpression infix -> accepts(infix, type);
      case Assignment assignment when assignment.getLeftHandSide() == use ->
          assignment.getParent() instanceof ExpressionStatement
              || assignment.getParent() instanceof ForStatement;
      case Assignment assignment when assignment.getOperator() != Assignment.Operator.ASSIGN ->
          assignment.getLeftHandSide().resolveTypeBinding() != null
              && assignment.getLeftHandSide().resolveTypeBinding().isPrimitive();
      case org.eclipse.jdt.core.dom.PrefixExpression prefix ->
          isStatement(prefix) || accepts(prefix, type);
      case org.eclipse.jdt.core.dom.PostfixExpression postfix ->
          isStatement(postfix) || accepts(postfix, type);
      case org.eclipse.jdt.core.dom.CastExpression cast -> cast.getType().isPrimitiveType();
      default ->
          Slots.isValue(use)
              && Slots.wanted(use)
                  .filter(target -> !target.isEqualTo(use.resolveTypeBinding()))
                  .filter(target -> Scope.fits(type, target))
                  .isPresent();
    };
  }

  private static boolean isStatement(Expression node) {
    return node.getParent() instanceof ExpressionStatement
        || node.getParent() instanceof ForStatement;
  }

  /// Casts the first operand where the place takes the wider type, else casts there and back.
  private static void compute(Site site, InfixExpression node, Proposals proposals) {
    Optional<String> wider = wider(node.resolveTypeBinding());
    if (wider.isEmpty()
        || TypeKinds.isString(node.resolveTypeBinding())
        || !TypeKinds.isNumber(node.getLeftOperand().resolveTypeBinding())) {
      return;
    }
    if (takes(node, wider.get())) {
      proposals.replaceText(
          site.source().spanOf(node.getLeftOperand()),
          cast(site, wider.get(), node),
          1.0,
          "compute as " + wider.get());
    } else if (Slots.bare(node) == node && around(node) instanceof InfixExpression outer) {
      backAndForth(site, node, outer, wider.get(), proposals);
    }
  }

  private static boolean takes(Expression node, String type) {
    return switch (node.getParent()) {
      case InfixExpression infix when Slots.isComparison(infix) -> true;
      case InfixExpression infix when isWide(infix) -> true;
      case ParenthesizedExpression brackets -> takes(brackets, type);
      default ->
          Slots.wanted(node)
              .filter(target -> target.isPrimitive() && target.getName().equals(type))
              .isPresent();
    };
  }

  private static boolean isWide(InfixExpression infix) {
    return TypeKinds.isNumber(infix.resolveTypeBinding())
        && wider(infix.resolveTypeBinding()).isEmpty();
  }

  private static Object around(Expression node) {
    return node.getParent() instanceof ParenthesizedExpression brackets
        ? brackets.getParent()
        : node.getParent();
  }

  /// `(a + b) % m` becomes `(int) (((long) a + b) % m)`.
  private static void backAndForth(
      Site site, InfixExpression node, InfixExpression outer, String wider, Proposals proposals) {
    boolean divides = Set.of("/", "%").contains(outer.getOperator().toString());
    String narrow = outer.resolveTypeBinding() == null ? "" : outer.resolveTypeBinding().getName();
    boolean first = Slots.bare(outer.getLeftOperand()) == node;
    if (!divides || !first || outer.hasExtendedOperands() || !narrow.equals("int")) {
      return;
    }
    String inner = cast(site, wider, node);
    int from = node.getLeftOperand().getStartPosition() + node.getLeftOperand().getLength();
    String rest = site.source().text().substring(from, node.getStartPosition() + node.getLength());
    proposals.replace(
        outer,
        "(int) (("
            + inner
            + rest
            + ") "
            + outer.getOperator()
            + " "
            + site.text(outer.getRightOperand())
            + ")",
        0.6,
        "compute as " + wider);
  }

  private static void compare(Site site, InfixExpression node, Proposals proposals) {
    boolean comparing =
        site.method()
            .map(method -> method.getName().getIdentifier())
            .filter(name -> name.equals("compareTo") || name.equals("compare"))
            .isPresent();
    if (!comparing
        || node.getOperator() != InfixExpression.Operator.MINUS
        || node.hasExtendedOperands()
        || !TypeKinds.isInt(node.resolveTypeBinding())) {
      return;
    }
    proposals.replace(
        node,
        "Integer.compare("
            + site.text(node.getLeftOperand())
            + ", "
            + site.text(node.getRightOperand())
            + ")",
        0.9,
        "compare instead of subtracting");
  }
}
