package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;

/// Takes a part of a list, text or array instead of the whole, `all` becomes `all.subList(k,
/// all.size())`, and moves or drops the bounds of parts that are taken.
///
/// Source: ranges that start or end too early or late in QuixBugs and Defects4J.
public final class SubRange implements Operator {
  private static final int NEAREST = 4;
  private static final Set<String> CUTTING =
      Set.of("substring", "subList", "subSequence", "copyOfRange");

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.OUT_OF_RANGE) ? 0.75 : 0.55;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (Expression node : Slots.of(site)) {
            if (weight(node) > 0 && Repeatable.is(node) && Repeatable.isPrimary(node)) {
              cut(site, node, ideas);
            }
          }
          for (MethodInvocation call : site.all(MethodInvocation.class)) {
            if (CUTTING.contains(call.getName().getIdentifier())) {
              bounds(site, call, ideas);
            }
          }
        });
  }

  private static void cut(Site site, Expression node, Proposals ideas) {
    ITypeBinding type = node.resolveTypeBinding();
    if (type == null
        || node instanceof ParenthesizedExpression
        || node.resolveConstantExpressionValue() != null) {
      return;
    }
    Scope scope = site.scopeAt(node);
    List<String> places = places(scope);
    double weight = weight(node);
    String text = site.text(node);
    if (TypeKinds.isString(type)) {
      cut(node, text + ".substring(%s)", text + ".substring(0, %s)", places, weight, ideas);
    } else if (type.isArray()) {
      String copy = scope.typeText("java.util.Arrays") + ".copyOfRange(" + text;
      cut(
          node,
          copy + ", %s, " + text + ".length)",
          copy + ", 0, %s)",
          places,
          0.8 * weight,
          ideas);
    } else if (listOf(type).filter(list -> Slots.accepts(node, list)).isPresent()) {
      cut(
          node,
          text + ".subList(%s, " + text + ".size())",
          text + ".subList(0, %s)",
          places,
          weight,
          ideas);
    }
  }

  private static void cut(
      Expression node,
      String from,
      String upTo,
      List<String> places,
      double weight,
      Proposals ideas) {
    for (int i = 0; i < places.size(); i++) {
      double near = weight / (1 + i / 6.0);
      String place = places.get(i);
      ideas.replace(
          node, from.replace("%s", place), 0.9 * near, "leave out the elements before " + place);
      ideas.replace(
          node, upTo.replace("%s", place), 0.7 * near, "leave out the elements from " + place);
    }
  }

  /// Where parts could begin or end: near variables, and 1.
  private static List<String> places(Scope scope) {
    List<String> places =
        new ArrayList<>(
            scope.variables().stream()
                .filter(each -> each.kind() != Variable.Kind.CONSTANT)
                .filter(each -> TypeKinds.isInt(each.type()))
                .limit(NEAREST)
                .map(Variable::name)
                .toList());
    places.add(Math.min(1, places.size()), "1");
    return places;
  }

  private static Optional<ITypeBinding> listOf(ITypeBinding type) {
    return Scope.withSupertypes(type).stream()
        .filter(each -> TypeKinds.name(each).equals("java.util.List"))
        .findFirst();
  }

  private static double weight(Expression node) {
    return switch (Slots.use(node)) {
      case ITERATED -> 1.0;
      case ARGUMENT, RETURNED -> 0.8;
      case ASSIGNED, INITIAL -> 0.6;
      case RECEIVER, INDEX, COMPARED, CONDITION, OPERAND, OTHER -> 0;
    };
  }

  private static void bounds(Site site, MethodInvocation call, Proposals ideas) {
    boolean copies = call.getName().getIdentifier().equals("copyOfRange");
    List<?> arguments = call.arguments();
    for (Object each : arguments.subList(copies ? 1 : 0, arguments.size())) {
      Expression bound = (Expression) each;
      if (!TypeKinds.isInt(bound.resolveTypeBinding())) {
        continue;
      }
      if (Operands.wholeNumber(bound).isPresent()) {
        long value = Operands.wholeNumber(bound).getAsLong();
        ideas.replace(bound, Long.toString(value + 1), 1.0, "move the bound up");
        if (value > 0) {
          ideas.replace(bound, Long.toString(value - 1), 0.95, "move the bound down");
        }
      } else {
        ideas.replace(bound, Operands.shifted(site, bound, -1), 1.0, "move the bound down");
        ideas.replace(bound, Operands.shifted(site, bound, 1), 0.95, "move the bound up");
      }
    }
    whole(site, call, ideas);
  }

  private static void whole(Site site, MethodInvocation call, Proposals ideas) {
    Expression receiver = call.getExpression();
    if (receiver != null
        && Slots.isValue(call)
        && Slots.accepts(call, receiver.resolveTypeBinding())) {
      ideas.replace(call, site.text(receiver), 0.6, "take the whole " + site.text(receiver));
    }
  }
}
