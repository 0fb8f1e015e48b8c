package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.SwitchStatement;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;

/// Puts a statement before or after the site: a call that fills or empties a collection at hand, an
/// assignment between its variables, a count, an own method, a jump: `visited.add(node);`.
///
/// Source: TBar FP4, SimFix's and ARJA-e's insertions.
public final class StatementInsert implements Operator {
  private static final int MOST_VARIABLES = 12;

  /// Methods of library classes that change their receiver.
  private static final Set<String> CHANGING =
      Set.of("add", "addAll", "push", "put", "append", "remove", "offer", "addLast", "clear");

  /// What is left of the weight of a count that a `for` around the site keeps.
  private static final double COUNTED = 0.5;

  /// A statement and how likely it is missing, in (0, 1].
  private record Idea(String code, double weight) {}

  @Override
  public double weight(Evidence evidence) {
    // what never ends often lacks the step that would bring it to its end
    return evidence.has(FailureKind.ENDLESS) ? 0.85 : 0.45;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Statement> anchor = Places.anchor(site);
    if (anchor.isPresent()) {
      Shortlist.propose(site, proposals, ideas -> propose(site, anchor.get(), ideas));
    }
  }

  private static void propose(Site site, Statement anchor, Proposals ideas) {
    List<Variable> before = site.scope().variables();
    for (Idea idea : new Ideas(site, before).list()) {
      ideas.insertBefore(anchor, idea.code(), 0.9 * idea.weight(), "first: " + idea.code());
    }
    boolean lone =
        anchor instanceof VariableDeclarationStatement && !Proposals.standsInList(anchor);
    if (Flow.completes(anchor) && Flow.isSound(anchor, Flow.Effect.NONE) && !lone) {
      for (Idea idea : new Ideas(site, after(anchor, before)).list()) {
        ideas.insertAfter(anchor, idea.code(), idea.weight(), "then: " + idea.code());
      }
      for (Idea jump : jumps(site, anchor)) {
        ideas.insertAfter(anchor, jump.code(), jump.weight(), "then: " + jump.code());
      }
    }
    superCall(site, anchor, ideas);
  }

  private static List<Variable> after(Statement anchor, List<Variable> before) {
    List<Variable> variables = new ArrayList<>();
    if (anchor instanceof VariableDeclarationStatement declaration) {
      for (Object each : declaration.fragments()) {
        VariableDeclarationFragment fragment = (VariableDeclarationFragment) each;
        IVariableBinding binding = fragment.resolveBinding();
        if (binding != null && fragment.getInitializer() != null) {
          variables.add(new Variable(binding.getName(), binding, Variable.Kind.LOCAL, 0));
        }
      }
    }
    Set<String> own = variables.stream().map(Variable::name).collect(Collectors.toSet());
    before.stream().filter(each -> !own.contains(each.name())).forEach(variables::add);
    return variables;
  }

  /// Jumps that may end the list of statements after the site.
  private static List<Idea> jumps(Site site, Statement anchor) {
    List<Idea> jumps = new ArrayList<>();
    boolean ends = Scope.siblings(anchor).getLast() == anchor;
    boolean inSwitch = anchor.getParent() instanceof SwitchStatement;
    if ((ends || inSwitch) && Flow.isSound(anchor, Flow.Effect.STOPS)) {
      for (Exits.Exit exit : Exits.returns(site)) {
        jumps.add(new Idea(exit.code(), 0.55 * exit.weight()));
      }
      if (Flow.loopAround(anchor).isPresent()) {
        jumps.add(new Idea("continue;", 0.3));
      }
    }
    if ((ends || inSwitch)
        && Flow.breakableAround(anchor).isPresent()
        && Flow.isSound(anchor, Flow.Effect.BREAKS)) {
      jumps.add(new Idea("break;", inSwitch ? 0.95 : 0.5));
    }
    return jumps;
  }

  /// `super.m(…)` at the start or end of a method that overrides m.
  private static void superCall(Site site, Statement anchor, Proposals ideas) {
    if (!(anchor.getParent().getParent() instanceof MethodDeclaration method)
        || method.resolveBinding() == null
        || method.isConstructor()
        || Modifier.isStatic(method.getModifiers())
        || site.text(method).contains("super." + method.getName().getIdentifier() + "(")) {
      return;
    }
    Optional<IMethodBinding> overridden = overridden(method.resolveBinding());
    if (overridden.isEmpty() || !Checked.mayCall(anchor, overridden.get())) {
      return;
    }
    List<String> arguments = new ArrayList<>();
    for (Object each : method.parameters()) {
      arguments.add(
          ((org.eclipse.jdt.core.dom.SingleVariableDeclaration) each).getName().getIdentifier());
    }
    String call =
        "super." + method.getName().getIdentifier() + "(" + String.join(", ", arguments) + ");";
    List<Statement> siblings = Scope.siblings(anchor);
    if (siblings.getFirst() == anchor) {
      ideas.insertBefore(anchor, call, 0.7, "first: " + call);
    }
    if (siblings.getLast() == anchor && Flow.completes(anchor)) {
      ideas.insertAfter(anchor, call, 0.5, "then: " + call);
    }
  }

