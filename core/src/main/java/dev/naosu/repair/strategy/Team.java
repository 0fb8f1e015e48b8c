package dev.naosu.repair.strategy;

import dev.naosu.code.Patch;
import dev.naosu.code.UnifiedDiff;
import dev.naosu.model.Answer;
import dev.naosu.model.Message;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Quoted;
import dev.naosu.repair.strategy.answer.Reading;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Four roles: a planner, a coder, a reviewer, and the tests. From the reviewer and from the tests
/// an edge leads back to the coder, taken a bounded number of times.
///
/// The reviewer has no vote: what it still objects to goes with the suggestion and can only lower
/// confidence. Roles know of each other only what is handed on, as data.
final class Team implements Proposer {
  private static final double TEMPERATURE = 0.2;
  private static final int LONGEST_ANSWER = 2_048;
  private static final int LONGEST_HANDED_ON = 6_000;

  /// Edges back to the coder: from the reviewer for each version, from the tests in all.
  private static final int MOST_REWORKS = 1;

  private static final int MOST_RETURNS = 2;
  private static final int MOST_OBJECTIONS = 5;
  private static final List<String> UNREVIEWED = List.of("not reviewed");

  private static final String PLAN =
      """
      You are the planner. Write no code. Say what the cause is and, in at most six numbered steps, \
      what must be changed in which method, and what must stay as it is.""";

  private static final String REVIEW =
      """
      You are the reviewer of a change. Write no code. Judge whether the change removes the cause \
      and keeps all other behaviour, not whether you like it. The tests may be wrong too: say so. \
      Answer with a line "VERDICT: ACCEPT" or "VERDICT: OBJECT", then for each objection one line \
      that begins with "- ".""";

  private static final Pattern VERDICT =
      Pattern.compile("(?m)^[\\s*#]*VERDICT\\W*(ACCEPT|OBJECT)\\b");
  private static final Pattern OBJECTION = Pattern.compile("(?m)^\\s*[-*] +(.+)$");

  private final Model model;
  private final RandomGenerator random;

  Team(Model model, RandomGenerator random) {
    this.model = model;
    this.random = random;
  }

  @Override
  public String name() {
    return "team";
  }

  @Override
  public Session open(CaseFile file) {
    Quoted quoted = new Quoted(random);
    Optional<Question> question =
        new WholeMethod().about(file, quoted).map(each -> each.under(name()));
    return new Work(new Talk(model), question, file, quoted);
  }

  /// What the coder wrote, and in which talk.
  private record Draft(Prompt prompt, Answer answer, Patch patch) {}

  private static final class Work implements Session {
    private final Talk talk;
    private final Optional<Question> question;
    private final CaseFile file;
    private final Quoted quoted;
    private Optional<Draft> last = Optional.empty();
    private int returns;

    Work(Talk talk, Optional<Question> question, CaseFile file, Quoted quoted) {
      this.talk = talk;
      this.question = question;
      this.file = file;
      this.quoted = quoted;
      if (question.isEmpty()) {
        talk.end("no suspicious line lies where a model could be asked about it");
      }
    }

    @Override
    public List<Suggestion> next(List<Tried> tried) throws InterruptedException {
      if (question.isEmpty()) {
        return List.of();
      }
      Question about = question.get();
      Optional<Prompt> prompt = Optional.empty();
      if (last.isEmpty() && returns == 0) {
        prompt = plan(about);
      } else if (!tried.isEmpty() && returns <= MOST_RETURNS) {
        prompt = back(tried.getLast());
      }
      boolean isFirst = returns == 0;
      returns++;
      if (prompt.isEmpty()) {
        return List.of();
      }
      Optional<Draft> draft = code(about, prompt.get());
      List<String> objections = List.of();
      for (int rework = 0; draft.isPresent() && rework <= MOST_REWORKS; rework++) {
        objections = review(about, draft.get());
        if (objections.isEmpty() || objections.equals(UNREVIEWED) || rework == MOST_REWORKS) {
          break;
        }
        Optional<Draft> better =
            code(about, after(draft.get(), "A reviewer objects", String.join("\n", objections)));
        if (better.isEmpty()) {
          // the objections stand: what there is is handed out with them
          break;
        }
        draft = better;
      }
      last = draft;
      List<String> standing = objections;
      return draft.stream()
          .map(each -> about.suggestion(each.patch(), talk.model(), isFirst, standing))
          .toList();
    }

