package dev.naosu.repair.operator;

import dev.naosu.code.Span;
import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.MethodReference;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.SimpleName;

/// Calls another method of the same receiver with the same arguments: `Math.min(a, b)` becomes
/// `Math.max(a, b)`.
///
/// Source: TBar FP10.1, PraPR's method name mutators.
public final class MethodRename implements Operator {
  private static final List<Set<String>> OPPOSITES =
      List.of(
          Set.of("min", "max"),
          Set.of("first", "last"),
          Set.of("any", "all", "none"),
          Set.of("add", "remove"),
          Set.of("push", "pop"),
          Set.of("successor", "predecessor"),
          Set.of("before", "after"),
          Set.of("floor", "ceil", "round"),
          Set.of("floor", "ceiling", "lower", "higher"),
          Set.of("upper", "lower"),
          Set.of("left", "right"),
          Set.of("start", "end"),
          Set.of("begin", "end"),
          Set.of("next", "previous", "prev"),
          Set.of("head", "tail"),
          Set.of("parent", "child"),
          Set.of("source", "target"),
          Set.of("from", "to"),
          Set.of("width", "height"),
          Set.of("row", "column"),
          Set.of("x", "y"),
          Set.of("key", "value"),
          Set.of("index", "lastindex"),
          Set.of("open", "close"),
          Set.of("starts", "ends"),
          Set.of("in", "out"),
          Set.of("increment", "decrement"),
          Set.of("enable", "disable"),
          Set.of("contains", "containsall"),
          Set.of("add", "addall"),
          Set.of("sin", "cos"),
          Set.of("asin", "acos"),
          Set.of("size", "length"),
          Set.of("old", "new"),
          Set.of("real", "imaginary"),
          Set.of("equals", "equalsignorecase"),
          Set.of("peek", "poll"),
          Set.of("offer", "push"));

  private static final Set<String> NEVER =
      Set.of(
          "wait",
          "notify",
          "notifyAll",
          "finalize",
          "getClass",
          "clone",
          "hashCode",
          "intern",
          "toString",
          "registerNatives");

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.ASSERTION) ? 0.7 : 0.6;
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
        30,
        ideas -> {
          for (MethodInvocation call : site.all(MethodInvocation.class)) {
            rename(site, call, ideas);
          }
        });
  }

  private static void rename(Site site, MethodInvocation call, Proposals ideas) {
    IMethodBinding called = call.resolveMethodBinding();
    if (called == null) {
      return;
    }
    Scope scope = site.scopeAt(call);
    String old = called.getName();
    Map<String, List<IMethodBinding>> byName = new LinkedHashMap<>();
    for (IMethodBinding other : candidates(scope, call)) {
      if (!NEVER.contains(other.getName())
          && !other.getName().equals(old)
          && argumentsFit(call.arguments(), other)) {
        byName.computeIfAbsent(other.getName(), _ -> new ArrayList<>()).add(other);
      }
    }
    for (List<IMethodBinding> overloads : byName.values()) {
      IMethodBinding other = mostSpecific(call, overloads);
      if (isFitting(call, called, other)) {
        SimpleName name = call.getName();
        ideas.replaceText(
            new Span(name.getStartPosition(), name.getLength()),
            other.getName(),
            weight(old, other.getName()),
            "call " + other.getName() + " instead of " + old);
      }
    }
  }

  /// The overload that the compiler takes, as far as subtypes tell: without boxing if it can.
  private static IMethodBinding mostSpecific(
      MethodInvocation call, List<IMethodBinding> overloads) {
    List<IMethodBinding> unboxed =
        overloads.stream().filter(each -> isUnboxed(call.arguments(), each)).toList();
    List<IMethodBinding> choice = unboxed.isEmpty() ? overloads : unboxed;
    return choice.stream()
        .filter(each -> choice.stream().allMatch(other -> isNarrower(each, other)))
        .findFirst()
        .orElse(choice.getFirst());
  }

  private static boolean isUnboxed(List<?> arguments, IMethodBinding method) {
    for (int i = 0; i < arguments.size(); i++) {
      ITypeBinding type = ((Expression) arguments.get(i)).resolveTypeBinding();
      if (type == null || type.isPrimitive() != method.getParameterTypes()[i].isPrimitive()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNarrower(IMethodBinding method, IMethodBinding other) {
    ITypeBinding[] own = method.getParameterTypes();
    ITypeBinding[] others = other.getParameterTypes();
    for (int i = 0; i < own.length; i++) {
      if (!own[i].isSubTypeCompatible(others[i])) {
        return false;
      }
    }
    return true;
  }

  private static List<IMethodBinding> candidates(Scope scope, MethodInvocation call) {
    Expression receiver = call.getExpression();
    if (receiver == null) {
      return scope.methods();
    }
    ITypeBinding type = receiver.resolveTypeBinding();
    if (type == null) {
      return List.of();
    }
    boolean ofClass =
        receiver instanceof Name name && name.resolveBinding() instanceof ITypeBinding;
    return scope.methodsOf(type).stream()
        .filter(
            method ->
                Modifier.isStatic(method.getModifiers()) ? ofClass || isStatic(call) : !ofClass)
        .toList();
  }

  private static boolean isStatic(MethodInvocation call) {
    return call.resolveMethodBinding() != null
        && Modifier.isStatic(call.resolveMethodBinding().getModifiers());
  }

  static boolean isFitting(MethodInvocation call, IMethodBinding called, IMethodBinding other) {
    if (other.isGenericMethod()
        || !argumentsFit(call.arguments(), other)
        || !Checked.mayReplace(call, called, other)) {
      return false;
    }
    ITypeBinding result = other.getReturnType();
    if (call.getParent() instanceof ExpressionStatement) {
      return true;
    }
    return !TypeKinds.isVoid(result)
        && Expected.accepts(call, result)
        && (!Expected.isReceiver(call) || Scope.fits(result, call.resolveTypeBinding()))
        && result.isPrimitive() == call.resolveTypeBinding().isPrimitive();
  }

  static boolean argumentsFit(List<?> arguments, IMethodBinding method) {
    ITypeBinding[] parameters = method.getParameterTypes();
    if (parameters.length != arguments.size()) {
      return false;
    }
    for (int i = 0; i < parameters.length; i++) {
      Expression argument = (Expression) arguments.get(i);
      ITypeBinding type = argument.resolveTypeBinding();
      boolean function =
          argument instanceof LambdaExpression || argument instanceof MethodReference;
      if (type == null
          || !Scope.fits(type, parameters[i])
          || (function && parameters[i].getFunctionalInterfaceMethod() == null)) {
        return false;
      }
    }
    return true;
  }

  private static double weight(String old, String other) {
    if (isOpposite(old, other)) {
      return 1.0;
    }
    return 0.1 + 0.7 * Scope.nameSimilarity(old, other);
  }

  /// Whether one name becomes the other by exchanging one word for its opposite.
  static boolean isOpposite(String a, String b) {
    String x = a.toLowerCase(Locale.ROOT);
    String y = b.toLowerCase(Locale.ROOT);
    for (Set<String> words : OPPOSITES) {
      for (String from : words) {
        int at = x.indexOf(from);
        if (at < 0) {
          continue;
        }
        for (String to : words) {
          if (!to.equals(from)
              && (x.substring(0, at) + to + x.substring(at + from.length())).equals(y)
              && (from.length() > 2 || x.length() <= from.length() + 3)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
