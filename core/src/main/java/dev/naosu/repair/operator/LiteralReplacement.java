package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.DoStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.StringLiteral;
import org.eclipse.jdt.core.dom.WhileStatement;

/// Writes another literal: the opposite boolean, a number one higher or lower or one of 0, 1, -1,
/// 2, and other literals and constants of the class of the same type.
///
/// Source: TBar FP9, whose string and number donors are this template's addition; PIT's inline
/// constants.
public final class LiteralReplacement implements Operator {
  private static final int NEAREST_LITERALS = 8;
  private static final int NEAREST_CONSTANTS = 8;

  private static final Set<InfixExpression.Operator> ADDING =
      Set.of(InfixExpression.Operator.PLUS, InfixExpression.Operator.MINUS);
  private static final Set<InfixExpression.Operator> MULTIPLYING =
      Set.of(InfixExpression.Operator.TIMES, InfixExpression.Operator.DIVIDE);

  @Override
  public double weight(Evidence evidence) {
    return 0.75;
  }

  @Override
  public boolean combines() {
    return true;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site, proposals, ideas -> Slots.of(site).forEach(node -> replace(site, node, ideas)));
  }

  private static void replace(Site site, Expression node, Proposals ideas) {
    switch (node) {
      case BooleanLiteral literal -> flip(literal, ideas);
      case NumberLiteral literal when !isSigned(literal) -> number(site, literal, ideas);
      case PrefixExpression signed when isSignedLiteral(signed) -> number(site, signed, ideas);
      case StringLiteral literal -> string(site, literal, ideas);
      case CharacterLiteral literal -> character(site, literal, ideas);
      default -> {}
    }
  }

  private static boolean isSigned(NumberLiteral literal) {
    return literal.getParent() instanceof PrefixExpression prefix && isSignedLiteral(prefix);
  }

  private static boolean isSignedLiteral(PrefixExpression prefix) {
    return prefix.getOperator() == PrefixExpression.Operator.MINUS
        && prefix.getOperand() instanceof NumberLiteral;
  }

  private static void flip(BooleanLiteral literal, Proposals ideas) {
    // a loop that never runs or never ends leaves code that cannot be reached
    boolean loop =
        literal.getParent() instanceof WhileStatement
            || literal.getParent() instanceof DoStatement
            || literal.getParent() instanceof ForStatement;
    if (!loop) {
      offer(literal, Boolean.toString(!literal.booleanValue()), 1.0, ideas);
    }
  }

  private static void number(Site site, Expression literal, Proposals ideas) {
    Object value = literal.resolveConstantExpressionValue();
    if (!(value instanceof Number number)) {
      return;
    }
    Map<Number, Double> others = new LinkedHashMap<>();
    if (value instanceof Integer || value instanceof Long) {
      long whole = number.longValue();
      others.put(whole + 1, 0.9);
      others.put(whole - 1, 0.85);
      others.putIfAbsent(0L, 0.6);
      others.putIfAbsent(1L, 0.6);
      others.putIfAbsent(-1L, 0.4);
      others.putIfAbsent(2L, 0.35);
    } else {
      double real = number.doubleValue();
      List.of(0.0, 1.0, real + 1, real - 1, -1.0, 2.0, 0.5, real * 10, real / 10)
          .forEach(each -> others.putIfAbsent(each, 0.5));
    }
    String own = site.text(literal);
    others.forEach(
        (other, weight) -> {
          if (other.doubleValue() != number.doubleValue()
              && mayStand(literal, other.doubleValue())) {
            offer(literal, written(other, value, own), weight, ideas);
          }
        });
    donors(site, literal, ideas);
  }

  /// A number in the notation of the literal that it replaces.
  private static String written(Number number, Object like, String own) {
    boolean hexadecimal = own.startsWith("0x") || own.startsWith("0X");
    return switch (like) {
      case Integer _ ->
          hexadecimal ? "0x" + Integer.toHexString(number.intValue()) : number.longValue() + "";
      case Long _ ->
          (hexadecimal ? "0x" + Long.toHexString(number.longValue()) : number.toString()) + "L";
      case Float _ -> number.floatValue() + "f";
      default -> number.doubleValue() + "";
    };
  }

  /// Whether the compiler accepts a number: in range, and no constant divisor 0; and whether a
  /// person would write it: to add 0 or to multiply by 1 is to drop the operand, which
  /// [OperandChange] does.
  private static boolean mayStand(Expression literal, double value) {
    if (literal.getParent() instanceof InfixExpression infix
        && (value == 0 && ADDING.contains(infix.getOperator())
            || value == 1 && MULTIPLYING.contains(infix.getOperator()))) {
      return false;
    }
    if (value == 0
        && literal.getParent() instanceof InfixExpression infix
        && infix.getRightOperand() == literal
        && (infix.getOperator() == InfixExpression.Operator.DIVIDE
            || infix.getOperator() == InfixExpression.Operator.REMAINDER)) {
      return false;
    }
    String type = Slots.wanted(literal).map(TypeKinds::name).orElse("");
    return switch (type) {
      case "byte", "java.lang.Byte" -> value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE;
      case "short", "java.lang.Short" -> value >= Short.MIN_VALUE && value <= Short.MAX_VALUE;
      case "char", "java.lang.Character" -> value >= 0 && value <= Character.MAX_VALUE;
      case "int", "java.lang.Integer" -> value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
      default -> true;
    };
  }

  private static void string(Site site, StringLiteral literal, Proposals ideas) {
    String value = literal.getLiteralValue();
    offer(literal, "\"\"", 0.6, ideas);
    offer(literal, "\" \"", 0.4, ideas);
    if (!value.strip().equals(value)) {
      offer(literal, "\"" + escaped(value.strip()) + "\"", 0.5, ideas);
    }
    String upper = value.toUpperCase(Locale.ROOT);
    String lower = value.toLowerCase(Locale.ROOT);
    offer(literal, "\"" + escaped(value.equals(lower) ? upper : lower) + "\"", 0.3, ideas);
    donors(site, literal, ideas);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\t", "\\t");
  }

  private static void character(Site site, CharacterLiteral literal, Proposals ideas) {
    char value = literal.charValue();
    if (value < 128 && Character.isLetter(value)) {
      char other =
          Character.isUpperCase(value)
              ? Character.toLowerCase(value)
              : Character.toUpperCase(value);
      offer(literal, "'" + other + "'", 0.8, ideas);
    }
    if (Character.isLetterOrDigit(value) && value < 127) {
      neighbours(literal, value, ideas);
    }
    donors(site, literal, ideas);
  }

  private static void neighbours(CharacterLiteral literal, char value, Proposals ideas) {
    for (int other : new int[] {value + 1, value - 1}) {
      if (Character.isLetterOrDigit(other)) {
        offer(literal, "'" + (char) other + "'", 0.4, ideas);
      }
    }
  }

  private static void donors(Site site, Expression literal, Proposals ideas) {
    ITypeBinding type = literal.resolveTypeBinding();
    String own = site.text(literal);
    List<String> texts = literals(site, literal);
    for (int i = 0; i < Math.min(NEAREST_LITERALS, texts.size()); i++) {
      if (!texts.get(i).equals(own) && mayStand(literal, texts.get(i))) {
        offer(literal, texts.get(i), 0.55 / (1 + i / 8.0), ideas);
      }
    }
    Scope scope = site.scopeAt(literal);
    scope.variables().stream()
        .filter(each -> each.kind() == Variable.Kind.CONSTANT)
        .filter(each -> each.type().isEqualTo(type) && Slots.accepts(literal, each.type()))
        .limit(NEAREST_CONSTANTS)
        .forEach(each -> offer(literal, each.name(), 0.45, ideas));
  }

  private static boolean mayStand(Expression literal, String number) {
    try {
      return !(literal.resolveConstantExpressionValue() instanceof Integer)
          || mayStand(literal, (double) Integer.decode(number.replace("_", "")));
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /// The texts of the other literals of the same kind and type in the class, nearest first.
  private static List<String> literals(Site site, Expression literal) {
    List<Expression> found = new ArrayList<>();
    typeAround(literal)
        .ifPresent(
            type ->
                type.accept(
                    new ASTVisitor() {
                      @Override
                      public void preVisit(ASTNode node) {
                        if (node instanceof Expression each && isLike(each, literal)) {
                          found.add(each);
                        }
                      }
                    }));
    int place = literal.getStartPosition();
    found.sort(Comparator.comparingInt(each -> Math.abs(each.getStartPosition() - place)));
    return found.stream().map(site::text).distinct().limit(NEAREST_LITERALS + 1).toList();
  }

  /// Other string literals of the class, nearest first.
  static List<String> near(Site site, StringLiteral literal) {
    String own = site.text(literal);
    return literals(site, literal).stream().filter(each -> !each.equals(own)).limit(4).toList();
  }

  private static boolean isLike(Expression node, Expression literal) {
    boolean kind =
        node instanceof NumberLiteral
                && (literal instanceof NumberLiteral || literal instanceof PrefixExpression)
            || node instanceof StringLiteral && literal instanceof StringLiteral
            || node instanceof CharacterLiteral && literal instanceof CharacterLiteral;
    return kind
        && node.resolveTypeBinding() != null
        && node.resolveTypeBinding().isEqualTo(literal.resolveTypeBinding());
  }

  private static Optional<ASTNode> typeAround(ASTNode node) {
    ASTNode at = node;
    while (at != null && !(at instanceof AbstractTypeDeclaration)) {
      at = at.getParent();
    }
    return Optional.ofNullable(at);
  }

  private static void offer(Expression literal, String text, double weight, Proposals ideas) {
    ideas.replace(literal, text, weight, "write " + text);
  }
}
