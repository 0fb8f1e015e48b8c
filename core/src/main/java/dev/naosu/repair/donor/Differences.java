package dev.naosu.repair.donor;

import dev.naosu.code.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.ChildListPropertyDescriptor;
import org.eclipse.jdt.core.dom.ChildPropertyDescriptor;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.SimplePropertyDescriptor;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.StructuralPropertyDescriptor;

/// Where a statement is written otherwise than its donor, as replacements of its parts by those of
/// the donor. Nested statements are left to their own fragments.
///
/// Source: SimFix's revisions by matching of trees; literals 0, 1 and -1 stay.
final class Differences {
  /// One part of the statement as the donor has it.
  record Revision(Span span, String text) {}

  private static final Set<String> KEPT = Set.of("0", "1");

  private final Fragment home;
  private final Mapping mapping;
  private final List<Revision> revisions = new ArrayList<>();
  private boolean comparable = true;

  private Differences(Fragment home, Mapping mapping) {
    this.home = home;
    this.mapping = mapping;
  }

  /// @return in the order of the text; empty when the two cannot be compared or are the same
  static List<Revision> between(Fragment home, Fragment donor, Mapping mapping) {
    Differences differences = new Differences(home, mapping);
    differences.compare(home.statement(), donor.statement());
    return differences.comparable ? differences.revisions : List.of();
  }

  private void compare(ASTNode mine, ASTNode theirs) {
    if (mine.getNodeType() != theirs.getNodeType()
        || mine instanceof SimpleName
        || !sameSimples(mine, theirs)) {
      replace(mine, theirs);
      return;
    }
    for (Object each : mine.structuralPropertiesForType()) {
      switch ((StructuralPropertyDescriptor) each) {
        case ChildPropertyDescriptor child -> {
          if (!child(mine, theirs, child)) {
            replace(mine, theirs);
            return;
          }
        }
        case ChildListPropertyDescriptor list -> {
          List<?> a = (List<?>) mine.getStructuralProperty(list);
          List<?> b = (List<?>) theirs.getStructuralProperty(list);
          if (a.size() != b.size()) {
            replace(mine, theirs);
            return;
          }
          for (int i = 0; i < a.size(); i++) {
            compare((ASTNode) a.get(i), (ASTNode) b.get(i));
          }
        }
        default -> {}
      }
    }
  }

  /// @return whether both have the child or both have none
  private boolean child(ASTNode mine, ASTNode theirs, ChildPropertyDescriptor child) {
    ASTNode a = (ASTNode) mine.getStructuralProperty(child);
    ASTNode b = (ASTNode) theirs.getStructuralProperty(child);
    if (a instanceof Statement || b instanceof Statement) {
      return true;
    }
    if (a != null && b != null) {
      compare(a, b);
    }
    return (a == null) == (b == null);
  }

  private static boolean sameSimples(ASTNode mine, ASTNode theirs) {
    for (Object each : mine.structuralPropertiesForType()) {
      if (each instanceof SimplePropertyDescriptor simple) {
        Object a = mine.getStructuralProperty(simple);
        Object b = theirs.getStructuralProperty(simple);
        if (a == null ? b != null : !a.equals(b)) {
          return false;
        }
      }
    }
    return true;
  }

  private void replace(ASTNode mine, ASTNode theirs) {
    if (!(mine instanceof Expression) || !(theirs instanceof Expression)) {
      comparable &=
          !(mine instanceof Block)
              && mine.subtreeMatch(new org.eclipse.jdt.core.dom.ASTMatcher(), theirs);
      return;
    }
    String own = home.source().textOf(mine);
    String text = mapping.text(theirs).orElse("");
    if (text.isEmpty()) {
      comparable = false;
    } else if (!text.equals(own) && !(mine instanceof NumberLiteral && KEPT.contains(own))) {
      revisions.removeIf(each -> isInside(each.span(), mine));
      revisions.add(new Revision(new Span(mine.getStartPosition(), mine.getLength()), text));
    }
  }

  private static boolean isInside(Span span, ASTNode node) {
    return node.getStartPosition() <= span.start()
        && span.end() <= node.getStartPosition() + node.getLength();
  }
}
