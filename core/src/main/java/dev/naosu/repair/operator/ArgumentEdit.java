package dev.naosu.repair.operator;

import dev.naosu.code.Span;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.CompilationUnit;
import org.eclipse.jdt.core.dom.ConstructorInvocation;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.MethodReference;
import org.eclipse.jdt.core.dom.NullLiteral;
import org.eclipse.jdt.core.dom.SingleVariableDeclaration;
import org.eclipse.jdt.core.dom.SuperConstructorInvocation;
import org.eclipse.jdt.core.dom.SuperMethodInvocation;
import org.jspecify.annotations.Nullable;

/// Changes the arguments of a call: exchanges two, puts another variable, leaves one out or adds
/// one where an overload takes them: `f(a, b)` becomes `f(b, a)`.
///
/// Source: TBar FP10.2–4, PraPR's argument list mutators.
public final class ArgumentEdit implements Operator {
  private static final int MOST_VARIABLES = 8;

  /// Any sort of call.
  private record Call(ASTNode node, Optional<IMethodBinding> method, List<Expression> arguments) {}

  @Override
  public double weight(Evidence evidence) {
    return 0.8;
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
          for (ASTNode node : site.all(ASTNode.class)) {
            call(node).ifPresent(call -> propose(site, call, ideas));
          }
        });
  }

  @SuppressWarnings("unchecked") // JDT's lists are raw
  private static Optional<Call> call(ASTNode node) {
    return switch (node) {
      case MethodInvocation it ->
          Optional.of(
              new Call(it, binding(it.resolveMethodBinding()), (List<Expression>) it.arguments()));
      case SuperMethodInvocation it ->
          Optional.of(
              new Call(it, binding(it.resolveMethodBinding()), (List<Expression>) it.arguments()));
      case ClassInstanceCreation it ->
          Optional.of(
              new Call(
                  it, binding(it.resolveConstructorBinding()), (List<Expression>) it.arguments()));
      case ConstructorInvocation it ->
          Optional.of(
              new Call(
                  it, binding(it.resolveConstructorBinding()), (List<Expression>) it.arguments()));
      case SuperConstructorInvocation it ->
          Optional.of(
              new Call(
                  it, binding(it.resolveConstructorBinding()), (List<Expression>) it.arguments()));
      default -> Optional.empty();
    };
  }

  private static Optional<IMethodBinding> binding(IMethodBinding method) {
    return Optional.ofNullable(method);
  }

  private static void propose(Site site, Call call, Proposals ideas) {
    if (call.method().isEmpty()) {
      return;
    }
    exchange(site, call, ideas);
    replace(site, call, ideas);
    if (call.node() instanceof Expression || call.arguments().size() != 0) {
      otherOverloads(site, call, ideas);
    }
  }

  private static void exchange(Site site, Call call, Proposals ideas) {
    List<Expression> arguments = call.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      for (int j = i + 1; j < arguments.size(); j++) {
        Expression first = arguments.get(i);
        Expression second = arguments.get(j);
        String a = site.text(first);
        String b = site.text(second);
        if (!a.equals(b) && fits(call, j, first) && fits(call, i, second)) {
          ideas.add(
              0.9,
              "exchange the arguments " + a + " and " + b,
              ideas.text(site.source().spanOf(first), b),
              ideas.text(site.source().spanOf(second), a));
        }
      }
    }
  }

  private static boolean fits(Call call, int position, Expression argument) {
    ITypeBinding wanted = parameter(call, position);
    ITypeBinding type = argument.resolveTypeBinding();
    return isPlain(argument) && wanted != null && type != null && Scope.fits(type, wanted);
  }

  private static @Nullable ITypeBinding parameter(Call call, int position) {
    ITypeBinding own = call.arguments().get(position).resolveTypeBinding();
    return Expected.parameter(call.method().orElseThrow(), position, own);
  }

  private static boolean isPlain(Expression argument) {
    return !(argument instanceof LambdaExpression) && !(argument instanceof MethodReference);
  }

  private static void replace(Site site, Call call, Proposals ideas) {
    for (int i = 0; i < call.arguments().size(); i++) {
      Expression argument = call.arguments().get(i);
      ITypeBinding wanted = parameter(call, i);
      if (wanted == null || !isPlain(argument)) {
        continue;
      }
      String own = site.text(argument);
      String parameterName = parameterName(call, i);
      Scope scope = site.scopeAt(argument);
      scope.variables(wanted).stream()
          .filter(variable -> !variable.name().equals(own))
          .sorted(
              (x, y) -> Double.compare(alike(y, own, parameterName), alike(x, own, parameterName)))
          .limit(MOST_VARIABLES)
          .forEach(
              variable ->
                  ideas.replace(
                      argument,
                      variable.name(),
                      0.25 + 0.55 * alike(variable, own, parameterName),
                      "pass " + variable.name() + " instead of " + own));
      defaults(site, call, argument, wanted, ideas);
    }
  }

  private static void defaults(
      Site site, Call call, Expression argument, ITypeBinding wanted, Proposals ideas) {
    List<String> literals = new ArrayList<>();
    if (TypeKinds.isBoolean(wanted)) {
      literals.addAll(List.of("true", "false"));
    } else if (wanted.isPrimitive()) {
      literals.add(Scope.defaultValue(wanted));
    } else if (!(argument instanceof NullLiteral)
        && !call.method().orElseThrow().getMethodDeclaration().isGenericMethod()
        && overloads(site, call).count() == 1
        && Scope.fits(argument.resolveTypeBinding(), wanted)) {
      literals.add("null");
    }
    if (TypeKinds.isString(wanted)) {
      literals.add("\"\"");
    }
    for (String literal : literals) {
      ideas.replace(argument, literal, 0.2, "pass " + literal);
    }
  }

  /// How well a variable would do as an argument, in [0, 1].
  private static double alike(Variable variable, String argument, String parameter) {
    double byName =
        Math.max(
            Scope.nameSimilarity(variable.name(), argument),
            parameter.isEmpty() ? 0 : Scope.nameSimilarity(variable.name(), parameter));
    double far =
        switch (variable.kind()) {
          case LOCAL, PARAMETER -> 0;
          case FIELD -> 0.15;
          case CONSTANT -> 0.3;
        };
    return Math.max(0, byName * 0.7 + 0.3 - far);
  }

  /// The name of a parameter, where the called method stands in this file; empty elsewhere.
  private static String parameterName(Call call, int position) {
    if (call.node().getRoot() instanceof CompilationUnit unit
        && unit.findDeclaringNode(call.method().orElseThrow().getMethodDeclaration())
            instanceof MethodDeclaration declaration
        && position < declaration.parameters().size()) {
      return ((SingleVariableDeclaration) declaration.parameters().get(position))
          .getName()
          .getIdentifier();
    }
    return "";
  }

  /// One argument fewer or more, where another overload takes what is left.
  private static void otherOverloads(Site site, Call call, Proposals ideas) {
    IMethodBinding called = call.method().orElseThrow();
    if (called.isVarargs() || call.arguments().stream().anyMatch(each -> !isPlain(each))) {
      return;
    }
    int count = call.arguments().size();
    overloads(site, call)
        .filter(other -> !other.isVarargs() && !other.isGenericMethod())
        .filter(other -> isUsable(call, called, other))
        .forEach(
            other -> {
              if (other.getParameterTypes().length == count - 1) {
                leaveOut(site, call, other, ideas);
              } else if (other.getParameterTypes().length == count + 1) {
                add(site, call, other, ideas);
              }
            });
  }

  private static boolean isUsable(Call call, IMethodBinding called, IMethodBinding other) {
    return Checked.mayReplace(call.node(), called, other)
        && !isRecursive(call, other)
        && (called.isConstructor()
            || other.getReturnType().isEqualTo(called.getReturnType())
            || call.node() instanceof Expression place
                && Expected.accepts(place, other.getReturnType())
                && !Expected.isReceiver(place));
  }

  /// Whether a constructor would call itself.
  private static boolean isRecursive(Call call, IMethodBinding other) {
    return call.node() instanceof ConstructorInvocation
        && Frame.around(call.node()).method().filter(other::isEqualTo).isPresent();
  }

  private static void leaveOut(Site site, Call call, IMethodBinding other, Proposals ideas) {
    for (int left = 0; left < call.arguments().size(); left++) {
      List<Expression> rest = new ArrayList<>(call.arguments());
      rest.remove(left);
      if (MethodRename.argumentsFit(rest, other)) {
        ideas.replaceText(
            span(site, call),
            rest.stream().map(site::text).collect(Collectors.joining(", ")),
            0.45,
            "leave out the argument " + site.text(call.arguments().get(left)));
      }
    }
  }

  private static void add(Site site, Call call, IMethodBinding other, Proposals ideas) {
    Scope scope =
        call.node() instanceof Expression place
            ? site.scopeAt(place)
            : constructorScope(site, call);
    for (int at = 0; at <= call.arguments().size(); at++) {
      if (!restFits(call, other, at)) {
        continue;
      }
      ITypeBinding wanted = other.getParameterTypes()[at];
      List<String> values =
          new ArrayList<>(scope.variables(wanted).stream().limit(4).map(Variable::name).toList());
      if (TypeKinds.isBoolean(wanted)) {
        values.addAll(List.of("true", "false"));
      } else if (wanted.isPrimitive()) {
        values.add(Scope.defaultValue(wanted));
      }
      for (String value : values) {
        List<String> texts = new ArrayList<>(call.arguments().stream().map(site::text).toList());
        texts.add(at, value);
        Span span = call.arguments().isEmpty() ? closing(site, call) : span(site, call);
        ideas.replaceText(span, String.join(", ", texts), 0.4, "pass " + value + " as well");
      }
    }
  }

  /// Arguments of `this(…)` and `super(…)` stand inside the statement, where there is no instance.
  private static Scope constructorScope(Site site, Call call) {
    return call.arguments().isEmpty() ? site.scope() : site.scopeAt(call.arguments().getFirst());
  }

  private static boolean restFits(Call call, IMethodBinding other, int added) {
    for (int i = 0; i < call.arguments().size(); i++) {
      ITypeBinding type = call.arguments().get(i).resolveTypeBinding();
      if (type == null || !Scope.fits(type, other.getParameterTypes()[i < added ? i : i + 1])) {
        return false;
      }
    }
    return true;
  }

  /// Where the arguments stand.
  private static Span span(Site site, Call call) {
    int start = call.arguments().getFirst().getStartPosition();
    return new Span(start, site.source().spanOf(call.arguments().getLast()).end() - start);
  }

  /// Where arguments of a call without any would stand.
  private static Span closing(Site site, Call call) {
    String text = site.source().text();
    int end = site.source().spanOf(call.node()).end();
    if (call.node() instanceof ClassInstanceCreation creation
        && creation.getAnonymousClassDeclaration() != null) {
      end = creation.getAnonymousClassDeclaration().getStartPosition();
    }
    return Span.at(text.lastIndexOf(')', end - 1));
  }

  private static java.util.stream.Stream<IMethodBinding> overloads(Site site, Call call) {
    IMethodBinding called = call.method().orElseThrow();
    ITypeBinding owner =
        call.node() instanceof MethodInvocation invocation && invocation.getExpression() != null
            ? invocation.getExpression().resolveTypeBinding()
            : called.getDeclaringClass();
    if (owner == null) {
      return java.util.stream.Stream.empty();
    }
    Scope scope = site.scope();
    if (called.isConstructor()) {
      return Arrays.stream(owner.getDeclaredMethods())
          .filter(IMethodBinding::isConstructor)
          .filter(each -> scope.accessible(each.getModifiers(), owner));
    }
    boolean needsStatic = org.eclipse.jdt.core.dom.Modifier.isStatic(called.getModifiers());
    return scope.methodsOf(owner).stream()
        .filter(each -> each.getName().equals(called.getName()))
        .filter(
            each ->
                !needsStatic || org.eclipse.jdt.core.dom.Modifier.isStatic(each.getModifiers()));
  }
}
