package dev.naosu.repair.strategy;

import dev.naosu.code.JavaSource;
import dev.naosu.diagnose.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.NodeFinder;

/// A suspicious method that a model may rewrite.
record Target(JavaSource source, MethodDeclaration method, int line) {

  /// The methods of the suspects, most suspicious first.
  static List<Target> of(CaseFile file, int most) {
    List<Target> targets = new ArrayList<>();
    for (Suspect suspect : file.suspects()) {
      if (targets.size() < most) {
        at(file, suspect)
            .filter(each -> targets.stream().noneMatch(have -> have.method() == each.method()))
            .ifPresent(targets::add);
      }
    }
    return targets;
  }

  private static Optional<Target> at(CaseFile file, Suspect suspect) {
    JavaSource source = file.codebase().outline(suspect.path());
    int start = source.unit().getPosition(suspect.line(), 0);
    if (start < 0) {
      return Optional.empty();
    }
    int code = start + source.indentAt(start).length();
    Optional<MethodDeclaration> outermost = Optional.empty();
    for (ASTNode node = NodeFinder.perform(source.unit(), code, 1);
        node != null;
        node = node.getParent()) {
      if (node instanceof MethodDeclaration method && method.getBody() != null) {
        outermost = Optional.of(method);
      }
    }
    return outermost.map(method -> new Target(source, method, suspect.line()));
  }

  /// `Cart.average`.
  String place() {
    String type =
        method.getParent() instanceof AbstractTypeDeclaration parent
            ? parent.getName().getIdentifier() + "."
            : "";
    return type + method.getName().getIdentifier();
  }

  String text() {
    return source.indentAt(method.getStartPosition()) + source.textOf(method);
  }
}
