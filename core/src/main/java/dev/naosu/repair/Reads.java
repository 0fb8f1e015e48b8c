package dev.naosu.repair;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.SimpleName;

/// Where a member reads its parameters and local variables.
///
/// A patch after which nobody reads what was computed is seldom what was meant: compilers and
/// reviewers ask about unused variables, and a repair seldom makes one.
final class Reads {
  private final String path;
  private final List<Variable> variables;

  /// One variable that is read at least once.
  private record Variable(Pattern name, List<Span> reads) {}

  private Reads(String path, List<Variable> variables) {
    this.path = path;
    this.variables = List.copyOf(variables);
  }

  static Reads of(String path, BodyDeclaration member) {
    Map<IVariableBinding, List<Span>> reads = new LinkedHashMap<>();
    member.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            if (name.resolveBinding() instanceof IVariableBinding variable
                && !variable.isField()
                && !name.isDeclaration()
                && !isTarget(name)) {
              reads
                  .computeIfAbsent(variable.getVariableDeclaration(), _ -> new ArrayList<>())
                  .add(new Span(name.getStartPosition(), name.getLength()));
            }
            return true;
          }
        });
    List<Variable> variables = new ArrayList<>();
    reads.forEach(
        (variable, places) ->
            variables.add(
                new Variable(
                    Pattern.compile(
                        "(?<![\\w$])" + Pattern.quote(variable.getName()) + "(?![\\w$])"),
                    List.copyOf(places))));
    return new Reads(path, variables);
  }

  private static boolean isTarget(ASTNode name) {
    return name.getParent() instanceof Assignment assignment
        && assignment.getLeftHandSide() == name
        && assignment.getOperator() == Assignment.Operator.ASSIGN;
  }

  /// Whether some variable that is read now is not read any more after the patch.
  boolean endWith(Patch patch) {
    return variables.stream()
        .anyMatch(
            variable ->
                variable.reads().stream().allMatch(read -> isReplaced(read, patch))
                    && patch.edits().stream()
                        .noneMatch(edit -> variable.name().matcher(edit.replacement()).find()));
  }

  private boolean isReplaced(Span read, Patch patch) {
    return patch.edits().stream().anyMatch(edit -> isReplaced(read, edit));
  }

  private boolean isReplaced(Span read, Edit edit) {
    return edit.path().equals(path)
        && edit.span().start() < read.end()
        && edit.span().end() > read.start();
  }
}
