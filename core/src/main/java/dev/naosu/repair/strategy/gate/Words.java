package dev.naosu.repair.strategy.gate;

import dev.naosu.code.JavaSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Comment;
import org.eclipse.jdt.core.dom.CompilationUnit;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.SimpleName;

/// The code of a node without how it is laid out, for telling whether it was there before.
final class Words {
  private static final int MOST_SHOWN = 120;

  private Words() {}

  /// Without blanks and comments; local variables have no name.
  static String of(JavaSource source, ASTNode node) {
    SortedMap<Integer, Integer> left = new TreeMap<>();
    comments(source, node, left);
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            if (name.resolveBinding() instanceof IVariableBinding variable
                && !variable.isField()
                && !variable.isEnumConstant()) {
              left.put(name.getStartPosition(), name.getLength());
            }
            return true;
          }
        });
    return without(source, node, left, "·");
  }

  /// Without blanks, comments and what only writes a log.
  static String withoutLogs(JavaSource source) {
    CompilationUnit unit = source.unit();
    SortedMap<Integer, Integer> left = new TreeMap<>();
    comments(source, unit, left);
    unit.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(ExpressionStatement statement) {
            if (Logs.isOne(statement)) {
              left.put(statement.getStartPosition(), statement.getLength());
              return false;
            }
            return true;
          }
        });
    return without(source, unit, left, "");
  }

  /// In one line, for people.
  static String shown(JavaSource source, ASTNode node) {
    String line = source.textOf(node).replaceAll("\\s+", " ").strip();
    return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN - 1) + "…";
  }

  private static void comments(JavaSource source, ASTNode node, SortedMap<Integer, Integer> left) {
    int end = node.getStartPosition() + node.getLength();
    for (Object each : source.unit().getCommentList()) {
      Comment comment = (Comment) each;
      if (comment.getStartPosition() >= node.getStartPosition()
          && comment.getStartPosition() < end) {
        left.put(comment.getStartPosition(), comment.getLength());
      }
    }
  }

  private static String without(
      JavaSource source, ASTNode node, SortedMap<Integer, Integer> left, String mark) {
    StringBuilder words = new StringBuilder();
    int at = node.getStartPosition();
    int end = Math.min(source.text().length(), at + node.getLength());
    for (Map.Entry<Integer, Integer> each : left.entrySet()) {
      if (each.getKey() < at) {
        continue;
      }
      words.append(source.text(), at, Math.min(end, each.getKey())).append(mark);
      at = Math.min(end, each.getKey() + each.getValue());
    }
    return words.append(source.text(), at, end).toString().replaceAll("\\s+", "");
  }
}