    /// The coder's task with the plan.
    private Optional<Prompt> plan(Question about) throws InterruptedException {
      Optional<Answer> plan =
          talk.ask(
              new Prompt(
                  List.of(Rules.with(PLAN), about.turns().getLast()), TEMPERATURE, LONGEST_ANSWER));
      return plan.map(
          each ->
              about
                  .with(
                      about.turns().getFirst(),
                      quoted.data("A planner's notes", each.text(), LONGEST_HANDED_ON))
                  .prompt(TEMPERATURE));
    }

    private Optional<Prompt> back(Tried tried) {
      return switch (tried) {
        case Tried.Plausible _, Tried.Known _ -> Optional.empty();
        case Tried.Forbidden _, Tried.DoesNotCompile _, Tried.StillFails _, Tried.Breaks _ ->
            last.map(
                draft ->
                    draft
                        .prompt()
                        .after(
                            draft.answer(),
                            new Outcome(tried, quoted).told() + "Answer again, in the same form."));
      };
    }

    private Prompt after(Draft draft, String what, String text) {
      return draft
          .prompt()
          .after(
              draft.answer(),
              quoted.data(what, text, LONGEST_HANDED_ON)
                  + "Where they are right, answer again in the same form; else repeat your answer.");
    }

    /// Asks the coder, and once more where the answer cannot be used.
    private Optional<Draft> code(Question about, Prompt prompt) throws InterruptedException {
      Prompt asked = prompt;
      for (int i = 0; i < 2; i++) {
        Optional<Answer> answer = talk.ask(asked);
        if (answer.isEmpty()) {
          return Optional.empty();
        }
        switch (about.reader().apply(answer.get())) {
          case Reading.Change change -> {
            return Optional.of(new Draft(asked, answer.get(), change.patch()));
          }
          case Reading.Refused refused ->
              asked =
                  asked.after(
                      answer.get(),
                      quoted.data("Your answer cannot be used", refused.why(), LONGEST_HANDED_ON)
                          + "Answer again, in the same form.");
        }
      }
      return Optional.empty();
    }

    /// What the reviewer has against a draft; nothing where it accepts it. A reviewer that does not
    /// keep to the form, or is not there, has looked at nothing: that is told too.
    private List<String> review(Question about, Draft draft) throws InterruptedException {
      String diff = UnifiedDiff.of(draft.patch(), file.codebase()::text);
      Optional<Answer> review =
          talk.ask(
              new Prompt(
                  List.of(
                      Rules.with(REVIEW),
                      Message.user(
                          about.turns().getLast().text()
                              + quoted.data("The change", diff, LONGEST_HANDED_ON))),
                  TEMPERATURE,
                  LONGEST_ANSWER));
      if (review.isEmpty()) {
        return UNREVIEWED;
      }
      Matcher verdict = VERDICT.matcher(review.get().text());
      if (!verdict.find()) {
        return UNREVIEWED;
      }
      if (verdict.group(1).equals("ACCEPT")) {
        return List.of();
      }
      List<String> objections =
          OBJECTION
              .matcher(review.get().text())
              .results()
              .map(each -> Objections.plain(each.group(1)))
              .limit(MOST_OBJECTIONS)
              .toList();
      return objections.isEmpty() ? List.of("the reviewer objects without a reason") : objections;
    }

    @Override
    public Optional<String> why() {
      return talk.why();
    }
  }
}
