package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.IBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.QualifiedName;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.ThisExpression;
import org.jspecify.annotations.Nullable;

/// Uses another variable, field, constant or parameter of a fitting type: `min(lo, lo)` becomes
/// `min(lo, hi)`, `a.left` becomes `a.right`, a looked-up value becomes a variable that holds one.
///
/// Similar names and near declarations come first.
///
/// Source: TBar FP13 with its order by name; PraPR's local and field names.
public final class VariableReplacement implements Operator {
  private static final Set<String> SENSELESS_WITH_ITSELF =
      Set.of("-", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "&", "|", "^");

  private static final int CALL_VARIABLES = 4;

  @Override
  public double weight(Evidence evidence) {
    return 0.9;
  }

  @Override
  public boolean combines() {
    return true;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (Expression node : site.expressions()) {
            if (node instanceof Name || node instanceof FieldAccess) {
              replace(site, node, ideas);
            } else if (node instanceof MethodInvocation && Slots.isValue(node)) {
              values(site, node, 0.6, CALL_VARIABLES, ideas);
            }
          }
        });
  }

  private static void replace(Site site, Expression node, Proposals ideas) {
    if (Slots.isValue(node)) {
      values(site, node, 1.0, Integer.MAX_VALUE, ideas);
    } else if (Slots.isTarget(node)) {
      targets(site, node, ideas);
    } else if (isQualifier(node)) {
      qualifiers(site, (Name) node, ideas);
    }
    if (node instanceof QualifiedName qualified) {
      members(site, qualified, qualified.getQualifier(), qualified.getName(), ideas);
    } else if (node instanceof FieldAccess access) {
      members(site, access, access.getExpression(), access.getName(), ideas);
    }
  }

  private static boolean isQualifier(Expression node) {
    return node instanceof Name name
        && name.resolveBinding() instanceof IVariableBinding
        && name.getParent() instanceof QualifiedName parent
        && parent.getQualifier() == node;
  }

  private static void values(
      Site site, Expression node, double share, int longest, Proposals ideas) {
    String own = site.text(node);
    String name = lastName(node);
    site.scopeAt(node).variables().stream()
        .filter(each -> !means(each, node) && !each.name().equals(own))
        .filter(each -> Slots.accepts(node, each.type()))
        .filter(each -> makesSense(site, node, each.name()))
        .sorted(java.util.Comparator.comparingDouble(each -> -likelihood(each, node, name)))
        .limit(longest)
        .forEach(
            each -> offer(site, node, each.name(), share * likelihood(each, node, name), ideas));
  }

  private static String lastName(Expression node) {
    return switch (node) {
      case SimpleName name -> name.getIdentifier();
      case QualifiedName name -> name.getName().getIdentifier();
      case FieldAccess access -> access.getName().getIdentifier();
      case MethodInvocation call -> call.getName().getIdentifier();
      default -> "";
    };
  }

  private static double likelihood(Variable variable, Expression node, String name) {
    ITypeBinding own = node.resolveTypeBinding();
    boolean same = own != null && variable.type().getErasure().isEqualTo(own.getErasure());
    boolean value = TypeKinds.isNumber(variable.type()) && TypeKinds.isNumber(own);
    // the name of a method says little about the variable that keeps its result
    double near =
        node instanceof MethodInvocation ? Nearness.of(variable) : Nearness.of(variable, name);
    return (same ? 1.0 : value ? 0.8 : 0.6) * (0.3 + 0.7 * near);
  }

  /// Whether the variable is what the node already names.
  private static boolean means(Variable variable, Expression node) {
    IBinding binding =
        switch (node) {
          case Name name -> name.resolveBinding();
          case FieldAccess access when access.getExpression() instanceof ThisExpression ->
              access.resolveFieldBinding();
          default -> null;
        };
    return binding != null && binding.isEqualTo(variable.binding());
  }

  /// Comparing or subtracting a value and itself, or assigning it to itself, says nothing.
  private static boolean makesSense(Site site, Expression node, String name) {
    return switch (node.getParent()) {
      case InfixExpression infix
          when SENSELESS_WITH_ITSELF.contains(infix.getOperator().toString()) ->
          Operands.of(infix).stream()
              .noneMatch(each -> each != node && site.text(each).equals(name));
      case Assignment assignment ->
          !site.text(assignment.getLeftHandSide()).equals(name)
              && !site.text(assignment.getRightHandSide()).equals(name);
      default -> true;
    };
  }

  private static void targets(Site site, Expression node, Proposals ideas) {
    ITypeBinding own = node.resolveTypeBinding();
    if (own == null
        || !(node instanceof Name || node instanceof FieldAccess)
        || Captures.isBlank(node)) {
      return;
    }
    String name = lastName(node);
    for (Variable each : site.scopeAt(node).variables()) {
      if (!means(each, node)
          && !each.name().equals(site.text(node))
          && Captures.mayAssign(each, node)
          && mayTake(node, each.type(), own)
          && makesSense(site, node, each.name())) {
        double weight = 0.2 + 0.6 * Nearness.of(each, name);
        ideas.replaceText(
            site.source().spanOf(node), each.name(), weight, "assign to " + each.name());
      }
    }
  }

  private static boolean mayTake(Expression target, ITypeBinding type, ITypeBinding own) {
    if (target.getParent() instanceof Assignment assignment
        && assignment.getOperator() == Assignment.Operator.ASSIGN) {
      ITypeBinding value = assignment.getRightHandSide().resolveTypeBinding();
      return value != null
          && Scope.fits(value, type)
          && TypeKinds.isNumber(type) == TypeKinds.isNumber(own);
    }
    return type.isEqualTo(own);
  }

  private static void qualifiers(Site site, Name node, Proposals ideas) {
    ITypeBinding own = node.resolveTypeBinding();
    if (own == null) {
      return;
    }
    for (Variable each : site.scopeAt(node).variables(own)) {
      if (!means(each, node) && !each.name().equals(site.text(node))) {
        ideas.replaceText(
            site.source().spanOf(node),
            each.name(),
            0.2 + 0.7 * Nearness.of(each, lastName(node)),
            "use " + each.name());
      }
    }
  }

  /// Other fields of the same owner, constants of the same enum or class included.
  private static void members(
      Site site, Expression whole, Expression owner, SimpleName field, Proposals ideas) {
    if (!(field.resolveBinding() instanceof IVariableBinding own)
        || own.getDeclaringClass() == null
        || !(Slots.isValue(whole) || Slots.isTarget(whole) || isQualifier(whole))) {
      return;
    }
    @Nullable ITypeBinding type = owner.resolveTypeBinding();
    if (type == null) {
      return;
    }
    for (IVariableBinding each : fields(type, own, site.scopeAt(whole))) {
      boolean fits =
          Slots.isValue(whole)
              ? Slots.accepts(whole, each.getType())
              : each.getType().isEqualTo(own.getType());
      boolean may = !Slots.isTarget(whole) || !Modifier.isFinal(each.getModifiers());
      if (fits && may) {
        ideas.replaceText(
            site.source().spanOf(field),
            each.getName(),
            0.4 + 0.5 * Scope.nameSimilarity(each.getName(), field.getIdentifier()),
            "use " + each.getName() + " instead of " + field.getIdentifier());
      }
    }
  }

  /// The other fields that a type has with its supertypes, of a type that may stand for that of the
  /// given one, and bound to a class as it is or not.
  static List<IVariableBinding> fields(ITypeBinding owner, IVariableBinding own, Scope scope) {
    return Scope.withSupertypes(owner).stream()
        .flatMap(each -> Arrays.stream(each.getDeclaredFields()))
        .filter(each -> !each.isSynthetic() && !each.getName().equals(own.getName()))
        .filter(each -> Modifier.isStatic(each.getModifiers()) == isStatic(own))
        .filter(each -> scope.accessible(each.getModifiers(), each.getDeclaringClass()))
        .filter(
            each ->
                each.getType().isEqualTo(own.getType())
                    || TypeKinds.isNumber(each.getType()) && TypeKinds.isNumber(own.getType()))
        .toList();
  }

  private static boolean isStatic(IVariableBinding variable) {
    return Modifier.isStatic(variable.getModifiers());
  }

  private static void offer(
      Site site, Expression node, String name, double weight, Proposals ideas) {
    ideas.replace(
        node, name, Math.clamp(weight, 0.01, 1), "use " + name + " instead of " + site.text(node));
  }
}