  private static Optional<IMethodBinding> overridden(IMethodBinding method) {
    for (ITypeBinding at = method.getDeclaringClass().getSuperclass();
        at != null;
        at = at.getSuperclass()) {
      for (IMethodBinding each : at.getDeclaredMethods()) {
        if (method.overrides(each)) {
          return Modifier.isAbstract(each.getModifiers()) ? Optional.empty() : Optional.of(each);
        }
      }
    }
    return Optional.empty();
  }

  /// Statements that can be made of some variables.
  private static final class Ideas {
    private final Site site;
    private final Scope scope;
    private final List<Variable> variables;
    private final Set<String> usedHere = new HashSet<>();
    private final Set<String> usedNear = new HashSet<>();
    private final Set<String> callsOfClass = new HashSet<>();
    private final Set<String> steppedAround = new HashSet<>();
    private final List<Idea> found = new ArrayList<>();

    Ideas(Site site, List<Variable> all) {
      this.site = site;
      this.scope = site.scope();
      names(site.node(), usedHere);
      names(site.body(), usedNear);
      steps(site, steppedAround);
      this.variables =
          all.stream()
              .filter(each -> each.kind() != Variable.Kind.CONSTANT || isMutable(each.type()))
              .sorted((x, y) -> Double.compare(nearness(y), nearness(x)))
              .limit(MOST_VARIABLES)
              .toList();
      calls(site.body().getParent());
    }

    List<Idea> list() {
      for (Variable variable : variables) {
        changes(variable);
        assignments(variable);
        counts(variable);
      }
      ownFields();
      ownMethods();
      return found;
    }

    private static boolean isMutable(ITypeBinding type) {
      return TypeKinds.isCollection(type) || TypeKinds.isA(type, "java.util.Map");
    }

    private double nearness(Variable variable) {
      double use =
          usedHere.contains(variable.name()) ? 1 : usedNear.contains(variable.name()) ? 0.75 : 0.4;
      return use - Math.min(0.1, 0.005 * variable.distance());
    }

    private static void names(ASTNode node, Set<String> names) {
      node.accept(
          new ASTVisitor() {
            @Override
            public boolean visit(SimpleName name) {
              names.add(name.getIdentifier());
              return true;
            }
          });
    }

    private void calls(ASTNode type) {
      type.accept(
          new ASTVisitor() {
            @Override
            public boolean visit(MethodInvocation call) {
              if (call.getExpression() instanceof SimpleName receiver) {
                callsOfClass.add(receiver.getIdentifier() + "." + call.getName().getIdentifier());
              }
              return true;
            }
          });
    }

    /// `list.add(v);`, `map.put(k, v);` and whatever else the class calls on the receiver.
    private void changes(Variable receiver) {
      if (receiver.type().isPrimitive() || receiver.type().isArray()) {
        return;
      }
      boolean holder = isMutable(receiver.type()) || isBuilder(receiver.type());
      Set<String> seen = new HashSet<>();
      for (IMethodBinding method : scope.methodsOf(receiver.type())) {
        String key = receiver.name() + "." + method.getName();
        boolean known = callsOfClass.contains(key);
        boolean changing = CHANGING.contains(method.getName()) && holder;
        boolean own = method.getDeclaringClass().isFromSource() && changesByName(method);
        if (Modifier.isStatic(method.getModifiers())
            || method.isGenericMethod()
            || !(changing || own || (known && TypeKinds.isVoid(method.getReturnType())))
            || !Checked.mayCall(site.node(), method)) {
          continue;
        }
        double base =
            (isAsked(receiver, method) ? 0.95 : known ? 0.75 : 0.6)
                * nearness(receiver)
                * rank(method.getName());
        for (Idea arguments : arguments(method, receiver)) {
          if (seen.add(method.getName() + arguments.code())) {
            found.add(
                new Idea(key + "(" + arguments.code() + ");", clamp(base * arguments.weight())));
          }
        }
      }
    }

    /// Whether the member asks the receiver what the method would put in, as in `if
    /// (seen.contains(x))` where nothing is ever added to `seen`.
    private boolean isAsked(Variable receiver, IMethodBinding method) {
      String body = site.text(site.body());
      return Set.of("add", "put").contains(method.getName())
          && body.contains(receiver.name() + ".contains")
          && !body.contains(receiver.name() + "." + method.getName() + "(");
    }

    private static double rank(String method) {
      return switch (method) {
        case "add", "push", "append", "put" -> 1.25;
        case "remove" -> 0.8;
        case "clear" -> 0.5;
        default -> 0.9;
      };
    }

    private static boolean isBuilder(ITypeBinding type) {
      return Set.of("java.lang.StringBuilder", "java.lang.StringBuffer")
          .contains(TypeKinds.name(type));
    }

