package dev.naosu.repair.strategy;

import static dev.naosu.repair.strategy.ShopCase.GOOD;
import static dev.naosu.repair.strategy.ShopCase.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.model.Answer;
import dev.naosu.model.Prompt;
import dev.naosu.model.Reply;
import dev.naosu.model.Usage;
import dev.naosu.repair.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private static final String SAME = "(lines.isEmpty()) ? 0 : (this.sum() / this.lines.size())";

  private static List<Tried> all(List<Suggestion> suggestions, boolean isPlausible) {
    List<Tried> tried = new ArrayList<>();
    for (Suggestion each : suggestions) {
      tried.add(isPlausible ? new Tried.Plausible(each) : new Tried.StillFails(each, List.of()));
    }
    return tried;
  }

  private static String[] times(int count, String answer) {
    return Collections.nCopies(count, answer).toArray(String[]::new);
  }

  @Test
  void four_samples_of_which_three_agree_are_enough() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying(answer(GOOD), answer(SAME), answer("0"), answer(GOOD));
    Proposer.Session session = ShopCase.open(Strategy.FUNCTION, model);

    List<Suggestion> suggestions = session.next(List.of());
    assertThat(suggestions).hasSize(4).allMatch(Suggestion::independent);
    assertThat(suggestions.getFirst().candidate())
        .extracting(Candidate::operator, Candidate::method, Candidate::line)
        .containsExactly("model:function", "Cart.average", 13);
    assertThat(session.next(all(suggestions, true))).isEmpty();
    assertThat(session.why()).isEmpty();
    assertThat(model.asked()).extracting(Prompt::temperature).containsExactly(0.2, 0.9, 1.0, 0.8);
  }

  @Test
  void where_nothing_helps_it_ends_after_sixteen() throws InterruptedException {
    ScriptedModel model = ScriptedModel.saying(times(20, answer("1")));
    Proposer.Session session = ShopCase.open(Strategy.FUNCTION, model);

    List<Integer> rounds = new ArrayList<>();
    List<Suggestion> last = session.next(List.of());
    while (!last.isEmpty()) {
      rounds.add(last.size());
      last = session.next(all(last, false));
    }

    assertThat(rounds).containsExactly(4, 4, 8);
    assertThat(model.asked()).hasSize(16);
  }

  @Test
  void three_votes_count_only_where_the_tests_pass() throws InterruptedException {
    ScriptedModel model = ScriptedModel.saying(times(20, answer("1")));
    Proposer.Session session = ShopCase.open(Strategy.FUNCTION, model);

    List<Suggestion> first = session.next(List.of());
    assertThat(session.next(all(first, false))).hasSize(4);
  }

  @Test
  void answers_without_code_are_asked_for_again() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying("a?", "b?", "c?", "d?", answer(GOOD), "e?", "f?", "g?");
    Proposer.Session session = ShopCase.open(Strategy.FUNCTION, model);

    assertThat(session.next(List.of())).hasSize(1);
    assertThat(model.asked()).hasSize(8);
  }

  @Test
  void a_budget_that_is_used_up_ends_it_quietly_with_the_reason() throws InterruptedException {
    ScriptedModel model = ScriptedModel.saying(answer(GOOD));
    Proposer.Session session = ShopCase.open(Strategy.FUNCTION, model);

    assertThat(session.next(List.of())).hasSize(1);
    assertThat(session.next(List.of())).isEmpty();
    assertThat(session.why()).contains("the budget is used up: 1 calls");
    assertThat(model.asked()).hasSize(2);
  }

  @Test
  void a_model_that_is_gone_is_not_asked_again_and_the_others_go_on() throws InterruptedException {
    ScriptedModel gone =
        ScriptedModel.replying(new Reply.Unavailable("no route to it", "start the server"));
    ScriptedModel there = ScriptedModel.named("test/other", times(9, answer(GOOD)));
    Proposer.Session session = ShopCase.open(Strategy.ENSEMBLE, gone, there);

    assertThat(session.next(List.of()))
        .isNotEmpty()
        .allMatch(each -> each.model().equals("test/other"));
    assertThat(gone.asked()).hasSize(1);
    assertThat(session.why())
        .contains("test/scripted gives no answer: no route to it; start the server");
  }

  @Test
  void answers_that_cannot_be_used_are_the_reason() throws InterruptedException {
    ScriptedModel model = ScriptedModel.saying(times(16, "I cannot tell."));
    Proposer.Session session = ShopCase.open(Strategy.FUNCTION, model);

    assertThat(session.next(List.of())).isEmpty();
    assertThat(session.why())
        .contains("none of 16 answers could be used; the last: the answer holds no method average");
  }

  @Test
  void an_ensemble_asks_all_models_in_all_forms() throws InterruptedException {
    String blocks =
        """
        src/main/java/shop/Cart.java
        <<<<<<< SEARCH
            return sum() / lines.size();
        =======
            return lines.isEmpty() ? 0 : sum() / lines.size();
        >>>>>>> REPLACE
        """;
    ScriptedModel one = ScriptedModel.named("test/one", answer(GOOD), blocks);
    ScriptedModel two = ScriptedModel.named("test/two", answer(SAME), blocks);
    Proposer.Session session = ShopCase.open(Strategy.ENSEMBLE, one, two);

    List<Suggestion> suggestions = session.next(List.of());
    Clusters clusters = new Clusters(ShopCase.codebase());
    suggestions.forEach(clusters::add);

    assertThat(clusters.list())
        .singleElement()
        .satisfies(
            cluster -> {
              assertThat(cluster.votes()).isEqualTo(4);
              assertThat(cluster.voices()).isEqualTo(4);
            });
  }

  @Test
  void a_security_fix_tells_its_side_effects() throws InterruptedException {
    String fix =
        "EXPLOIT: an empty cart.\nDAMAGE: the shop stops.\nFIX: a guard.\n"
            + answer(GOOD)
            + "SIDE EFFECTS: an empty cart costs\nnothing.";
    ScriptedModel model =
        ScriptedModel.saying(
            fix, answer(GOOD), fix.replaceFirst("(?s)an empty cart costs.*", "none"), "");
    Proposer.Session session = ShopCase.open(Strategy.SECURITY, model);

    assertThat(session.next(List.of()))
        .extracting(Suggestion::objections)
        .containsExactly(List.of("side effects: an empty cart costs nothing."), List.of());
  }

  @Test
  void the_same_randomness_gives_the_same_prompts() throws InterruptedException {
    ScriptedModel first = ScriptedModel.saying(answer(GOOD));
    ScriptedModel second = ScriptedModel.saying(answer(GOOD));
    ShopCase.open(Strategy.FUNCTION, first).next(List.of());
    ShopCase.open(Strategy.FUNCTION, second).next(List.of());
    ScriptedModel other = ScriptedModel.saying(answer(GOOD));
    Strategy.FUNCTION.with(List.of(other), new Random(8)).open(ShopCase.file()).next(List.of());

    assertThat(first.told(0)).isEqualTo(second.told(0)).isNotEqualTo(other.told(0));
  }

  @Test
  void an_answer_that_was_held_back_is_none() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.replying(
            new Reply.Answered(new Answer(answer(GOOD), Answer.End.FILTERED, Usage.NONE)));

    assertThat(ShopCase.open(Strategy.FUNCTION, model).next(List.of())).isEmpty();
  }
}
