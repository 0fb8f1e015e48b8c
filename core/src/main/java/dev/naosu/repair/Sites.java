package dev.naosu.repair;

import dev.naosu.code.JavaSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.FieldDeclaration;
import org.eclipse.jdt.core.dom.Statement;

/// Finds the statements and fields of a file.
public final class Sites {
  private Sites() {}

  /// Every statement (blocks left out) and every field declaration, in the order of the text.
  public static List<ASTNode> in(JavaSource source) {
    List<ASTNode> nodes = new ArrayList<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean preVisit2(ASTNode node) {
                if ((node instanceof Statement && !(node instanceof Block))
                    || node instanceof FieldDeclaration) {
                  nodes.add(node);
                }
                return true;
              }
            });
    return nodes;
  }

  /// The innermost of the nodes that holds the line, by the lines of the node's own text: those of
  /// nested statements belong to them.
  ///
  /// @param nodes as [#in] gave them
  /// @return every node whose own text touches the line, in the order of the text
  public static List<ASTNode> onLine(JavaSource source, List<ASTNode> nodes, int line) {
    List<ASTNode> found = new ArrayList<>();
    for (ASTNode node : nodes) {
      if (source.lineOf(node) <= line && line <= source.lastLineOf(node)) {
        // an outer statement gives way to one nested in it that holds the line as well,
        // unless it begins on the same line
        found.removeIf(
            outer -> isInside(node, outer) && source.lineOf(outer) < source.lineOf(node));
        found.add(node);
      }
    }
    return found;
  }

  private static boolean isInside(ASTNode inner, ASTNode outer) {
    for (ASTNode at = inner.getParent(); at != null; at = at.getParent()) {
      if (at == outer) {
        return true;
      }
    }
    return false;
  }
}
