package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Rewrite;
import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.InfixExpression;

/// Asks the same about something similar: `c == 'y'` becomes `c == 'y' || c == 'Y'`, `a + b == c`
/// becomes `a + b == c || b + c == a || c + a == b`.
///
/// Source: forgotten cases beside their likes, such as `"0X"` beside `"0x"`.
public final class SimilarTerm implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.7;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Shortlist.propose(
        site,
        proposals,
        ideas -> {
          for (Expression node : Slots.of(site)) {
            if (ConditionTerm.isCondition(node)) {
              extend(site, node, ideas);
            }
          }
        });
  }

  private static void extend(Site site, Expression condition, Proposals ideas) {
    List<Expression> terms = terms(condition);
    String all = site.text(condition);
    Map<Expression, List<String>> likes = new LinkedHashMap<>();
    for (Expression term : terms) {
      List<String> variations =
          Variations.of(site, term).stream().filter(each -> !all.contains(each)).toList();
      likes.put(term, variations);
      for (int i = 0; i < variations.size(); i++) {
        double weight = 1 / (1 + i / 6.0);
        beside(site, condition, term, variations.get(i), weight, ideas);
      }
      if (variations.size() > 1) {
        String first = variations.get(0) + " || " + variations.get(1);
        beside(site, condition, term, first, 0.7, ideas);
      }
    }
    together(site, condition, likes, ideas);
  }

  /// Puts the new term behind its like, and behind the whole condition.
  private static void beside(
      Site site,
      Expression condition,
      Expression term,
      String like,
      double weight,
      Proposals ideas) {
    String description = "ask also " + like;
    if (term != condition) {
      String text = site.text(term) + " || " + like;
      boolean or = operator(condition).equals("||");
      ideas.replace(
          condition,
          Rewrite.of(site.source(), condition, Map.of(term, or ? text : "(" + text + ")")),
          weight,
          description);
    }
    String own = site.text(condition);
    String bracketed = operator(condition).equals("&&") ? "(" + own + ")" : own;
    ideas.replace(condition, bracketed + " || " + like, 0.95 * weight, description);
    String joined = operator(condition).equals("||") ? "(" + own + ")" : own;
    String whole = like.contains(" || ") ? "(" + like + ")" : like;
    ideas.replace(condition, joined + " && " + whole, 0.8 * weight, description);
  }

  /// Adds the likes of all terms of `a || b` at once.
  private static void together(
      Site site, Expression condition, Map<Expression, List<String>> likes, Proposals ideas) {
    List<String> first =
        likes.values().stream().flatMap(each -> each.stream().limit(1)).distinct().toList();
    if (operator(condition).equals("||") && first.size() > 1) {
      ideas.replace(
          condition,
          site.text(condition) + " || " + String.join(" || ", first),
          0.8,
          "ask also " + String.join(", ", first));
      ideas.replace(
          condition,
          likes.entrySet().stream()
              .map(
                  each ->
                      site.text(each.getKey())
                          + each.getValue().stream()
                              .limit(1)
                              .map(like -> " || " + like)
                              .collect(Collectors.joining()))
              .collect(Collectors.joining(" || ")),
          0.75,
          "ask each also " + first.getFirst());
    }
  }

  private static List<Expression> terms(Expression condition) {
    boolean joined = !operator(condition).isEmpty();
    List<Expression> terms = new ArrayList<>();
    for (Expression each : joined ? Operands.of((InfixExpression) condition) : List.of(condition)) {
      boolean plain = Optional.of(each).map(Slots::bare).filter(SimilarTerm::isPlain).isPresent();
      if (plain && !Operands.bindsVariables(each)) {
        terms.add(each);
      }
    }
    return terms;
  }

  private static boolean isPlain(Expression node) {
    return operator(node).isEmpty();
  }

  private static String operator(Expression node) {
    return node instanceof InfixExpression infix
            && List.of("&&", "||").contains(infix.getOperator().toString())
        ? infix.getOperator().toString()
        : "";
  }
}
