package dev.naosu.app.models;

import dev.naosu.model.Answer;
import dev.naosu.model.Message;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Proves a connection with the smallest repair there is.
public record TinyRepair(InstantSource clock) {
  /// Room for models that think before they write.
  private static final int LONGEST = 2000;

  private static final Prompt QUESTION =
      new Prompt(
          List.of(
              Message.system(
                  "You repair Java methods. Answer with the whole method and nothing else."),
              Message.user(
                  """
                  The sum of 2 and 3 should be 5, and is -1:
                  ```java
                  static int sum(int a, int b) {
                    return a - b;
                  }
                  ```
                  """)),
          0,
          LONGEST);

  /// What came of it.
  public sealed interface Result {
    /// @param right whether the bug is gone
    record Answered(boolean right, Answer answer, Duration took) implements Result {}

    record Failed(String why, String remedy) implements Result {}
  }

  public Result with(Model model) throws InterruptedException {
    Instant start = clock.instant();
    return switch (model.ask(QUESTION)) {
      case Reply.Answered(Answer answer) ->
          new Result.Answered(isRight(answer), answer, Duration.between(start, clock.instant()));
      case Reply.Unavailable(String why, String remedy) -> new Result.Failed(why, remedy);
      case Reply.OverBudget(String which) ->
          new Result.Failed(
              "more than " + which, "Raise models.day or models.incident in your naosu.yml");
    };
  }

  private static boolean isRight(Answer answer) {
    String code = answer.text().replaceAll("\\s+", "");
    return answer.end() == Answer.End.COMPLETE
        && (code.contains("returna+b;")
            || code.contains("returnb+a;")
            || code.contains("returnMath.addExact(a,b);"));
  }
}
