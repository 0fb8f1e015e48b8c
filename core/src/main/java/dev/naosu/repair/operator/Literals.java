package dev.naosu.repair.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.Expression;

/// The literals that a member writes.
final class Literals {
  private static final int LONGEST = 40;

  private Literals() {}

  /// Their texts, the nearest to a place first, each once.
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
