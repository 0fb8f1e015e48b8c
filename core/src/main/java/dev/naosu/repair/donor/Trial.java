package dev.naosu.repair.donor;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.repair.Codebase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.compiler.IProblem;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.MethodDeclaration;

/// Asks the compiler which of many variants of a method compile, all at once: it reads one text in
/// which each variant is a method of its own beside the original.
///
/// The bodies of other methods are left out, so that long files are read fast.
final class Trial {
  private static final String HOLLOW = "{ throw new IllegalStateException(); }";

  private final JavaSource source;
  private final MethodDeclaration method;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> ends = new ArrayList<>();

  private Trial(JavaSource source, MethodDeclaration method) {
    this.source = source;
    this.method = method;
  }

  /// @param method of `source`, with a body
  /// @param variants edits inside the method
  /// @return for each variant whether it brings no error that the method did not have before
  static List<Boolean> compiling(
      Codebase codebase, JavaSource source, MethodDeclaration method, List<List<Edit>> variants) {
    Trial trial = new Trial(source, method);
    int first = trial.write(variants);
    JavaSource read = codebase.attributed(source.path(), trial.text.toString());
    return trial.judge(first, read.unit().getProblems());
  }

  /// @return where the first variant begins
  private int write(List<List<Edit>> variants) {
    int end = method.getStartPosition() + method.getLength();
    hollowed(0, end);
    int first = text.length();
    variant(List.of(), 0);
    for (int i = 0; i < variants.size(); i++) {
      variant(variants.get(i), i + 1);
    }
    hollowed(end, source.text().length());
    return first;
  }

  private void variant(List<Edit> edits, int number) {
    int done = method.getStartPosition();
    int name = method.getName().getStartPosition() + method.getName().getLength();
    text.append('\n').append(source.text(), done, name).append('$').append(number);
    done = name;
    List<Edit> ordered = new ArrayList<>(edits);
    ordered.sort(java.util.Comparator.comparingInt(each -> each.span().start()));
    for (Edit edit : ordered) {
      text.append(source.text(), done, edit.span().start()).append(edit.replacement());
      done = edit.span().end();
    }
    text.append(source.text(), done, method.getStartPosition() + method.getLength());
    ends.add(text.length());
  }

  private void hollowed(int from, int to) {
    int done = from;
    for (Block body : otherBodies()) {
      int start = body.getStartPosition();
      if (start >= from && start + body.getLength() <= to) {
        text.append(source.text(), done, start).append(HOLLOW);
        done = start + body.getLength();
      }
    }
    text.append(source.text(), done, to);
  }

  /// Bodies of the outermost methods that neither are nor hold the method; constructors keep
  /// theirs.
  private List<Block> otherBodies() {
    List<Block> bodies = new ArrayList<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(MethodDeclaration node) {
                boolean around =
                    node.getStartPosition() <= method.getStartPosition()
                        && method.getStartPosition() < node.getStartPosition() + node.getLength();
                if (!around && !node.isConstructor() && node.getBody() != null) {
                  bodies.add(node.getBody());
                }
                return around;
              }
            });
    return bodies;
  }

  private List<Boolean> judge(int first, IProblem[] problems) {
    List<Map<Integer, Integer>> errors = new ArrayList<>();
    ends.forEach(_ -> errors.add(new HashMap<>()));
    for (IProblem problem : problems) {
      if (!problem.isError()) {
        continue;
      }
      if ((problem.getID() & IProblem.Syntax) != 0) {
        // after an error of syntax the rest is read by guessing
        return ends.stream().skip(1).map(_ -> false).toList();
      }
      int at = problem.getSourceStart();
      for (int i = 0; i < ends.size(); i++) {
        if (at >= (i == 0 ? first : ends.get(i - 1)) && at < ends.get(i)) {
          errors.get(i).merge(problem.getID(), 1, Integer::sum);
        }
      }
    }
    Map<Integer, Integer> before = errors.getFirst();
    return errors.stream()
        .skip(1)
        .map(
            now ->
                now.entrySet().stream()
                    .allMatch(each -> each.getValue() <= before.getOrDefault(each.getKey(), 0)))
        .toList();
  }

  /// The innermost method around a node that is not inside a lambda of the same method.
  static @org.jspecify.annotations.Nullable MethodDeclaration methodAround(ASTNode node) {
    for (ASTNode at = node; at != null; at = at.getParent()) {
      if (at instanceof MethodDeclaration found) {
        return found.getBody() == null ? null : found;
      }
    }
    return null;
  }
}
