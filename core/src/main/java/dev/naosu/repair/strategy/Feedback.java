package dev.naosu.repair.strategy;

import dev.naosu.model.Answer;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Quoted;
import dev.naosu.repair.strategy.answer.Reading;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Asks for a method, tells once what the compiler said and once what the tests said, and begins
/// afresh after that; three times in all.
///
/// Source: Xia, Zhang, *Automated Program Repair via Conversation*, ISSTA 2024. Measured on
/// recorded conversations: later rounds of one talk succeed half as often as a fresh one and cost
/// more.
final class Feedback implements Proposer {
  private static final int MOST_ATTEMPTS = 3;
  private static final List<Double> TEMPERATURES = List.of(0.2, 0.8, 1.0);

  private final Model model;
  private final Form form;
  private final RandomGenerator random;

  Feedback(Model model, Form form, RandomGenerator random) {
    this.model = model;
    this.form = form;
    this.random = random;
  }

  @Override
  public String name() {
    return "feedback";
  }

  @Override
  public Session open(CaseFile file) {
    Quoted quoted = new Quoted(random);
    Talk talk = new Talk(model);
    return new Rounds(talk, form.about(file, quoted).map(each -> each.under(name())), quoted);
  }

  private static final class Rounds implements Session {
    private final Talk talk;
    private final Optional<Question> question;
    private final Quoted quoted;
    private int attempts;
    private boolean isTextMended;
    private boolean isBehaviourMended;
    private Optional<Prompt> asked = Optional.empty();
    private Optional<Answer> answered = Optional.empty();

    Rounds(Talk talk, Optional<Question> question, Quoted quoted) {
      this.talk = talk;
      this.question = question;
      this.quoted = quoted;
      if (question.isEmpty()) {
        talk.end("no suspicious line lies where a model could be asked about it");
      }
    }

    @Override
    public List<Suggestion> next(List<Tried> tried) throws InterruptedException {
      if (tried.stream().anyMatch(Tried.Plausible.class::isInstance)) {
        return List.of();
      }
      Optional<Prompt> prompt = tried.isEmpty() ? Optional.empty() : goneOn(tried.getLast());
      while (!talk.isOver()) {
        if (prompt.isEmpty()) {
          if (attempts == MOST_ATTEMPTS) {
            return List.of();
          }
          prompt = question.map(each -> each.prompt(TEMPERATURES.get(attempts)));
          attempts++;
          isTextMended = false;
          isBehaviourMended = false;
        }
        boolean isFresh = !isTextMended && !isBehaviourMended;
        asked = prompt;
        answered = prompt.isPresent() ? talk.ask(prompt.get()) : Optional.empty();
        if (answered.isEmpty() || question.isEmpty()) {
          return List.of();
        }
        switch (question.get().reader().apply(answered.get())) {
          case Reading.Change change -> {
            return List.of(
                question.get().suggestion(change.patch(), talk.model(), isFresh, List.of()));
          }
          case Reading.Refused refused -> prompt = afterRefusal(refused);
        }
      }
      return List.of();
    }

    /// The talk gone on with what came of the last suggestion; empty to begin afresh.
    private Optional<Prompt> goneOn(Tried tried) {
      return switch (tried) {
        case Tried.DoesNotCompile _, Tried.Forbidden _ ->
            mendText(new Outcome(tried, quoted).told());
        case Tried.StillFails _, Tried.Breaks _ -> {
          if (isBehaviourMended) {
            yield Optional.empty();
          }
          isBehaviourMended = true;
          yield longer(new Outcome(tried, quoted).told());
        }
        case Tried.Plausible _, Tried.Known _ -> Optional.empty();
      };
    }

    private Optional<Prompt> afterRefusal(Reading.Refused refused) {
      return switch (refused.reason()) {
        case FILTERED, CUT_OFF, UNCHANGED -> Optional.empty();
        default -> mendText(quoted.data("Your answer cannot be used", refused.why(), 2_000));
      };
    }

    private Optional<Prompt> mendText(String said) {
      if (isTextMended) {
        return Optional.empty();
      }
      isTextMended = true;
      return longer(said);
    }

    private Optional<Prompt> longer(String said) {
      String request = said + "Answer again, in the same form.";
      return asked.flatMap(prompt -> answered.map(answer -> prompt.after(answer, request)));
    }

    @Override
    public Optional<String> why() {
      return talk.why();
    }
  }
}
