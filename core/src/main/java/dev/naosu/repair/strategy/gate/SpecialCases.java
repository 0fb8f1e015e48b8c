package dev.naosu.repair.strategy.gate;

import dev.naosu.code.JavaSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.StringLiteral;

/// Conditions on one value under which a value is given back that is written there: what somebody
/// writes who knows what the test asks and not why it fails.
final class SpecialCases {
  /// Every program asks about these.
  private static final Set<String> USUAL = Set.of("0", "1", "-1", "2", "0L", "1L", "0.0", "\"\"");

  private SpecialCases() {}

  static List<Sighting> in(JavaSource source) {
    List<Sighting> found = new ArrayList<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(IfStatement branch) {
                see(branch, branch.getExpression(), answer(branch.getThenStatement()));
                return true;
              }

              @Override
              public boolean visit(ConditionalExpression choice) {
                see(choice, choice.getExpression(), choice.getThenExpression());
                return true;
              }

              private void see(ASTNode node, Expression condition, ASTNode answer) {
                String asked = literal(condition);
                String given = answer instanceof Expression value ? value.toString() : "";
                if (!asked.isEmpty() && isLiteral(answer)) {
                  found.add(
                      new Sighting(
                          Rule.EFFECT,
                          Words.of(source, node),
                          asked + " " + given,
                          source.lineOf(node)));
                }
              }
            });
    return found;
  }

  private static ASTNode answer(Statement statement) {
    Statement only =
        statement instanceof Block block && block.statements().size() == 1
            ? (Statement) block.statements().getFirst()
            : statement;
    return only instanceof ReturnStatement result && result.getExpression() != null
        ? result.getExpression()
        : only;
  }

  private static boolean isLiteral(ASTNode node) {
    return switch (node) {
      case NumberLiteral _, StringLiteral _, CharacterLiteral _ -> true;
      case PrefixExpression negated -> negated.getOperand() instanceof NumberLiteral;
      default -> false;
    };
  }

  /// The first unusual value that a condition asks about; empty when there is none.
  private static String literal(Expression condition) {
    String[] found = {""};
    condition.accept(
        new ASTVisitor() {
          @Override
          public void preVisit(ASTNode node) {
            if (found[0].isEmpty() && isLiteral(node) && !USUAL.contains(node.toString())) {
              found[0] = node.toString();
            }
          }
        });
    return found[0];
  }
}
