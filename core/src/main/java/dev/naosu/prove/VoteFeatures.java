package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.prove.Ranking.Alike;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// What models add to what is known of a repair, in numbers, beside [Features]. Only repairs that
/// models came to have them.
///
/// | name | of what |
/// |---|---|
/// | `voteShare` | share of the independent samples that say the same |
/// | `votes` | `ln(1 + count)` of them |
/// | `voices` | `ln(1 + count)` of different models and strategies among them |
/// | `onlyClass` | is there no other class that behaves differently |
/// | `templateAgrees` | did a template come to the same behaviour |
/// | `deletionOnly` | does the patch only remove |
/// | `longEdit` | does it remove and insert more than 40 tokens |
/// | `objections` | does a reviewing model object |
final class VoteFeatures {
  private static final int LONG = 40;

  private VoteFeatures() {}

  static SortedMap<String, Double> of(
      Alike alike, Votes votes, boolean alone, UnaryOperator<String> original) {
    int inserted = 0;
    int removed = 0;
    for (Edit edit : alike.best().candidate().patch().edits()) {
      String text = original.apply(edit.path());
      inserted += Features.tokens(edit.replacement());
      removed += Features.tokens(text.substring(edit.span().start(), edit.span().end()));
    }
    SortedMap<String, Double> values = new TreeMap<>();
    values.put("voteShare", votes.share());
    values.put("votes", Math.log1p(votes.votes()));
    values.put("voices", Math.log1p(votes.voices()));
    values.put("onlyClass", answer(alone));
    values.put(
        "templateAgrees",
        answer(alike.members().stream().anyMatch(each -> !Ranking.isOfModel(each))));
    values.put("deletionOnly", answer(inserted == 0 && removed > 0));
    values.put("longEdit", answer(inserted + removed > LONG));
    values.put("objections", answer(!votes.objections().isEmpty()));
    return values;
  }

  private static double answer(boolean yes) {
    return yes ? 1 : 0;
  }
}
