package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.List;
import org.eclipse.jdt.core.dom.CastExpression;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.Statement;

/// Casts only what has the type: `(T) o` runs only `if (o instanceof T)`, or the method leaves
/// before.
///
/// Source: TBar FP1.
public final class CastGuard implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.BAD_CAST) ? 1.0 : 0.3;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (CastExpression cast : site.all(CastExpression.class)) {
            propose(site, cast, ideas);
          }
        });
  }

  private static void propose(Site site, CastExpression cast, Proposals ideas) {
    ITypeBinding type = cast.getType().resolveBinding();
    ITypeBinding own = cast.getExpression().resolveTypeBinding();
    Expression subject = bare(cast.getExpression());
    if (type == null
        || own == null
        || own.isPrimitive()
        || own.isAssignmentCompatible(type)
        || !TypeKinds.isNullable(type)
        || type.isTypeVariable()
        || (type.isArray() && type.getElementType().isTypeVariable())
        || !Repeatable.is(subject)) {
      return;
    }
    String name = site.scope().typeText(type.getErasure());
    String test = site.text(subject) + " instanceof " + name;
    if (Guard.isAsked(site, cast, test)) {
      return;
    }
    new Guard(cast, List.of(subject), test, "!(" + test + ")", 1.0).propose(site, ideas);
    if (Places.meansTheSameBefore(site, subject)) {
      Places.anchor(site).ifPresent(anchor -> refuse(site, subject, name, anchor, ideas));
    }
  }

  private static void refuse(
      Site site, Expression subject, String name, Statement anchor, Proposals ideas) {
    ideas.insertBefore(
        anchor,
        Places.ifThen(
            site,
            "!(" + site.text(subject) + " instanceof " + name + ")",
            "throw new IllegalArgumentException(\"not a " + name + "\");"),
        0.5,
        "refuse what is no " + name);
  }

  private static Expression bare(Expression expression) {
    return expression instanceof org.eclipse.jdt.core.dom.ParenthesizedExpression brackets
        ? bare(brackets.getExpression())
        : expression;
  }
}