    private static boolean changesByName(IMethodBinding method) {
      String name = method.getName();
      return TypeKinds.isVoid(method.getReturnType())
          && (name.startsWith("set") || name.startsWith("add") || name.startsWith("put"));
    }

    /// Fitting argument lists, as texts; at most two arguments.
    private List<Idea> arguments(IMethodBinding method, Variable receiver) {
      ITypeBinding[] parameters = method.getParameterTypes();
      if (parameters.length == 0) {
        return List.of(new Idea("", 0.6));
      }
      if (parameters.length > 2 || method.isVarargs()) {
        return List.of();
      }
      List<Idea> lists = new ArrayList<>();
      for (Variable first : fitting(parameters[0], receiver)) {
        if (parameters.length == 1) {
          lists.add(new Idea(first.name(), nearness(first)));
          continue;
        }
        for (Variable second : fitting(parameters[1], receiver)) {
          if (!second.name().equals(first.name())) {
            lists.add(
                new Idea(
                    first.name() + ", " + second.name(),
                    0.8 * Math.min(nearness(first), nearness(second))));
          }
        }
      }
      return lists;
    }

    private List<Variable> fitting(ITypeBinding wanted, Variable receiver) {
      return variables.stream()
          .filter(each -> !each.name().equals(receiver.name()))
          .filter(each -> Scope.fits(each.type(), wanted))
          .limit(6)
          .toList();
    }

    /// `previous = node;`
    private void assignments(Variable target) {
      if (!Places.mayAssign(site, target)) {
        return;
      }
      for (Variable value : variables) {
        if (!value.name().equals(target.name()) && Scope.fits(value.type(), target.type())) {
          double alike = Scope.nameSimilarity(target.name(), value.name());
          double near = Math.min(nearness(target), nearness(value));
          found.add(
              new Idea(
                  target.name() + " = " + value.name() + ";", clamp(near * (0.4 + 0.45 * alike))));
        }
      }
      if (TypeKinds.isBoolean(target.type())) {
        found.add(new Idea(target.name() + " = true;", clamp(0.5 * nearness(target))));
        found.add(new Idea(target.name() + " = false;", clamp(0.5 * nearness(target))));
      }
    }

    private void counts(Variable variable) {
      if (TypeKinds.isInt(variable.type()) && Places.mayAssign(site, variable)) {
        double weight =
            (steppedAround.contains(variable.name()) ? COUNTED : 1) * nearness(variable);
        found.add(new Idea(variable.name() + "++;", clamp(0.55 * weight)));
        found.add(new Idea(variable.name() + "--;", clamp(0.45 * weight)));
      }
    }

    /// What the headers of the loops around the site step already.
    private static void steps(Site site, Set<String> names) {
      for (ASTNode at = site.node().getParent(); at != null; at = at.getParent()) {
        if (at instanceof ForStatement loop) {
          for (Object each : loop.updaters()) {
            names((ASTNode) each, names);
          }
        }
      }
    }

    /// `this.size = size;` for fields that a parameter hides.
    private void ownFields() {
      if (scope.isStatic()) {
        return;
      }
      for (IVariableBinding field : scope.enclosingType().getDeclaredFields()) {
        int modifiers = field.getModifiers();
        Optional<Variable> hiding =
            variables.stream()
                .filter(each -> each.name().equals(field.getName()))
                .filter(each -> !each.binding().isField())
                .findFirst();
        if (!Modifier.isFinal(modifiers)
            && !Modifier.isStatic(modifiers)
            && hiding.isPresent()
            && Scope.fits(hiding.get().type(), field.getType())) {
          found.add(new Idea("this." + field.getName() + " = " + field.getName() + ";", 0.9));
        }
      }
    }

    /// Own void methods with at most one argument.
    private void ownMethods() {
      for (IMethodBinding method : scope.methods()) {
        if (!TypeKinds.isVoid(method.getReturnType())
            || !method.getDeclaringClass().isFromSource()
            || method.isGenericMethod()
            || method.isVarargs()
            || method.getParameterTypes().length > 1
            || isMain(method)
            || !Checked.mayCall(site.node(), method)) {
          continue;
        }
        if (method.getParameterTypes().length == 0) {
          found.add(new Idea(method.getName() + "();", 0.4));
          continue;
        }
        variables.stream()
            .filter(each -> Scope.fits(each.type(), method.getParameterTypes()[0]))
            .limit(4)
            .forEach(
                each ->
                    found.add(
                        new Idea(
                            method.getName() + "(" + each.name() + ");",
                            clamp(0.45 * nearness(each)))));
      }
    }

    private static boolean isMain(IMethodBinding method) {
      return method.getName().equals("main")
          || Arrays.stream(method.getAnnotations())
              .anyMatch(each -> each.getName().contains("Test"));
    }

    private static double clamp(double weight) {
      return Math.clamp(weight, 0.01, 1.0);
    }
  }
}
