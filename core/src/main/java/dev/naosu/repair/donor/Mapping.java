package dev.naosu.repair.donor;

import dev.naosu.repair.Rewrite;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Variable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.SimpleName;

/// Which variable at a place plays the part of each variable of a donor.
///
/// Source: SimFix weighs 0.7 usage, 0.1 name, 0.2 type.
final class Mapping {
  private static final double USAGE = 0.7;
  private static final double NAME = 0.1;
  private static final double TYPE = 0.2;

  private final Fragment home;
  private final Fragment donor;
  private final List<Variable> variables;
  private final Map<String, Optional<String>> chosen = new HashMap<>();

  Mapping(Fragment home, Fragment donor, Scope scope) {
    this.home = home;
    this.donor = donor;
    this.variables = scope.variables();
  }

  /// A node of the donor with the names of the place; none when some variable has no counterpart.
  Optional<String> text(ASTNode node) {
    Map<SimpleName, String> parts = new LinkedHashMap<>();
    boolean[] possible = {true};
    Set<String> own = new HashSet<>();
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            String identifier = name.getIdentifier();
            if (name.isDeclaration()) {
              own.add(identifier);
            } else if (Names.isVariable(name)
                && !own.contains(identifier)
                && donor.names().types().containsKey(identifier)) {
              Optional<String> counterpart = counterpart(identifier);
              possible[0] &= counterpart.isPresent();
              counterpart
                  .filter(each -> !each.equals(identifier))
                  .ifPresent(each -> parts.put(name, each));
            }
            return possible[0];
          }
        });
    return possible[0]
        ? Optional.of(unindented(Rewrite.of(donor.source(), node, parts), node))
        : Optional.empty();
  }

  /// The text without the indentation that its own place gave its further lines.
  private String unindented(String text, ASTNode node) {
    String indent = donor.source().indentAt(node.getStartPosition());
    return text.replace("\r\n", "\n").replace("\n" + indent, "\n");
  }

  private Optional<String> counterpart(String name) {
    Optional<String> known = chosen.get(name);
    if (known == null) {
      known = choose(name);
      chosen.put(name, known);
    }
    return known;
  }

  private Optional<String> choose(String name) {
    String type = donor.names().types().getOrDefault(name, "");
    List<String> uses = donor.names().uses().getOrDefault(name, List.of());
    String best = null;
    double most = 0;
    for (Variable variable : variables) {
      if (!typeName(variable).equals(type)) {
        continue;
      }
      double likeness =
          USAGE * alike(uses, home.names().uses().getOrDefault(variable.name(), List.of()))
              + NAME * Scope.nameSimilarity(name, variable.name())
              + TYPE
              + (variable.name().equals(name) ? NAME : 0);
      if (likeness > most) {
        most = likeness;
        best = variable.name();
      }
    }
    return Optional.ofNullable(best);
  }

  private static String typeName(Variable variable) {
    return variable.type().getErasure().getName();
  }

  /// The longest common subsequence of two lists over the length of the longer.
  private static double alike(List<String> a, List<String> b) {
    int longest = Math.max(a.size(), b.size());
    if (longest == 0) {
      return 0;
    }
    int[] row = new int[b.size() + 1];
    for (String each : a) {
      int diagonal = 0;
      for (int j = 1; j <= b.size(); j++) {
        int above = row[j];
        row[j] = each.equals(b.get(j - 1)) ? diagonal + 1 : Math.max(row[j], row[j - 1]);
        diagonal = above;
      }
    }
    return (double) row[b.size()] / longest;
  }
}
