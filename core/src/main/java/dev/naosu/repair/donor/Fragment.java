package dev.naosu.repair.donor;

import dev.naosu.code.JavaSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.Statement;

/// A statement with its neighbours, as text and tree without bindings.
///
/// @param names the variables of its member
/// @param features of the statement and its neighbours
record Fragment(JavaSource source, Statement statement, Names names, Features features) {

  /// The statement that many places behind it in its list; before it for negative numbers.
  Optional<Statement> neighbour(int distance) {
    if (!(statement.getParent() instanceof Block block)) {
      return Optional.empty();
    }
    List<?> all = block.statements();
    int at = all.indexOf(statement) + distance;
    return at >= 0 && at < all.size() ? Optional.of((Statement) all.get(at)) : Optional.empty();
  }

  String text() {
    return source.textOf(statement);
  }
}
