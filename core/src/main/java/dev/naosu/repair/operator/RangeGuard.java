package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.SingleVariableDeclaration;

/// Keeps an index within its array, list or text, and asks iterators, optionals and queues whether
/// they hold anything: `a[i]` runs only `if (i < a.length)`, or is clamped, or the method returns
/// before.
///
/// Source: TBar FP3, PraPR's preconditions.
public final class RangeGuard implements Operator {
  private static final Set<String> INDEXED =
      Set.of("get", "remove", "set", "charAt", "codePointAt");

  private static final Set<String> CUT = Set.of("substring", "subSequence", "subList");

  private static final Set<String> TAKING =
      Set.of(
          "pop",
          "removeFirst",
          "removeLast",
          "getFirst",
          "getLast",
          "element",
          "remove",
          "firstElement",
          "lastElement",
          "first",
          "last",
          "peek",
          "firstKey",
          "lastKey");

  private static final Set<String> UNWRAPPING =
      Set.of("get", "getAsInt", "getAsLong", "getAsDouble", "orElseThrow");

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.OUT_OF_RANGE) || evidence.has(FailureKind.NO_SUCH_ELEMENT)
        ? 1.0
        : 0.3;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (Expression expression : site.expressions()) {
            guards(site, expression).stream()
                .filter(guard -> !Guard.isAsked(site, guard.use(), guard.holds()))
                .forEach(guard -> guard.propose(site, ideas));
            clamps(site, expression, ideas);
          }
          emptyToo(site, ideas);
        });
  }

  private static List<Guard> guards(Site site, Expression expression) {
    return switch (expression) {
      case ArrayAccess access ->
          indexGuards(site, access, access.getArray(), access.getIndex(), false);
      case MethodInvocation call when call.getExpression() != null -> {
        List<Guard> guards = new ArrayList<>();
        ITypeBinding type = call.getExpression().resolveTypeBinding();
        List<Expression> arguments = arguments(call);
        String name = call.getName().getIdentifier();
        if (isIndexed(call, type)) {
          guards.addAll(indexGuards(site, call, call.getExpression(), arguments.getFirst(), false));
        } else if (isCut(call, type)) {
          for (Expression bound : arguments.reversed()) {
            guards.addAll(indexGuards(site, call, call.getExpression(), bound, true));
          }
        } else if (isTaking(name, arguments, type)) {
          filled(site, call, call.getExpression(), type).ifPresent(guards::add);
        } else if (name.equals("next") && TypeKinds.isA(type, "java.util.Iterator")) {
          guards.add(asking(site, call, "hasNext()"));
        } else if (UNWRAPPING.contains(name)
            && type != null
            && TypeKinds.name(type).startsWith("java.util.Optional")) {
          guards.add(asking(site, call, "isPresent()"));
        }
        yield guards;
      }
      default -> List.of();
    };
  }

  private static boolean isIndexed(MethodInvocation call, ITypeBinding type) {
    return INDEXED.contains(call.getName().getIdentifier())
        && !call.arguments().isEmpty()
        && (TypeKinds.isA(type, "java.util.List") || TypeKinds.isA(type, "java.lang.CharSequence"))
        && arguments(call).getFirst().resolveTypeBinding() != null
        && arguments(call).getFirst().resolveTypeBinding().getName().equals("int");
  }

  private static boolean isCut(MethodInvocation call, ITypeBinding type) {
    return CUT.contains(call.getName().getIdentifier())
        && !call.arguments().isEmpty()
        && (TypeKinds.isA(type, "java.util.List") || TypeKinds.isA(type, "java.lang.CharSequence"));
  }

  private static boolean isTaking(String name, List<Expression> arguments, ITypeBinding type) {
    return TAKING.contains(name) && arguments.isEmpty() && TypeKinds.hasSize(type);
  }

  private static List<Guard> indexGuards(
      Site site, Expression use, Expression container, Expression index, boolean inclusive) {
    List<Guard> guards = new ArrayList<>();
    String text = site.text(index);
    Optional<String> size =
        TypeKinds.size(primary(site, container), container.resolveTypeBinding());
    if (size.isEmpty() || !Repeatable.is(container) || !Repeatable.is(index)) {
      return List.of();
    }
    String below = inclusive ? " <= " : " < ";
    String above = inclusive ? " > " : " >= ";
    List<Expression> both = List.of(container, index);
    if (index instanceof NumberLiteral) {
      return constantGuards(site, use, container, text, size.get(), inclusive);
    }
    guards.add(new Guard(use, both, text + below + size.get(), text + above + size.get(), 1.0));
    guards.add(
        new Guard(
            use,
            both,
            text + " >= 0 && " + text + below + size.get(),
            text + " < 0 || " + text + above + size.get(),
            0.85));
    guards.add(new Guard(use, both, text + " >= 0", text + " < 0", 0.8));
    filled(site, use, container, container.resolveTypeBinding())
        .map(guard -> new Guard(use, guard.asked(), guard.holds(), guard.fails(), 0.7))
        .ifPresent(guards::add);
    return guards;
  }

  /// `s.charAt(0)` needs a text that is not empty, `a[2]` an array longer than 2.
  private static List<Guard> constantGuards(
      Site site,
      Expression use,
      Expression container,
      String index,
      String size,
      boolean inclusive) {
    if (index.equals("0")) {
      return inclusive
          ? List.of()
          : filled(site, use, container, container.resolveTypeBinding()).stream().toList();
    }
    return List.of(
        new Guard(
            use,
            List.of(container),
            size + (inclusive ? " >= " : " > ") + index,
            size + (inclusive ? " < " : " <= ") + index,
            1.0));
  }

  private static Optional<Guard> filled(
      Site site, Expression use, Expression container, ITypeBinding type) {
    String text = primary(site, container);
    return TypeKinds.isFilled(text, type)
        .map(
            holds ->
                new Guard(
                    use,
                    List.of(container),
                    holds,
                    TypeKinds.isEmpty(text, type).orElseThrow(),
                    1.0));
  }

  private static Guard asking(Site site, MethodInvocation call, String question) {
    String asked = primary(site, call.getExpression()) + "." + question;
    return new Guard(call, List.of(call.getExpression()), asked, "!" + asked, 1.0);
  }

  /// `a[i]` becomes `a[Math.min(i, a.length - 1)]`.
  private static void clamps(Site site, Expression expression, Proposals ideas) {
    switch (expression) {
      case ArrayAccess access -> clamp(site, access.getArray(), access.getIndex(), " - 1", ideas);
      case MethodInvocation call when call.getExpression() != null -> {
        ITypeBinding type = call.getExpression().resolveTypeBinding();
        if (isIndexed(call, type)) {
          clamp(site, call.getExpression(), arguments(call).getFirst(), " - 1", ideas);
        } else if (isCut(call, type)) {
          arguments(call).forEach(bound -> clamp(site, call.getExpression(), bound, "", ideas));
        }
      }
      default -> {}
    }
  }

  private static void clamp(
      Site site, Expression container, Expression index, String last, Proposals ideas) {
    ITypeBinding type = index.resolveTypeBinding();
    if (type == null || !type.getName().equals("int") || !Repeatable.is(container)) {
      return;
    }
    boolean cut = last.isEmpty();
    if (!site.text(index).equals("0")) {
      TypeKinds.size(primary(site, container), container.resolveTypeBinding())
          .ifPresent(
              size ->
                  ideas.replace(
                      index,
                      "Math.min(" + site.text(index) + ", " + size + last + ")",
                      cut ? 0.7 : 0.4,
                      "no further than " + size + last));
    }
    if (!(index instanceof NumberLiteral)) {
      ideas.replace(index, "Math.max(" + site.text(index) + ", 0)", cut ? 0.5 : 0.4, "not below 0");
    }
  }

  /// An `if` that leaves the method leaves as well when a parameter is empty.
  private static void emptyToo(Site site, Proposals ideas) {
    if (!(site.node() instanceof IfStatement branch)
        || Flow.completes(branch.getThenStatement())
        || site.method().isEmpty()) {
      return;
    }
    for (Object each : site.method().get().parameters()) {
      SingleVariableDeclaration parameter = (SingleVariableDeclaration) each;
      if (parameter.resolveBinding() == null) {
        continue;
      }
      String name = parameter.getName().getIdentifier();
      TypeKinds.isEmpty(name, parameter.resolveBinding().getType())
          .filter(empty -> !site.text(branch.getExpression()).contains(empty))
          .filter(_ -> site.scope().named(name).isPresent())
          .ifPresent(
              empty ->
                  Places.join(
                      site,
                      ideas,
                      branch.getExpression(),
                      empty,
                      "||",
                      0.8,
                      "also when " + name + " is empty"));
    }
  }

  /// Text that a dot may follow.
  private static String primary(Site site, Expression expression) {
    String text = site.text(expression);
    return Repeatable.isPrimary(expression) ? text : "(" + text + ")";
  }

  @SuppressWarnings("unchecked") // JDT's lists are raw
  private static List<Expression> arguments(MethodInvocation call) {
    return (List<Expression>) call.arguments();
  }
}
