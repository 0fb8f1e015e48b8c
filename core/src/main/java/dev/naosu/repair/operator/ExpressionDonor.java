package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.operator.Donors.Donor;
import dev.naosu.repair.operator.Donors.Spelling;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.ParameterizedType;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.SimpleName;

/// Replaces an expression by another of the class with a fitting type, nearest first: `b` becomes
/// `b.substring(1)` where the method says that elsewhere.
///
/// Names and literals are left to [VariableReplacement] and [LiteralReplacement].
///
/// Source: SimFix, ARJA; the plastic surgery hypothesis (Barr et al., FSE 2014).
public final class ExpressionDonor implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.65;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    List<Donor> donors = Donors.around(site, Donors.Sort.VALUES);
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (Expression place : Slots.of(site)) {
            if (weight(place) > 0
                && !Operands.bindsVariables(place)
                && !(place instanceof ParenthesizedExpression)) {
              replace(site, place, donors, ideas);
            }
          }
        });
  }

  private static void replace(Site site, Expression place, List<Donor> donors, Proposals ideas) {
    Scope scope = site.scopeAt(place);
    String own = site.text(place);
    for (Donor donor : donors) {
      Expression node = donor.node();
      if (isAround(node, place)
          || !Slots.accepts(place, node.resolveTypeBinding())
          || isPolymorphic(node) && needsOwnType(place)) {
        continue;
      }
      Optional<Spelling> spelling = Donors.spell(site, node, scope);
      if (spelling.isPresent()
          && !spelling.get().text().equals(own)
          && !isAssignedToItself(site, place, spelling.get().text())) {
        ideas.replace(
            place,
            spelling.get().text(),
            Math.clamp(likelihood(site, place, donor, spelling.get()), 0.01, 1),
            "use " + spelling.get().text() + " instead of " + own);
      }
    }
  }

  private static double likelihood(Site site, Expression place, Donor donor, Spelling spelling) {
    ITypeBinding own = place.resolveTypeBinding();
    ITypeBinding type = donor.node().resolveTypeBinding();
    boolean same = own != null && type != null && type.getErasure().isEqualTo(own.getErasure());
    boolean related = isRelated(site, place, donor.node());
    return weight(place)
        * (0.4 + 0.6 * donor.nearness())
        * (same ? 1.0 : 0.5)
        * (related ? 1.0 : 0.6)
        * (spelling.renamed() ? 0.6 : 1.0)
        * (Repeatable.is(donor.node()) ? 1.0 : 0.7);
  }

  /// Whether one names what the other names, or both call the same method.
  private static boolean isRelated(Site site, Expression place, Expression donor) {
    if (place instanceof MethodInvocation call
        && donor instanceof MethodInvocation other
        && call.getName().getIdentifier().equals(other.getName().getIdentifier())) {
      return true;
    }
    String name = place instanceof Name ? site.text(place) : "";
    boolean[] found = {false};
    donor.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName each) {
            found[0] |= each.getIdentifier().equals(name);
            return true;
          }
        });
    return found[0];
  }

  private static boolean isAssignedToItself(Site site, Expression place, String text) {
    return place.getParent() instanceof Assignment assignment
        && site.text(assignment.getLeftHandSide()).equals(text);
  }

  private static boolean isAround(Expression donor, Expression place) {
    for (ASTNode at = place; at != null; at = at.getParent()) {
      if (at == donor) {
        return true;
      }
    }
    return false;
  }

  /// Whether the type of an expression comes from the place where it stands.
  private static boolean isPolymorphic(Expression node) {
    return switch (node) {
      case ClassInstanceCreation creation ->
          creation.getType() instanceof ParameterizedType type && type.typeArguments().isEmpty();
      case MethodInvocation call -> {
        IMethodBinding method = call.resolveMethodBinding();
        yield method == null || method.isParameterizedMethod() || method.isRawMethod();
      }
      default -> false;
    };
  }

  private static boolean needsOwnType(Expression place) {
    return switch (Slots.use(place)) {
      case RECEIVER, ITERATED, OPERAND, COMPARED -> true;
      case ARGUMENT, INDEX, RETURNED, ASSIGNED, INITIAL, CONDITION, OTHER -> false;
    };
  }

  private static double weight(Expression place) {
    return switch (Slots.use(place)) {
      case ARGUMENT -> 1.0;
      case RETURNED, ASSIGNED, INITIAL, ITERATED -> 0.9;
      case INDEX, RECEIVER -> 0.6;
      case COMPARED, OPERAND -> 0.5;
      case CONDITION -> 0.4;
      case OTHER -> 0;
    };
  }
}
