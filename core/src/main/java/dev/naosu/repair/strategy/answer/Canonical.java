package dev.naosu.repair.strategy.answer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.CastExpression;
import org.eclipse.jdt.core.dom.CompilationUnit;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.InstanceofExpression;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.SwitchExpression;
import org.eclipse.jdt.core.dom.ThisExpression;
import org.eclipse.jdt.core.dom.VariableDeclaration;

/// A file as words by which two versions of it are compared: without comments, formatting, `final`,
/// `this.` before what no variable hides, and brackets that change nothing.
///
/// Brackets are compared by structure: those of the text are left out, and each operation gets its
/// own.
public final class Canonical {
  private final Map<Integer, Integer> opened = new HashMap<>();
  private final Map<Integer, Integer> closed = new HashMap<>();
  private final Set<Integer> dropped = new HashSet<>();

  private Canonical() {}

  /// @param unit the tree of `text`
  public static String of(String text, CompilationUnit unit) {
    Canonical canonical = new Canonical();
    unit.accept(canonical.new Brackets());
    return canonical.words(text);
  }

  private String words(String text) {
    List<String> words = new ArrayList<>();
    for (Lexeme each : Lexeme.code(text)) {
      words.addAll(List.of("(".repeat(opened.getOrDefault(each.start(), 0)).split("(?!^)")));
      if (!dropped.contains(each.start()) && !each.is("final")) {
        words.add(each.text());
      }
      words.addAll(List.of(")".repeat(closed.getOrDefault(each.end(), 0)).split("(?!^)")));
    }
    return words.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining(" "));
  }

  private final class Brackets extends ASTVisitor {
    /// Names of the variables of the methods around.
    private final Deque<Set<String>> hidden = new ArrayDeque<>();

    @Override
    public boolean visit(MethodDeclaration method) {
      Set<String> names = new HashSet<>();
      method.accept(
          new ASTVisitor() {
            @Override
            public void preVisit(ASTNode node) {
              if (node instanceof VariableDeclaration variable) {
                names.add(variable.getName().getIdentifier());
              }
            }
          });
      hidden.push(names);
      return true;
    }

    @Override
    public void endVisit(MethodDeclaration method) {
      hidden.pop();
    }

    @Override
    public boolean visit(FieldAccess access) {
      boolean isHidden =
          hidden.stream().anyMatch(each -> each.contains(access.getName().getIdentifier()));
      if (!isHidden && access.getExpression() instanceof ThisExpression self) {
        drop(self, access.getName());
      }
      return true;
    }

    @Override
    public boolean visit(MethodInvocation call) {
      if (call.getExpression() instanceof ThisExpression self && call.typeArguments().isEmpty()) {
        drop(self, call.getName());
      }
      return true;
    }

    /// The word and the dot behind it, perhaps with blanks around.
    private void drop(ThisExpression self, ASTNode name) {
      if (self.getQualifier() == null) {
        dropped.add(self.getStartPosition());
        for (int at = end(self); at < name.getStartPosition(); at++) {
          dropped.add(at);
        }
      }
    }

    @Override
    public boolean visit(ParenthesizedExpression brackets) {
      dropped.add(brackets.getStartPosition());
      dropped.add(end(brackets) - 1);
      return true;
    }

    @Override
    public void preVisit(ASTNode node) {
      boolean isOperation =
          switch (node) {
            case InfixExpression infix -> !isFlat(infix);
            case Assignment _,
                ConditionalExpression _,
                InstanceofExpression _,
                PrefixExpression _,
                CastExpression _,
                LambdaExpression _,
                SwitchExpression _ ->
                true;
            default -> false;
          };
      if (isOperation) {
        opened.merge(node.getStartPosition(), 1, Integer::sum);
        closed.merge(end(node), 1, Integer::sum);
      }
    }

    /// Whether it is the left part of the same operation, which is done first anyway.
    private boolean isFlat(InfixExpression infix) {
      ASTNode node = infix;
      while (node.getParent() instanceof ParenthesizedExpression brackets) {
        node = brackets;
      }
      return node.getParent() instanceof InfixExpression around
          && around.getOperator() == infix.getOperator()
          && isSame(around.getLeftOperand(), node);
    }

    private boolean isSame(Expression left, ASTNode node) {
      return left.getStartPosition() == node.getStartPosition()
          && left.getLength() == node.getLength();
    }

    private int end(ASTNode node) {
      return node.getStartPosition() + node.getLength();
    }
  }
}
