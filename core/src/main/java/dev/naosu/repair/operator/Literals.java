package dev.naosu.repair.operator;

import dev.naosu.code.JavaSource;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.StringLiteral;

/// The literals that code writes.
final class Literals {
  private static final int LONGEST = 40;

  /// Texts of all literals of a file.
  private record Written(Set<String> texts) {}

  private Literals() {}

  /// Whether the file of a site writes a literal somewhere, in code.
  static boolean isWritten(Site site, String literal) {
    return site.codebase()
        .learn(Written.class, site.source().unit(), () -> written(site.source()))
        .texts()
        .contains(literal);
  }

  private static Written written(JavaSource source) {
    Set<String> texts = new HashSet<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public void preVisit(ASTNode node) {
                if (node instanceof StringLiteral
                    || node instanceof CharacterLiteral
                    || node instanceof NumberLiteral
                    || isNegative(node)) {
                  texts.add(source.textOf(node));
                }
              }
            });
    return new Written(texts);
  }

  private static boolean isNegative(ASTNode node) {
    return node instanceof PrefixExpression sign
        && sign.getOperator() == PrefixExpression.Operator.MINUS
        && sign.getOperand() instanceof NumberLiteral;
  }

  /// The texts of those of a member, the nearest to a place first, each once.
  static List<String> near(ASTNode place, Class<? extends Expression> kind, int most) {
    ASTNode member = place;
    while (member.getParent() != null && !(member instanceof BodyDeclaration)) {
      member = member.getParent();
    }
    List<ASTNode> found = new ArrayList<>();
    member.accept(
        new ASTVisitor() {
          @Override
          public void preVisit(ASTNode node) {
            if (kind.isInstance(node) && node.getLength() <= LONGEST) {
              found.add(node);
            }
          }
        });
    int start = place.getStartPosition();
    return found.stream()
        .sorted(Comparator.comparingInt(each -> Math.abs(each.getStartPosition() - start)))
        .map(ASTNode::toString)
        .distinct()
        .limit(most)
        .toList();
  }
}
