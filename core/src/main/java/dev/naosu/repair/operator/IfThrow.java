package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.operator.Predicates.Predicate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.ImportDeclaration;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.SimpleType;
import org.eclipse.jdt.core.dom.Statement;

/// Throws the exception that a test waited for when something about the variables at hand is wrong:
/// puts `if (size < 0) { throw new IllegalArgumentException("size < 0"); }` before the site.
///
/// Source: ACS (Xiong et al., ICSE 2017), exception throwing.
public final class IfThrow implements Operator {
  /// Unchecked exceptions of the JDK that take a message.
  private static final Set<String> WITH_MESSAGE =
      Set.of(
          "java.lang.IllegalArgumentException",
          "java.lang.IllegalStateException",
          "java.lang.NullPointerException",
          "java.lang.IndexOutOfBoundsException",
          "java.lang.ArrayIndexOutOfBoundsException",
          "java.lang.StringIndexOutOfBoundsException",
          "java.lang.ArithmeticException",
          "java.lang.UnsupportedOperationException",
          "java.lang.NumberFormatException",
          "java.lang.ClassCastException",
          "java.lang.NegativeArraySizeException",
          "java.lang.RuntimeException",
          "java.util.NoSuchElementException",
          "java.util.InputMismatchException",
          "java.util.ConcurrentModificationException");

  private static final Map<String, String> WITHOUT_MESSAGE =
      Map.of("java.util.EmptyStackException", "()");

  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.MISSING_EXCEPTION) || !evidence.expectedExceptions().isEmpty()
        ? 1.0
        : 0.5;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Statement> anchor = Places.anchor(site);
    if (anchor.isEmpty() || site.evidence().expectedExceptions().isEmpty()) {
      return;
    }
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (String exception : site.evidence().expectedExceptions()) {
            throwing(site, anchor.get(), exception, ideas);
          }
        });
  }

  private static void throwing(Site site, Statement anchor, String exception, Proposals ideas) {
    Optional<String> arguments = arguments(site, exception);
    if (arguments.isEmpty()) {
      return;
    }
    double entry = Places.isMethodEntry(site) ? 1.0 : 0.8;
    Scope scope = site.scope();
    for (Predicate predicate : Predicates.about(site, scope, anchor)) {
      insert(
          site,
          anchor,
          exception,
          arguments.get(),
          predicate.text(),
          entry * predicate.weight(),
          ideas);
      insert(
          site,
          anchor,
          exception,
          arguments.get(),
          predicate.negated(),
          0.6 * entry * predicate.weight(),
          ideas);
    }
  }

  private static void insert(
      Site site,
      Statement anchor,
      String exception,
      String arguments,
      String condition,
      double weight,
      Proposals ideas) {
    String message = condition.replace("\\", "\\\\").replace("\"", "\\\"");
    String name =
        type(site, exception)
            .map(type -> site.scope().typeText(type))
            .orElseGet(() -> site.scope().typeText(exception));
    ideas.insertBefore(
        anchor,
        Places.ifThen(
            site,
            condition,
            "throw new " + name + arguments.replace("message", "\"" + message + "\"") + ";"),
        weight,
        "throw " + exception.substring(exception.lastIndexOf('.') + 1) + " when " + condition);
  }

  /// How the exception is made: `(message)` or `()`; none when it cannot be thrown here.
  private static Optional<String> arguments(Site site, String exception) {
    if (WITH_MESSAGE.contains(exception)) {
      return Optional.of("(message)");
    }
    if (WITHOUT_MESSAGE.containsKey(exception)) {
      return Optional.of("()");
    }
    return type(site, exception)
        .filter(type -> Checked.isHandled(site.node(), type))
        .filter(type -> !Modifier.isAbstract(type.getModifiers()))
        .flatMap(type -> constructor(site, type));
  }

  private static Optional<String> constructor(Site site, ITypeBinding type) {
    List<String> made = new ArrayList<>();
    for (IMethodBinding method : type.getDeclaredMethods()) {
      if (!method.isConstructor() || !site.scope().accessible(method.getModifiers(), type)) {
        continue;
      }
      ITypeBinding[] parameters = method.getParameterTypes();
      if (parameters.length == 1 && TypeKinds.isString(parameters[0])) {
        made.addFirst("(message)");
      } else if (parameters.length == 0) {
        made.addLast("()");
      }
    }
    return made.stream().findFirst();
  }

  /// The class of that name, where this file mentions it.
  private static Optional<ITypeBinding> type(Site site, String name) {
    List<ITypeBinding> mentioned = new ArrayList<>();
    site.source()
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(ImportDeclaration node) {
                if (node.resolveBinding() instanceof ITypeBinding type) {
                  mentioned.add(type);
                }
                return false;
              }

              @Override
              public boolean visit(SimpleType node) {
                ITypeBinding type = node.resolveBinding();
                if (type != null) {
                  mentioned.add(type);
                  mentioned.addAll(Arrays.asList(type.getDeclaredTypes()));
                }
                return true;
              }
            });
    return mentioned.stream()
        .filter(type -> name.equals(type.getQualifiedName()) || name.equals(type.getBinaryName()))
        .findFirst();
  }
}
