package dev.naosu.repair;

import dev.naosu.code.JavaSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.dom.ASTNode;

/// The text of a node with some of its parts written otherwise.
public final class Rewrite {
  private Rewrite() {}

  /// @param parts nodes inside of `node`, none inside another, and their new texts
  public static String of(JavaSource source, ASTNode node, Map<? extends ASTNode, String> parts) {
    List<? extends Map.Entry<? extends ASTNode, String>> ordered =
        parts.entrySet().stream()
            .sorted(Comparator.comparingInt(each -> each.getKey().getStartPosition()))
            .toList();
    StringBuilder text = new StringBuilder();
    int done = node.getStartPosition();
    for (Map.Entry<? extends ASTNode, String> each : ordered) {
      text.append(source.text(), done, each.getKey().getStartPosition()).append(each.getValue());
      done = each.getKey().getStartPosition() + each.getKey().getLength();
    }
    return text.append(source.text(), done, node.getStartPosition() + node.getLength()).toString();
  }
}
