package dev.naosu.repair.strategy;

import dev.naosu.model.Answer;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Reply;
import java.util.Optional;

/// One session's talk with a model, which is over for good once the model or the budget is out.
final class Talk {
  private final Model model;
  private Optional<String> why = Optional.empty();

  Talk(Model model) {
    this.model = model;
  }

  String model() {
    return model.name();
  }

  /// Empty when there is no answer and none to be had.
  Optional<Answer> ask(Prompt prompt) throws InterruptedException {
    if (why.isPresent()) {
      return Optional.empty();
    }
    return switch (model.ask(prompt)) {
      case Reply.Answered answered -> Optional.of(answered.answer());
      case Reply.Unavailable gone -> {
        why = Optional.of(model.name() + " gives no answer: " + gone.why() + "; " + gone.remedy());
        yield Optional.empty();
      }
      case Reply.OverBudget over -> {
        why = Optional.of("the budget is used up: " + over.which());
        yield Optional.empty();
      }
    };
  }

  void end(String reason) {
    why = why.or(() -> Optional.of(reason));
  }

  boolean isOver() {
    return why.isPresent();
  }

  Optional<String> why() {
    return why;
  }
}
