package dev.naosu.diagnose.explanation;

import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Explanation;
import dev.naosu.model.Answer;
import dev.naosu.model.Message;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Quoted;
import dev.naosu.model.Reply;
import java.util.List;
import java.util.random.RandomGenerator;

/// Has a model tell what is known of a cause. It may choose among the causes that were found and
/// explain the evidence; what does not stand on evidence is dropped by [Grounding].
public final class Explainer {
  private static final int LONGEST_ANSWER = 1_500;
  private static final int MOST_EVIDENCE = 20_000;

  private static final String RULES =
      """
      You explain incidents in production to the engineer who is on call, from the evidence that \
      was found. You know nothing else.

      First line: "CAUSE: C2" with the number of the likeliest of the causes that are listed, or \
      "CAUSE: none" when the evidence does not tell.
      Then at most six lines, each one short sentence that begins with "- " and ends with the \
      evidence it stands on in brackets, such as "- The pool was full before the errors began \
      [E2, E5]". Take figures and names from that evidence exactly as they are written there. Say \
      what happened and how one thing led to the other; give no advice, and say where the evidence \
      is against the cause. A sentence that points at no evidence, or has a figure or a name that \
      is not in it, is thrown away.

      """
          + Quoted.RULE;

  private final Model model;
  private final RandomGenerator random;

  public Explainer(Model model, RandomGenerator random) {
    this.model = model;
    this.random = random;
  }

  /// What came of asking.
  public sealed interface Told {
    record Explained(Explanation explanation) implements Told {}

    /// @param why in one sentence
    record Silent(String why) implements Told {}
  }

  public Told explain(CauseReport report) throws InterruptedException {
    Exhibits exhibits = new Exhibits(report);
    if (exhibits.isEmpty()) {
      return new Told.Silent("there is no evidence to explain");
    }
    Quoted quoted = new Quoted(random);
    Prompt prompt =
        new Prompt(
            List.of(
                Message.system(RULES),
                Message.user(
                    quoted.announcement()
                        + quoted.data(
                            "The causes and the evidence", exhibits.listed(), MOST_EVIDENCE)
                        + "Explain it.")),
            0,
            LONGEST_ANSWER);
    return switch (model.ask(prompt)) {
      case Reply.Answered(Answer answer) when answer.end() == Answer.End.COMPLETE ->
          new Told.Explained(new Grounding(exhibits).read(model.name(), answer.text()));
      case Reply.Answered _ -> new Told.Silent(model.name() + " gave no whole answer");
      case Reply.Unavailable(String why, String _) ->
          new Told.Silent(model.name() + " gives no answer: " + why);
      case Reply.OverBudget(String which) -> new Told.Silent("the budget is used up: " + which);
    };
  }
}
