package dev.naosu.app.tell;

import dev.naosu.cycle.Asked;
import dev.naosu.prove.Funnel;
import dev.naosu.prove.Votes;
import java.util.stream.Collectors;

/// How models fared, in words. Reasons and names are text from outside.
final class ModelWords {
  private ModelWords() {}

  static String fared(Funnel funnel) {
    return Words.count(funnel.generated(), "suggestion")
        + ", "
        + Words.number(funnel.plausible())
        + " left";
  }

  /// Such as "12 suggestions, 2 left · 14,200 tokens".
  static String told(Asked asked) {
    String reasons =
        asked.strategies().stream()
            .filter(each -> !each.why().isEmpty())
            .map(each -> each.name() + ": " + each.why())
            .collect(Collectors.joining(" · "));
    return fared(asked.funnel())
        + (asked.used().tokens() == 0
            ? ""
            : " · " + Words.number(asked.used().tokens()) + " tokens")
        + (reasons.isEmpty() ? "" : " · " + reasons);
  }

  /// Who came to a repair, such as "a/x and b/y (function): 3 of 8 answers agree".
  static String votes(Votes votes) {
    return String.join(" and ", votes.models())
        + " ("
        + String.join(", ", votes.strategies())
        + "): "
        + votes.votes()
        + " of "
        + Words.count(votes.of(), "answer")
        + (votes.votes() == 1 ? " agrees" : " agree");
  }
}
