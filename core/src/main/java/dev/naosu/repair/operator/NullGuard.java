package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.NullLiteral;
import org.eclipse.jdt.core.dom.QualifiedName;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.StringLiteral;
import org.eclipse.jdt.core.dom.SwitchStatement;
import org.eclipse.jdt.core.dom.SynchronizedStatement;

/// Keeps a null from being dereferenced: `user.name()` runs only `if (user != null)`, or the method
/// returns before, or null is replaced by a value.
///
/// Source: TBar FP2 and FP-NPEqualsShouldHandleNull, PraPR's dereference guards, FixMiner.
public final class NullGuard implements Operator {
  private static final int MOST_SUBJECTS = 6;

  /// An expression that may be null, with the expression that breaks when it is.
  private record Danger(Expression subject, Expression use, double weight) {}

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.NULL_DEREFERENCE) ? 1.0 : 0.35;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site, proposals, ideas -> dangers(site).forEach(danger -> propose(site, danger, ideas)));
  }

  private static void propose(Site site, Danger danger, Proposals ideas) {
    String subject = site.text(danger.subject());
    Guard guard =
        new Guard(
            danger.use(),
            List.of(danger.subject()),
            subject + " != null",
            subject + " == null",
            danger.weight());
    guard.propose(site, ideas);
    equality(site, danger, ideas);
    choice(site, danger, ideas);
    if (Places.meansTheSameBefore(site, danger.subject())) {
      Places.anchor(site)
          .ifPresent(
              anchor -> {
                throwing(site, danger, anchor, ideas);
                replaceNull(site, danger, anchor, ideas);
              });
    }
  }

  /// `a.equals(b)` asks the other way round, or asks `Objects`; `v.toString()` asks `String`.
  private static void equality(Site site, Danger danger, Proposals ideas) {
    if (!(danger.use() instanceof MethodInvocation call)
        || call.getExpression() != danger.subject()) {
      return;
    }
    String subject = site.text(danger.subject());
    String name = call.getName().getIdentifier();
    if (call.arguments().size() == 1 && name.startsWith("equals")) {
      Expression other = (Expression) call.arguments().getFirst();
      boolean constant =
          other instanceof StringLiteral || other.resolveConstantExpressionValue() != null;
      if (constant && TypeKinds.isNullable(other.resolveTypeBinding())) {
        ideas.replace(
            call,
            site.text(other) + "." + name + "(" + subject + ")",
            danger.weight(),
            "ask the constant whether it equals " + subject);
      }
      if (name.equals("equals")) {
        ideas.replace(
            call,
            site.scope().typeText("java.util.Objects")
                + ".equals("
                + subject
                + ", "
                + site.text(other)
                + ")",
            0.95 * danger.weight(),
            "compare in a way that knows null");
      }
    }
    if (name.equals("toString")
        && call.arguments().isEmpty()
        && !danger.subject().resolveTypeBinding().isArray()) {
      ideas.replace(
          call, "String.valueOf(" + subject + ")", 0.7 * danger.weight(), "let null be \"null\"");
    }
  }

  /// `v.m()` becomes `v == null ? 0 : v.m()`.
  private static void choice(Site site, Danger danger, Proposals ideas) {
    Expression use = danger.use();
    ITypeBinding type = use.resolveTypeBinding();
    if (type == null
        || TypeKinds.isVoid(type)
        || !Repeatable.is(danger.subject())
        || use.getParent() instanceof ExpressionStatement
        || !Expected.isValue(use)
        || Expected.isReceiver(use)
        || isComparedWithNull(use)
        || (use == danger.subject() && !use.resolveUnboxing())) {
      return;
    }
    String subject = site.text(danger.subject());
    Scope scope = site.scopeAt(use);
    List<Fallbacks.Value> values = new ArrayList<>(Fallbacks.neutral(scope, type));
    scope.variables(type).stream()
        .filter(variable -> !variable.name().equals(subject))
        .limit(3)
        .forEach(variable -> values.add(new Fallbacks.Value(variable.name(), 0.4)));
    for (Fallbacks.Value value : values) {
      if (use.resolveUnboxing() && value.text().equals("null")) {
        continue;
      }
      ideas.replace(
          use,
          subject + " == null ? " + value.text() + " : " + site.text(use),
          0.75 * danger.weight() * value.weight(),
          "take " + value.text() + " when " + subject + " is null");
    }
  }

  private static boolean isComparedWithNull(Expression use) {
    return use.getParent() instanceof InfixExpression comparison
        && (comparison.getLeftOperand() instanceof NullLiteral
            || comparison.getRightOperand() instanceof NullLiteral);
  }

  private static void throwing(Site site, Danger danger, Statement anchor, Proposals ideas) {
    if (!Repeatable.is(danger.subject())) {
      return;
    }
    String subject = site.text(danger.subject());
    ideas.insertBefore(
        anchor,
        Places.ifThen(
            site,
            subject + " == null",
            "throw new IllegalArgumentException(\""
                + subject.replace("\\", "\\\\").replace("\"", "\\\"")
                + " is null\");"),
        0.45 * danger.weight(),
        "refuse " + subject + " when it is null");
  }

  /// `if (v == null) { v = w; }`, also for fields that nobody has filled yet.
  private static void replaceNull(Site site, Danger danger, Statement anchor, Proposals ideas) {
    Scope scope = site.scope();
    Optional<Variable> named = assignable(site, scope, danger.subject());
    if (named.isEmpty()) {
      return;
    }
    Variable variable = named.get();
    String subject = site.text(danger.subject());
    List<Fallbacks.Value> values = new ArrayList<>();
    Fallbacks.fresh(scope, variable.type())
        .ifPresent(
            text ->
                values.add(new Fallbacks.Value(text, variable.binding().isField() ? 0.75 : 0.6)));
    scope.variables(variable.type()).stream()
        .filter(each -> !each.name().equals(variable.name()))
        .limit(4)
        .forEach(each -> values.add(new Fallbacks.Value(each.name(), 0.45)));
    for (Fallbacks.Value value : values) {
      ideas.insertBefore(
          anchor,
          Places.ifThen(site, subject + " == null", subject + " = " + value.text() + ";"),
          danger.weight() * value.weight(),
          "let " + subject + " be " + value.text() + " when it is null");
    }
  }

  private static Optional<Variable> assignable(Site site, Scope scope, Expression subject) {
    String name =
        switch (subject) {
          case SimpleName simple -> simple.getIdentifier();
          case FieldAccess access
              when access.getExpression() instanceof org.eclipse.jdt.core.dom.ThisExpression ->
              access.getName().getIdentifier();
          default -> "";
        };
    IVariableBinding binding =
        switch (subject) {
          case SimpleName simple when simple.resolveBinding() instanceof IVariableBinding it -> it;
          case FieldAccess access -> access.resolveFieldBinding();
          default -> null;
        };
    return scope.variables().stream()
        .filter(each -> each.name().equals(name))
        .filter(each -> binding != null && each.binding().getKey().equals(binding.getKey()))
        .filter(each -> Places.mayAssign(site, each))
        .findFirst();
  }

  private static List<Danger> dangers(Site site) {
    Map<String, Danger> found = new LinkedHashMap<>();
    for (Expression expression : site.expressions()) {
      subject(expression)
          .filter(subject -> isSuspect(site, subject))
          .ifPresent(
              subject -> found.putIfAbsent(site.text(subject), danger(site, subject, expression)));
      if (expression.resolveUnboxing() && isSuspect(site, expression)) {
        found.putIfAbsent(site.text(expression), danger(site, expression, expression));
      }
    }
    header(site.node())
        .filter(subject -> isSuspect(site, subject))
        .ifPresent(
            subject -> found.putIfAbsent(site.text(subject), danger(site, subject, subject)));
    for (MethodInvocation call : site.all(MethodInvocation.class)) {
      for (Object each : call.arguments()) {
        Expression argument = (Expression) each;
        if (isSuspect(site, argument)) {
          found.putIfAbsent(
              site.text(argument),
              new Danger(argument, call, 0.4 * danger(site, argument, call).weight()));
        }
      }
    }
    return found.values().stream()
        .sorted(java.util.Comparator.comparingDouble(Danger::weight).reversed())
        .limit(MOST_SUBJECTS)
        .toList();
  }

  private static Danger danger(Site site, Expression subject, Expression use) {
    boolean told =
        site.evidence().nullNames().stream().anyMatch(name -> isNamed(site, subject, name));
    boolean unknown = site.evidence().nullNames().isEmpty();
    return new Danger(subject, use, told ? 1.0 : unknown ? 0.9 : 0.55);
  }

  private static boolean isNamed(Site site, Expression subject, String told) {
    String name =
        told.endsWith(")") && told.contains("(") ? told.substring(0, told.indexOf('(')) : told;
    String last = name.substring(name.lastIndexOf('.') + 1);
    return site.text(subject).equals(told)
        || switch (subject) {
          case SimpleName simple -> simple.getIdentifier().equals(last);
          case QualifiedName qualified -> qualified.getName().getIdentifier().equals(last);
          case FieldAccess access -> access.getName().getIdentifier().equals(last);
          case MethodInvocation call -> call.getName().getIdentifier().equals(last);
          case ArrayAccess access -> site.text(access.getArray()).equals(last);
          default -> false;
        };
  }

  /// What an expression takes apart and would not find in null.
  private static Optional<Expression> subject(Expression expression) {
    return switch (expression) {
      case MethodInvocation call -> Optional.ofNullable(call.getExpression());
      case FieldAccess access -> Optional.of(access.getExpression());
      case QualifiedName name -> Optional.of(name.getQualifier());
      case ArrayAccess access -> Optional.of(access.getArray());
      default -> Optional.empty();
    };
  }

  private static Optional<Expression> header(ASTNode node) {
    return switch (node) {
      case EnhancedForStatement loop -> Optional.of(loop.getExpression());
      case SwitchStatement choice -> Optional.of(choice.getExpression());
      case SynchronizedStatement block -> Optional.of(block.getExpression());
      default -> Optional.empty();
    };
  }

  private static boolean isSuspect(Site site, Expression subject) {
    boolean aValue =
        switch (subject) {
          case Name name -> name.resolveBinding() instanceof IVariableBinding;
          case FieldAccess _, ArrayAccess _, MethodInvocation _ -> true;
          default -> false;
        };
    if (!aValue
        || !TypeKinds.isNullable(subject.resolveTypeBinding())
        || !Repeatable.is(subject)
        || isConstant(subject)) {
      return false;
    }
    String text = site.text(subject);
    return !Guard.isAsked(site, subject, text + " != null", text + " == null", "null != " + text)
        && !isLeftBefore(site, text);
  }

  private static boolean isConstant(Expression subject) {
    return subject instanceof Name name
        && name.resolveBinding() instanceof IVariableBinding variable
        && (variable.getConstantValue() != null || variable.isEnumConstant());
  }

  /// Whether an `if (v == null)` before the site already leaves.
  private static boolean isLeftBefore(Site site, String subject) {
    for (ASTNode at = site.node(); at instanceof Statement statement; at = at.getParent()) {
      for (Statement each : Places.before(statement)) {
        if (each instanceof IfStatement branch
            && !Flow.completes(branch.getThenStatement())
            && site.text(branch.getExpression())
                .matches("(?s).*(^|\\W)" + java.util.regex.Pattern.quote(subject) + " == null.*")) {
          return true;
        }
      }
    }
    return false;
  }
}
