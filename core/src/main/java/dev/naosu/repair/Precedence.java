package dev.naosu.repair;

import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.CastExpression;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.InstanceofExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.PatternInstanceofExpression;
import org.eclipse.jdt.core.dom.PostfixExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;

/// How tightly expressions bind, from 0 for assignments to 13 for names, and how tightly a place
/// wants its expression to bind.
///
/// Source: Java Language Specification §15.
final class Precedence {
  private static final int ASSIGNMENT = 0;
  private static final int CONDITIONAL = 1;
  private static final int RELATIONAL = 8;
  private static final int UNARY = 12;
  private static final int PRIMARY = 13;

  /// The binary operators, longest first so that none is mistaken for a part of another.
  private static final List<String> OPERATORS =
      List.of(
          ">>>=", "<<=", ">>=", ">>>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "->", "||",
          "&&", "==", "!=", "<=", ">=", "<<", ">>", "++", "--", "+", "-", "*", "/", "%", "<", ">",
          "&", "|", "^", "?", "=");

  private static final Map<String, Integer> LEVELS =
      Map.ofEntries(
          Map.entry("?", CONDITIONAL),
          Map.entry("||", 2),
          Map.entry("&&", 3),
          Map.entry("|", 4),
          Map.entry("^", 5),
          Map.entry("&", 6),
          Map.entry("==", 7),
          Map.entry("!=", 7),
          Map.entry("<", RELATIONAL),
          Map.entry(">", RELATIONAL),
          Map.entry("<=", RELATIONAL),
          Map.entry(">=", RELATIONAL),
          Map.entry("<<", 9),
          Map.entry(">>", 9),
          Map.entry(">>>", 9),
          Map.entry("+", 10),
          Map.entry("-", 10),
          Map.entry("*", 11),
          Map.entry("/", 11),
          Map.entry("%", 11),
          Map.entry("++", UNARY),
          Map.entry("--", UNARY));

  private Precedence() {}

  /// How tightly an expression binds as a whole: as its loosest operator outside brackets and
  /// quotes. Angle brackets of type arguments count as comparisons, which errs towards brackets.
  static int of(String expression) {
    String text = expression.strip();
    if (Proposals.isPrimary(text)) {
      return PRIMARY;
    }
    int loosest = UNARY;
    int depth = 0;
    boolean operand = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        i = closingQuote(text, i);
        operand = true;
      } else if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (")]}".indexOf(c) >= 0) {
        depth--;
        operand = true;
      } else if (depth == 0 && Character.isJavaIdentifierStart(c)) {
        int end = endOfWord(text, i);
        boolean relation = text.substring(i, end).equals("instanceof");
        loosest = relation ? Math.min(loosest, RELATIONAL) : loosest;
        operand = !relation;
        i = end - 1;
      } else if (depth == 0) {
        String operator = operatorAt(text, i);
        if (!operator.isEmpty()) {
          // a sign before its operand is no binary operator
          loosest =
              operand ? Math.min(loosest, LEVELS.getOrDefault(operator, ASSIGNMENT)) : loosest;
          operand = operand && (operator.equals("++") || operator.equals("--"));
          i += operator.length() - 1;
        } else {
          operand |= Character.isDigit(c);
        }
      }
    }
    return loosest;
  }

  private static int closingQuote(String text, int open) {
    for (int i = open + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == text.charAt(open)) {
        return i;
      }
    }
    return text.length();
  }

  private static int endOfWord(String text, int start) {
    int end = start;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static String operatorAt(String text, int at) {
    return OPERATORS.stream().filter(each -> text.startsWith(each, at)).findFirst().orElse("");
  }

  /// How tightly an expression must bind to stand at the place of a node without brackets.
  ///
  /// @param text the expression
  /// @param spaced whether a blank stands before the place, so that a sign cannot run into another
  static int wanted(Expression node, String text, boolean spaced) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    ASTNode parent = node.getParent();
    return switch (parent) {
      case InfixExpression infix -> {
        int level = LEVELS.getOrDefault(infix.getOperator().toString(), PRIMARY);
        boolean first = infix.getLeftOperand() == node;
        boolean associative = level == 2 || level == 3;
        yield signed && !first && !spaced ? PRIMARY : first || associative ? level : level + 1;
      }
      case InstanceofExpression _, PatternInstanceofExpression _ -> RELATIONAL;
      case PrefixExpression _, CastExpression _ -> signed ? PRIMARY : UNARY;
      case PostfixExpression _ -> PRIMARY;
      case ConditionalExpression choice ->
          choice.getExpression() == node ? CONDITIONAL + 1 : CONDITIONAL;
      case MethodInvocation call when call.getExpression() == node -> PRIMARY;
      case FieldAccess access when access.getExpression() == node -> PRIMARY;
      case ArrayAccess access when access.getArray() == node -> PRIMARY;
      case null, default -> ASSIGNMENT;
    };
  }
}
