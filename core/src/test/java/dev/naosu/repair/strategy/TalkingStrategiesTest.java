package dev.naosu.repair.strategy;

import static dev.naosu.repair.strategy.ShopCase.GOOD;
import static dev.naosu.repair.strategy.ShopCase.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.TestRun;
import dev.naosu.model.Message;
import dev.naosu.model.Prompt;
import java.util.List;
import org.junit.jupiter.api.Test;

class TalkingStrategiesTest {
  private static List<Tried> failing(Suggestion each, String message) {
    return List.of(
        new Tried.StillFails(each, List.of(ShopCase.run(TestRun.Status.ERROR, message))));
  }

  private static List<Tried> uncompiled(Suggestion each) {
    return List.of(new Tried.DoesNotCompile(each, List.of("13: cannot find symbol count")));
  }

  private static int turns(Prompt prompt) {
    return prompt.conversation().size();
  }

  @Test
  void what_the_compiler_and_the_tests_said_is_told_once_each() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying(
            answer("count()"), answer("sum() / 1"), answer("sum() / 2"), answer(GOOD));
    Proposer.Session session = ShopCase.open(Strategy.FEEDBACK, model);

    Suggestion first = session.next(List.of()).getFirst();
    Suggestion second = session.next(uncompiled(first)).getFirst();
    Suggestion third = session.next(failing(second, "expected <4>")).getFirst();
    Suggestion fresh = session.next(failing(third, "expected <5>")).getFirst();

    assertThat(model.told(1)).contains("does not compile", "13: cannot find symbol count");
    assertThat(model.told(2)).contains("fails still", "expected <4>", "shop.Cart.average");
    assertThat(model.asked()).extracting(TalkingStrategiesTest::turns).containsExactly(2, 4, 6, 2);
    assertThat(List.of(first, second, third, fresh))
        .extracting(Suggestion::independent)
        .containsExactly(true, false, false, true);
    assertThat(fresh.candidate().operator()).isEqualTo("model:feedback");
    assertThat(session.next(List.of(new Tried.Plausible(fresh)))).isEmpty();
  }

  @Test
  void feedback_begins_afresh_three_times_at_most() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying("1", "2", "3", "4", "5", "6", answer(GOOD), answer(GOOD));
    Proposer.Session session = ShopCase.open(Strategy.FEEDBACK, model);

    assertThat(session.next(List.of())).isEmpty();
    assertThat(model.asked())
        .extracting(TalkingStrategiesTest::turns)
        .containsExactly(2, 4, 2, 4, 2, 4);
    assertThat(model.told(1)).contains("the answer holds no method average");
    assertThat(session.why()).isEmpty();
  }

  @Test
  void ideas_come_from_one_root_cause_and_are_one_voice() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying(
            "An empty cart.\n1. Return 0.\n2. Return -1.\n3. Throw.",
            answer(GOOD),
            answer(GOOD.replace("0", "-1")),
            "I would rather not.");
    Proposer.Session session = ShopCase.open(Strategy.ROOT_CAUSE, model);

    List<Suggestion> suggestions = session.next(List.of());
    assertThat(suggestions).extracting(Suggestion::independent).containsExactly(true, false);
    assertThat(model.told(2)).isEqualTo("Carry out idea 2 now.");
    assertThat(model.asked().get(2).conversation()).hasSize(4);
    assertThat(session.next(List.of(new Tried.Plausible(suggestions.getFirst())))).isEmpty();
  }

  @Test
  void a_reviewer_sends_the_coder_back_once_and_what_stands_goes_along()
      throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying(
            "1. Guard average.",
            answer("lines.size()"),
            "VERDICT: OBJECT\n- it no longer\tdivides\n",
            answer(GOOD),
            "**VERDICT:** OBJECT\n- nobody said that an empty cart costs 0\n");
    Proposer.Session session = ShopCase.open(Strategy.TEAM, model);

    Suggestion suggestion = session.next(List.of()).getFirst();

    assertThat(model.told(1)).contains("A planner's notes", "1. Guard average.");
    assertThat(model.told(2)).contains("+    return lines.size();");
    assertThat(model.told(3)).contains("A reviewer objects", "it no longer divides");
    assertThat(ShopCase.after(suggestion)).contains(GOOD);
    assertThat(suggestion.objections()).containsExactly("nobody said that an empty cart costs 0");
  }

  @Test
  void failing_tests_lead_back_to_the_coder_twice() throws InterruptedException {
    String accepted = "VERDICT: ACCEPT";
    ScriptedModel model =
        ScriptedModel.saying(
            "plan",
            answer("1"),
            accepted,
            answer("2"),
            accepted,
            answer("3"),
            "I like it.",
            answer("4"),
            accepted);
    Proposer.Session session = ShopCase.open(Strategy.TEAM, model);

    Suggestion first = session.next(List.of()).getFirst();
    Suggestion second = session.next(failing(first, "expected <7>")).getFirst();
    Suggestion third = session.next(failing(second, "expected <8>")).getFirst();

    assertThat(model.told(3)).contains("expected <7>");
    assertThat(second.independent()).isFalse();
    assertThat(second.objections()).isEmpty();
    assertThat(third.objections()).containsExactly("not reviewed");
    assertThat(session.next(failing(third, "expected <9>"))).isEmpty();
    assertThat(model.asked()).hasSize(7);
  }

  @Test
  void each_role_has_its_own_rules_and_nothing_of_outside_in_them() throws InterruptedException {
    ScriptedModel model = ScriptedModel.saying("plan: SECRET", answer(GOOD), "VERDICT: ACCEPT");
    ShopCase.open(Strategy.TEAM, model).next(List.of());

    assertThat(model.asked())
        .extracting(prompt -> prompt.conversation().getFirst().role())
        .containsOnly(Message.Role.SYSTEM);
    assertThat(model.asked())
        .extracting(prompt -> prompt.conversation().getFirst().text())
        .doesNotHaveDuplicates()
        .noneMatch(rules -> rules.contains("SECRET") || rules.contains("average() {"));
  }
}
