package dev.naosu.repair.operator;

import dev.naosu.code.Span;
import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.CatchClause;
import org.eclipse.jdt.core.dom.FieldDeclaration;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.NullLiteral;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.SimpleType;
import org.eclipse.jdt.core.dom.ThrowStatement;
import org.eclipse.jdt.core.dom.TryStatement;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;

/// Catches more than before, and gives fields and locals a first value instead of null: `List<T>
/// items;` becomes `List<T> items = new ArrayList<>();`.
///
/// Source: PraPR's catch type widening, TBar FP2 for fields.
public final class CatchAndInit implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.NULL_DEREFERENCE) ? 0.9 : 0.3;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    switch (site.node()) {
      case TryStatement attempt when !attempt.catchClauses().isEmpty() ->
          widen(site, (CatchClause) attempt.catchClauses().getLast(), proposals);
      case FieldDeclaration field -> {
        if (!Modifier.isFinal(field.getModifiers())) {
          initialise(site, field.fragments(), true, proposals);
        }
      }
      case VariableDeclarationStatement local ->
          initialise(site, local.fragments(), false, proposals);
      default -> {}
    }
  }

  private static void initialise(
      Site site, List<?> fragments, boolean isField, Proposals proposals) {
    for (Object each : fragments) {
      VariableDeclarationFragment fragment = (VariableDeclarationFragment) each;
      IVariableBinding variable = fragment.resolveBinding();
      boolean isNull = fragment.getInitializer() instanceof NullLiteral;
      if (variable == null
          || fragment.getExtraDimensions() > 0
          || !(isNull || (isField && fragment.getInitializer() == null))) {
        continue;
      }
      ITypeBinding type = variable.getType();
      // a field of the class's own type would make instances without end
      if (type.getErasure()
              .isEqualTo(variable.isField() ? variable.getDeclaringClass().getErasure() : null)
          || !TypeKinds.isNullable(type)) {
        continue;
      }
      Fallbacks.fresh(site.scope(), type)
          .ifPresent(
              value -> {
                if (isNull) {
                  proposals.replace(fragment.getInitializer(), value, 0.8, "begin with " + value);
                } else {
                  proposals.replaceText(
                      Span.at(site.source().spanOf(fragment).end()),
                      " = " + value,
                      TypeKinds.hasSize(type) ? 1.0 : 0.6,
                      "begin with " + value);
                }
              });
    }
  }

  /// The last handler catches each superclass, up to `Exception`.
  private static void widen(Site site, CatchClause clause, Proposals proposals) {
    if (!(clause.getException().getType() instanceof SimpleType written)
        || written.resolveBinding() == null
        || clause.getException().resolveBinding() == null) {
      return;
    }
    List<ITypeBinding> wider = new ArrayList<>();
    for (ITypeBinding at = written.resolveBinding().getSuperclass();
        at != null && !TypeKinds.name(at).equals("java.lang.Throwable");
        at = at.getSuperclass()) {
      wider.add(at);
    }
    double weight = 0.6;
    for (ITypeBinding type : wider.reversed()) {
      if (mayBe(clause, clause.getException().resolveBinding(), type)) {
        proposals.replaceText(
            site.source().spanOf(written),
            site.scope().typeText(type),
            weight,
            "catch " + type.getName() + " as well");
        weight *= 0.8;
      }
    }
  }

  /// Whether all uses of the caught exception accept the wider type.
  private static boolean mayBe(CatchClause clause, IVariableBinding caught, ITypeBinding type) {
    AtomicBoolean free = new AtomicBoolean(true);
    clause
        .getBody()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(SimpleName name) {
                if (caught.isEqualTo(name.resolveBinding()) && !accepts(name, type)) {
                  free.set(false);
                }
                return true;
              }
            });
    return free.get();
  }

  private static boolean accepts(SimpleName use, ITypeBinding type) {
    return switch (use.getParent()) {
      case ThrowStatement _ -> true;
      case MethodInvocation call when call.getExpression() == use ->
          call.resolveMethodBinding() != null
              && Scope.fits(type, call.resolveMethodBinding().getDeclaringClass());
      default ->
          Expected.accepts(use, type)
              && !Expected.typeAt(use).orElse(type).isEqualTo(use.resolveTypeBinding());
    };
  }
}
