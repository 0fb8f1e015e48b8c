package dev.naosu.repair.operator;

import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.operator.Donors.Donor;
import dev.naosu.repair.operator.Donors.Spelling;
import dev.naosu.repair.operator.Predicates.Predicate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;

/// What may be asked before a statement: [Predicates] with their opposites, and conditions that the
/// class asks elsewhere.
final class Questions {
  /// @param text a condition as Java
  /// @param weight in (0, 1]: how likely somebody asks it here
  record Question(String text, double weight) {}

  private record Asked(List<Question> questions) {}

  private static final Map<String, String> OPPOSITES =
      Map.of("==", "!=", "!=", "==", "<", ">=", ">=", "<", ">", "<=", "<=", ">");

  private Questions() {}

  /// Likeliest first, each once.
  static List<Question> before(Site site) {
    return site.codebase().learn(Asked.class, site.node(), () -> ask(site)).questions();
  }

  private static Asked ask(Site site) {
    Scope scope = site.scope();
    Map<String, Double> found = new LinkedHashMap<>();
    for (Predicate each : Predicates.about(site, scope, site.node())) {
      found.merge(each.text(), each.weight(), Math::max);
      found.merge(each.negated(), 0.8 * each.weight(), Math::max);
    }
    donated(site, scope).forEach((text, weight) -> found.merge(text, 0.8 * weight, Math::max));
    List<Question> questions = new ArrayList<>();
    found.forEach((text, weight) -> questions.add(new Question(text, weight)));
    questions.sort(Comparator.comparingDouble(Question::weight).reversed());
    return new Asked(questions);
  }

  /// Conditions of the class as they are written in a scope, with their opposites and weights.
  static Map<String, Double> donated(Site site, Scope scope) {
    Map<String, Double> found = new LinkedHashMap<>();
    for (Donor donor : Donors.around(site, Donors.Sort.TERMS)) {
      Optional<Spelling> spelling = Donors.spell(site, donor.node(), scope);
      if (spelling.isEmpty()) {
        continue;
      }
      String text = spelling.get().text();
      double weight = donor.nearness() * (spelling.get().renamed() ? 0.6 : 1.0);
      found.putIfAbsent(text, weight);
      found.putIfAbsent(opposite(site, donor.node(), text, spelling.get().renamed()), 0.9 * weight);
    }
    return found;
  }

  private static String opposite(Site site, Expression node, String text, boolean renamed) {
    if (node instanceof PrefixExpression && text.startsWith("!")) {
      return text.substring(1);
    }
    if (node instanceof InfixExpression infix && !renamed && Slots.isComparison(infix)) {
      return site.text(infix.getLeftOperand())
          + " "
          + OPPOSITES.getOrDefault(infix.getOperator().toString(), "!=")
          + " "
          + site.text(infix.getRightOperand());
    }
    return Operands.isTight(node) ? "!" + text : "!(" + text + ")";
  }
}
