package dev.naosu.repair.strategy;

import dev.naosu.model.Answer;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Quoted;
import dev.naosu.repair.strategy.answer.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Asks for the root cause and three different ideas first, then for the code of each: for faults
/// that fresh samples keep getting wrong in the same way.
///
/// Source: Xiang et al., *How Far Can We Go with Practical Function-Level Program Repair?*, 2024.
final class RootCause implements Proposer {
  private static final List<Double> TEMPERATURES = List.of(0.2, 0.9);
  private static final int MOST_IDEAS = 3;

  private static final Pattern IDEA =
      Pattern.compile("(?m)^[\\s#*-]*(?:Idea |Suggestion )?\\d+[.):]");

  private static final String CONTRACT =
      """
      Your first answer holds no code. Say in at most five sentences what the root cause is. Then \
      list three ideas to repair it that differ in what they change, each a paragraph that begins \
      with its number: "1.", "2.", "3.".

      When you are told to carry out one of them:
      """;

  private final Model model;
  private final RandomGenerator random;

  RootCause(Model model, RandomGenerator random) {
    this.model = model;
    this.random = random;
  }

  @Override
  public String name() {
    return "root-cause";
  }

  @Override
  public Session open(CaseFile file) {
    Optional<Question> question =
        new WholeMethod()
            .about(file, new Quoted(random))
            .map(
                each ->
                    each.under(name())
                        .with(
                            Rules.with(CONTRACT + Rules.WHOLE_METHOD),
                            "Begin with the root cause and three ideas."));
    return new Rounds(new Talk(model), question);
  }

  private static final class Rounds implements Session {
    private final Talk talk;
    private final Optional<Question> question;
    private int rounds;

    Rounds(Talk talk, Optional<Question> question) {
      this.talk = talk;
      this.question = question;
      if (question.isEmpty()) {
        talk.end("no suspicious line lies where a model could be asked about it");
      }
    }

    @Override
    public List<Suggestion> next(List<Tried> tried) throws InterruptedException {
      boolean isDone = tried.stream().anyMatch(Tried.Plausible.class::isInstance);
      List<Suggestion> suggestions = new ArrayList<>();
      while (question.isPresent()
          && suggestions.isEmpty()
          && !isDone
          && rounds < TEMPERATURES.size()
          && !talk.isOver()) {
        suggestions.addAll(round(question.get(), TEMPERATURES.get(rounds++)));
      }
      return suggestions;
    }

    private List<Suggestion> round(Question about, double temperature) throws InterruptedException {
      Prompt prompt = about.prompt(temperature);
      Optional<Answer> thought = talk.ask(prompt);
      if (thought.isEmpty()) {
        return List.of();
      }
      long ideas = Math.clamp(IDEA.matcher(thought.get().text()).results().count(), 1, MOST_IDEAS);
      List<Suggestion> suggestions = new ArrayList<>();
      for (int idea = 1; idea <= ideas; idea++) {
        Optional<Answer> code =
            talk.ask(prompt.after(thought.get(), "Carry out idea " + idea + " now."));
        if (code.isPresent() && about.reader().apply(code.get()) instanceof Reading.Change change) {
          // ideas are made to differ: they are one voice together
          suggestions.add(
              about.suggestion(change.patch(), talk.model(), suggestions.isEmpty(), List.of()));
        }
      }
      return suggestions;
    }

    @Override
    public Optional<String> why() {
      return talk.why();
    }
  }
}
