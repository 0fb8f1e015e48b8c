package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.AST;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTParser;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.NodeFinder;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.PostfixExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.StructuralPropertyDescriptor;
import org.eclipse.jdt.core.dom.SwitchCase;

/// Variants that differ only in one pure expression can be compared without a run of their own: one
/// run evaluates all their expressions wherever the original is evaluated, and goes on with one of
/// them. Those whose values agree with it all along would have run the same way.
///
/// Pure here means that evaluating it changes nothing and cannot throw: primitive variables and
/// literals, joined by operators that always have a value.
final class SideBySide {
  /// Fewer variants than this are not worth a comparison.
  private static final int LEAST = 3;

  /// More do not fit in a call.
  private static final int MOST = 200;

  private static final Set<String> TYPES = Set.of("boolean", "int", "long", "double");

  private final JavaSource source;
  private final Map<ASTNode, Set<String>> primitives = new HashMap<>();

  private SideBySide(JavaSource source) {
    this.source = source;
  }

  /// A variant in which all the expressions stand side by side.
  ///
  /// @param members the variants whose expressions these are; the first is number 1, as 0 is the
  ///   original
  record Comparison(Edit edit, List<Integer> members) {}

  /// @param variants edits of the source, by number
  static List<Comparison> of(JavaSource source, Map<Integer, List<Edit>> variants) {
    SideBySide comparing = new SideBySide(source);
    Map<Expression, Map<Integer, String>> byPlace = new LinkedHashMap<>();
    variants.forEach(
        (number, edits) -> {
          if (edits.size() == 1) {
            comparing
                .place(edits.getFirst())
                .ifPresent(
                    place ->
                        comparing
                            .text(place, edits.getFirst())
                            .ifPresent(
                                text ->
                                    byPlace
                                        .computeIfAbsent(place, _ -> new LinkedHashMap<>())
                                        .put(number, text)));
          }
        });
    List<Comparison> comparisons = new ArrayList<>();
    byPlace.forEach(
        (place, texts) -> {
          if (texts.size() >= LEAST) {
            comparisons.add(comparing.comparison(place, texts));
          }
        });
    return comparisons;
  }

  private Comparison comparison(Expression place, Map<Integer, String> texts) {
    StringBuilder call = new StringBuilder(Values.CALL).append('(').append(source.textOf(place));
    List<Integer> members = new ArrayList<>();
    texts.forEach(
        (number, text) -> {
          if (members.size() < MOST) {
            call.append(", ").append(text);
            members.add(number);
          }
        });
    return new Comparison(
        new Edit(source.path(), source.spanOf(place), call.append(')').toString()), members);
  }

  /// The name under which the running program is asked to compare, and what the compiler is told of
  /// it.
  static final class Values {
    static final String CLASS = "dev.naosu.probe.Values";
    static final String CALL = CLASS + ".of";
    static final String SOURCE =
        "package dev.naosu.probe; public final class Values {"
            + " public static boolean of(boolean a, boolean... b) { return a; }"
            + " public static int of(int a, int... b) { return a; }"
            + " public static long of(long a, long... b) { return a; }"
            + " public static double of(double a, double... b) { return a; } }";

    private Values() {}
  }

  /// The largest pure expression around an edit.
  private Optional<Expression> place(Edit edit) {
    Span span = edit.span();
    ASTNode at = NodeFinder.perform(source.unit(), span.start(), span.length());
    Optional<Expression> found = Optional.empty();
    while (at instanceof Expression expression && isPure(expression)) {
      if (expression.getStartPosition() <= span.start()
          && span.end() <= expression.getStartPosition() + expression.getLength()
          && isValue(expression)) {
        found = Optional.of(expression);
      }
      at = at.getParent();
    }
    return found.filter(
        place ->
            place.resolveTypeBinding() != null
                && TYPES.contains(place.resolveTypeBinding().getName()));
  }

  /// Whether the expression is read, rather than assigned to or fixed at compile time.
  private static boolean isValue(Expression expression) {
    StructuralPropertyDescriptor role = expression.getLocationInParent();
    ASTNode parent = expression.getParent();
    boolean isName =
        expression instanceof SimpleName name
            && (name.isDeclaration()
                || !(name.resolveBinding() instanceof IVariableBinding variable)
                || variable.getConstantValue() != null);
    return !isName
        && role != Assignment.LEFT_HAND_SIDE_PROPERTY
        && !(parent instanceof PostfixExpression)
        && !(parent instanceof PrefixExpression prefix && isStep(prefix))
        && !(parent instanceof SwitchCase)
        && !(parent instanceof org.eclipse.jdt.core.dom.QualifiedName)
        && !(parent instanceof org.eclipse.jdt.core.dom.Annotation);
  }

  private Optional<String> text(Expression place, Edit edit) {
    String old = source.textOf(place);
    int start = edit.span().start() - place.getStartPosition();
    String text =
        old.substring(0, start) + edit.replacement() + old.substring(start + edit.span().length());
    ASTParser parser = ASTParser.newParser(AST.getJLSLatest());
    parser.setKind(ASTParser.K_EXPRESSION);
    parser.setSource(text.toCharArray());
    if (!(parser.createAST(null) instanceof Expression parsed) || !isPure(parsed)) {
      return Optional.empty();
    }
    Set<String> known = primitives(place);
    boolean[] unknown = {false};
    parsed.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            unknown[0] |= !known.contains(name.getIdentifier());
            return true;
          }
        });
    return unknown[0] ? Optional.empty() : Optional.of(text);
  }

  /// Names that stand for nothing but variables of a primitive type in the method around: reading
  /// one cannot throw, as unboxing can.
  private Set<String> primitives(ASTNode place) {
    ASTNode method = place;
    while (method != null && !(method instanceof MethodDeclaration)) {
      method = method.getParent();
    }
    return method == null ? Set.of() : primitives.computeIfAbsent(method, SideBySide::primitivesIn);
  }

  private static Set<String> primitivesIn(ASTNode method) {
    Set<String> found = new HashSet<>();
    Set<String> others = new HashSet<>();
    method.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            if (name.resolveBinding() instanceof IVariableBinding variable) {
              (variable.getType().isPrimitive() ? found : others).add(name.getIdentifier());
            }
            return true;
          }
        });
    found.removeAll(others);
    return found;
  }

  private static boolean isStep(PrefixExpression prefix) {
    return prefix.getOperator() == PrefixExpression.Operator.INCREMENT
        || prefix.getOperator() == PrefixExpression.Operator.DECREMENT;
  }

  private static boolean isPure(Expression expression) {
    return switch (expression) {
      case SimpleName _, NumberLiteral _, BooleanLiteral _, CharacterLiteral _ -> true;
      case ParenthesizedExpression inner -> isPure(inner.getExpression());
      case PrefixExpression prefix -> !isStep(prefix) && isPure(prefix.getOperand());
      case ConditionalExpression choice ->
          isPure(choice.getExpression())
              && isPure(choice.getThenExpression())
              && isPure(choice.getElseExpression());
      case InfixExpression infix -> {
        boolean divides =
            infix.getOperator() == InfixExpression.Operator.DIVIDE
                || infix.getOperator() == InfixExpression.Operator.REMAINDER;
        boolean pure =
            !divides && isPure(infix.getLeftOperand()) && isPure(infix.getRightOperand());
        for (Object more : infix.extendedOperands()) {
          pure &= isPure((Expression) more);
        }
        yield pure;
      }
      default -> false;
    };
  }
}
