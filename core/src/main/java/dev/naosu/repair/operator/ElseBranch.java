package dev.naosu.repair.operator;

import dev.naosu.code.Span;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Rewrite;
import dev.naosu.repair.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.PostfixExpression;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.StringLiteral;

/// Adds the branch that an `if` lacks, as the counterpart of the one it has: `if (open) depth++;`
/// gets `else depth--;`.
///
/// Source: missing else branches, a repair pattern of Defects4J (Sobreira et al., SANER 2018).
public final class ElseBranch implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.55;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    if (site.node() instanceof IfStatement branch
        && branch.getElseStatement() == null
        && branch.getParent() instanceof Block
        && last(branch.getThenStatement()) instanceof ExpressionStatement statement) {
      Shortlist.propose(
          site,
          proposals,
          ideas ->
              counterparts(site, statement.getExpression())
                  .forEach((code, weight) -> add(site, branch, code + ";", weight, ideas)));
    }
  }

  private static Statement last(Statement branch) {
    return branch instanceof Block block && !block.statements().isEmpty()
        ? (Statement) block.statements().getLast()
        : branch;
  }

  private static Map<String, Double> counterparts(Site site, Expression node) {
    Map<String, Double> found = new LinkedHashMap<>();
    switch (node) {
      case PostfixExpression count -> {
        boolean up = count.getOperator() == PostfixExpression.Operator.INCREMENT;
        found.put(site.text(count.getOperand()) + (up ? "--" : "++"), 1.0);
      }
      case Assignment assignment -> assigned(site, assignment, found);
      default -> {}
    }
    literals(site, node, found);
    return found;
  }

  private static void assigned(Site site, Assignment node, Map<String, Double> found) {
    String other =
        switch (node.getOperator().toString()) {
          case "+=" -> "-=";
          case "-=" -> "+=";
          case "*=" -> "/=";
          case "/=" -> "*=";
          default -> "";
        };
    if (!other.isEmpty() && !TypeKinds.isString(node.resolveTypeBinding())) {
      found.put(
          site.text(node.getLeftHandSide())
              + " "
              + other
              + " "
              + site.text(node.getRightHandSide()),
          0.9);
    }
  }

  /// The same statement with another literal.
  private static void literals(Site site, Expression node, Map<String, Double> found) {
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(BooleanLiteral literal) {
            with(literal, Boolean.toString(!literal.booleanValue()), 0.9);
            return false;
          }

          @Override
          public boolean visit(StringLiteral literal) {
            String value = literal.getLiteralValue();
            if (value.equals("0") || value.equals("1")) {
              with(literal, value.equals("0") ? "\"1\"" : "\"0\"", 0.9);
            }
            LiteralReplacement.near(site, literal).forEach(each -> with(literal, each, 0.6));
            return false;
          }

          @Override
          public boolean visit(NumberLiteral literal) {
            for (String each : List.of("0", "1")) {
              if (!literal.getToken().equals(each)
                  && TypeKinds.isInt(literal.resolveTypeBinding())) {
                with(literal, each, 0.7);
              }
            }
            return false;
          }

          private void with(Expression literal, String text, double weight) {
            found.putIfAbsent(Rewrite.of(site.source(), node, Map.of(literal, text)), weight);
          }
        });
  }

  private static void add(
      Site site, IfStatement branch, String code, double weight, Proposals ideas) {
    String end = site.source().lineEnd();
    String indent = site.source().indentAt(branch.getStartPosition());
    boolean braces = branch.getThenStatement() instanceof Block;
    String added =
        (braces ? " else {" : end + indent + "else {")
            + end
            + indent
            + site.source().indentUnit()
            + code
            + end
            + indent
            + "}";
    ideas.replaceText(
        Span.at(site.source().spanOf(branch).end()), added, weight, "otherwise: " + code);
  }
}
