package dev.naosu.repair.donor;

import dev.naosu.code.JavaSource;
import dev.naosu.repair.Codebase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.NodeFinder;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.Statement;

/// The fragments of a project, file by file.
final class Library {
  /// Fragments of one file.
  private record Shelf(List<Fragment> fragments) {}

  /// Longest statement, in characters, that is a fragment.
  private static final int LONGEST = 1_500;

  private final Codebase codebase;
  private final Map<String, Integer> words = new HashMap<>();

  private Library(Codebase codebase) {
    this.codebase = codebase;
  }

  static Library of(Codebase codebase) {
    return codebase.learn(Library.class, "", () -> new Library(codebase));
  }

  /// Every statement of a file but blocks, in the order of the text.
  List<Fragment> fragments(String path) {
    return codebase.learn(Shelf.class, path, () -> new Shelf(read(path))).fragments();
  }

  /// The fragment at a place of a file.
  Optional<Fragment> at(String path, ASTNode place) {
    ASTNode node =
        NodeFinder.perform(
            codebase.outline(path).unit(), place.getStartPosition(), place.getLength());
    return fragments(path).stream().filter(each -> each.statement() == node).findFirst();
  }

  private List<Fragment> read(String path) {
    JavaSource source = codebase.outline(path);
    List<Fragment> fragments = new ArrayList<>();
    Map<BodyDeclaration, Names> names = new HashMap<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public void preVisit(ASTNode node) {
                if (node instanceof Statement statement
                    && !(statement instanceof Block)
                    && statement.getLength() <= LONGEST) {
                  member(statement)
                      .ifPresent(
                          member ->
                              fragments.add(
                                  fragment(
                                      source,
                                      statement,
                                      names.computeIfAbsent(member, Names::of))));
                }
              }
            });
    return fragments;
  }

  private static Optional<BodyDeclaration> member(ASTNode node) {
    for (ASTNode at = node; at != null; at = at.getParent()) {
      if (at instanceof BodyDeclaration member) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  private Fragment fragment(JavaSource source, Statement statement, Names names) {
    Map<Integer, Integer> counts = new HashMap<>();
    Fragment bare = new Fragment(source, statement, names, new Features(Map.of()));
    count(statement, names, 2, counts);
    bare.neighbour(-1).ifPresent(each -> count(each, names, 1, counts));
    bare.neighbour(1).ifPresent(each -> count(each, names, 1, counts));
    return new Fragment(source, statement, names, new Features(counts));
  }

  private void count(Statement statement, Names names, int weight, Map<Integer, Integer> counts) {
    statement.accept(
        new ASTVisitor() {
          @Override
          public void preVisit(ASTNode node) {
            if (node instanceof Statement || node instanceof Expression) {
              note("k:" + node.getNodeType());
            }
          }

          @Override
          public boolean visit(SimpleName name) {
            if (Names.isVariable(name)) {
              note("v:" + name.getIdentifier());
              String type = names.types().get(name.getIdentifier());
              if (type != null) {
                note("t:" + type);
              }
            }
            return true;
          }

          @Override
          public boolean visit(MethodInvocation call) {
            note("m:" + call.getName().getIdentifier());
            return true;
          }

          private void note(String word) {
            counts.merge(words.computeIfAbsent(word, _ -> words.size()), weight, Integer::sum);
          }
        });
  }
}
