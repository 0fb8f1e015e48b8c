package dev.naosu.repair.strategy;

import dev.naosu.diagnose.Suspect;
import dev.naosu.model.Answer;
import dev.naosu.model.Message;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Quoted;
import dev.naosu.repair.strategy.answer.BlockReader;
import dev.naosu.repair.strategy.answer.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of steps: the model reads code with tools, suggests a change, hears what the tests say
/// of it, and goes on. The last resort, where one question does not do.
///
/// It has no shell and sees no file but the patient's main sources. Its test tool is the session
/// itself: a suggestion is handed out, and the talk goes on with what came of it. Calls of tools
/// are text, the same with every provider.
///
/// Source: Yang et al., *mini-swe-agent*; Ganhotra et al., *iSWE*.
final class Agent implements Proposer {
  private static final int MOST_STEPS = 25;
  private static final int MOST_FORMAT_ERRORS = 3;
  private static final int MOST_REPEATS = 3;
  private static final int MOST_FILES = 3;
  private static final int LONGEST_ANSWER = 4_096;
  private static final int LONGEST_RESULT = 6_000;
  private static final double TEMPERATURE = 0.2;

  private static final String CONTRACT =
      """
      You work in steps. Each of your answers is at most three sentences of thought and then exactly \
      one call of a tool, in a fence:

      ```tool
      methodInfo Cart.average
      ```

      Tools:
      %s
      test                      tries the change that follows the fence as SEARCH/REPLACE blocks
      giveUp                    ends the work, where there is no repair

      You have %d steps. Read what you need, then test early. A change for the test tool looks so:

      ```tool
      test
      ```

      %s"""
          .formatted(
              CodeTools.LIST, MOST_STEPS, Rules.BLOCKS.replace("Answer with ", "It is made of "));

  private static final Pattern CALL =
      Pattern.compile(
          "(?m)^[ \\t]*```[ \\t]*tool[ \\t]*\\n[ \\t]*(\\S.{0,300}?)[ \\t]*\\n?[ \\t]*```");

  private final Model model;
  private final RandomGenerator random;

  Agent(Model model, RandomGenerator random) {
    this.model = model;
    this.random = random;
  }

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public Session open(CaseFile file) {
    return new Steps(new Talk(model), file, new Quoted(random));
  }

  private final class Steps implements Session {
    private final Talk talk;
    private final CaseFile file;
    private final Quoted quoted;
    private final CodeTools tools;
    private final Optional<Question> question;
    private final Set<String> calls = new HashSet<>();
    private Optional<Prompt> asked = Optional.empty();
    private Optional<Answer> answered = Optional.empty();
    private int steps;
    private int formatErrors;
    private int repeats;
    private boolean isFirst = true;

    Steps(Talk talk, CaseFile file, Quoted quoted) {
      this.talk = talk;
      this.file = file;
      this.quoted = quoted;
      List<String> suspicious = file.suspects().stream().map(Suspect::path).distinct().toList();
      tools = new CodeTools(file.codebase(), suspicious);
      question = new Blocks().about(file, quoted).map(each -> each.under(name()));
      if (question.isEmpty()) {
        talk.end("no suspicious line lies where a model could be asked about it");
      }
    }

    @Override
    public List<Suggestion> next(List<Tried> tried) throws InterruptedException {
      if (question.isEmpty() || tried.stream().anyMatch(Tried.Plausible.class::isInstance)) {
        return List.of();
      }
      Question about = question.get();
      Optional<Prompt> prompt =
          asked.isEmpty()
              ? Optional.of(first(about))
              : said(
                  tried.isEmpty()
                      ? "That was not tried.\n"
                      : new Outcome(tried.getLast(), quoted).told());
      while (prompt.isPresent() && !talk.isOver()) {
        if (steps == MOST_STEPS) {
          talk.end("the agent found nothing in " + MOST_STEPS + " steps");
          break;
        }
        steps++;
        asked = prompt;
        answered = talk.ask(prompt.get());
        if (answered.isEmpty()) {
          break;
        }
        Step step = step(answered.get());
        switch (step) {
          case Step.Goes goes -> prompt = said(goes.result());
          case Step.Tries tries -> {
            Suggestion suggestion =
                about.suggestion(tries.change().patch(), talk.model(), isFirst, List.of());
            isFirst = false;
            return List.of(suggestion);
          }
          case Step.Ends ends -> talk.end(ends.why());
        }
      }
      return List.of();
    }

    private Prompt first(Question about) {
      return new Prompt(
          List.of(Rules.with(CONTRACT), Message.user(about.turns().getLast().text())),
          TEMPERATURE,
          LONGEST_ANSWER);
    }

    private Optional<Prompt> said(String text) {
      String left = "\nSteps left: " + (MOST_STEPS - steps) + ".";
      return asked.flatMap(prompt -> answered.map(answer -> prompt.after(answer, text + left)));
    }

    private Step step(Answer answer) {
      List<String> found = new ArrayList<>();
      Matcher matcher = CALL.matcher(answer.text());
      while (matcher.find()) {
        found.add(matcher.group(1));
      }
      if (found.size() != 1) {
        return formatError(
            "The answer holds " + found.size() + " calls of a tool; exactly one is needed.");
      }
      String call = found.getFirst().strip();
      if (call.equals("giveUp")) {
        return new Step.Ends("the agent gave up after " + steps + " steps");
      }
      boolean isTest = call.equals("test");
      if (!calls.add(isTest ? answer.text().replaceFirst("(?s).*?```\\s*tool", "") : call)) {
        repeats++;
        return repeats == MOST_REPEATS
            ? new Step.Ends("the agent repeats itself")
            : new Step.Goes("You have done exactly that before; the result would be the same.");
      }
      if (isTest) {
        return test(answer);
      }
      Optional<String> result = tools.call(List.of(call.split("\\s+")));
      if (result.isEmpty()) {
        return formatError("There is no such tool, or its arguments do not fit.");
      }
      formatErrors = 0;
      return new Step.Goes(quoted.code("Result", result.get(), LONGEST_RESULT));
    }

    private Step test(Answer answer) {
      Map<String, String> texts = new LinkedHashMap<>();
      tools.read().forEach(path -> texts.put(path, file.codebase().text(path)));
      return switch (new BlockReader(texts).read(answer)) {
        case Reading.Change change when change.patch().paths().size() > MOST_FILES ->
            new Step.Goes("A change of more than " + MOST_FILES + " files is not allowed.");
        case Reading.Change change -> {
          formatErrors = 0;
          yield new Step.Tries(change);
        }
        case Reading.Refused refused ->
            refused.reason() == Reading.Reason.NO_CODE
                ? formatError("The test tool needs SEARCH/REPLACE blocks after its fence.")
                : new Step.Goes(
                    quoted.data("The change cannot be applied", refused.why(), LONGEST_RESULT));
      };
    }

    private Step formatError(String what) {
      formatErrors++;
      return formatErrors == MOST_FORMAT_ERRORS
          ? new Step.Ends("the agent did not keep to the form of tools " + formatErrors + " times")
          : new Step.Goes(what);
    }

    @Override
    public Optional<String> why() {
      return talk.why();
    }
  }

  /// What a step of the model leads to.
  private sealed interface Step {
    record Goes(String result) implements Step {}

    record Tries(Reading.Change change) implements Step {}

    record Ends(String why) implements Step {}
  }
}
