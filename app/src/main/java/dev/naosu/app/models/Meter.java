package dev.naosu.app.models;

import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Reply;
import dev.naosu.model.Usage;

/// Counts the tokens that models say they took. For several threads at once.
final class Meter {
  private Usage used = Usage.NONE;

  /// The same model, counted.
  Model on(Model model) {
    return new Counted(model);
  }

  synchronized Usage used() {
    return used;
  }

  private synchronized void add(Usage more) {
    used = used.plus(more);
  }

  private final class Counted implements Model {
    private final Model model;

    Counted(Model model) {
      this.model = model;
    }

    @Override
    public String name() {
      return model.name();
    }

    @Override
    public Reply ask(Prompt prompt) throws InterruptedException {
      Reply reply = model.ask(prompt);
      if (reply instanceof Reply.Answered(var answer)) {
        add(answer.usage());
      }
      return reply;
    }
  }
}
