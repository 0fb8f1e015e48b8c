package dev.naosu.repair.strategy;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.model.Answer;
import dev.naosu.model.Message;
import dev.naosu.model.Prompt;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import dev.naosu.repair.strategy.answer.Reading;
import java.util.List;
import java.util.function.Function;

/// What a strategy asks about a case, and how it reads the answers.
///
/// @param strategy its name
/// @param turns the rules and the case
/// @param reader makes a change of an answer, or refuses it
/// @param objections what an answer itself has against its change
/// @param file the case
/// @param place the most suspicious method, `Class.method`
record Question(
    String strategy,
    List<Message> turns,
    Function<Answer, Reading> reader,
    Function<Answer, List<String>> objections,
    CaseFile file,
    String place) {
  private static final int LONGEST_ANSWER = 4_096;

  Question {
    turns = List.copyOf(turns);
  }

  /// The same, asked by another strategy.
  Question under(String name) {
    return new Question(name, turns, reader, objections, file, place);
  }

  /// The same under other rules, with more to read at the end.
  Question with(Message rules, String more) {
    return new Question(
        strategy,
        List.of(rules, Message.user(turns.getLast().text() + more)),
        reader,
        objections,
        file,
        place);
  }

  Prompt prompt(double temperature) {
    return new Prompt(turns, temperature, LONGEST_ANSWER);
  }

  Suggestion suggestion(Patch patch, String model, boolean independent, List<String> objections) {
    Edit first = patch.edits().getFirst();
    String text = file.codebase().text(first.path());
    int line =
        1
            + (int)
                text.substring(0, Math.min(text.length(), first.span().start()))
                    .chars()
                    .filter(letter -> letter == '\n')
                    .count();
    int files = patch.paths().size();
    String what =
        files > 1 ? "change " + files + " files" : "change " + place + " as a model suggests";
    return new Suggestion(
        new Candidate(
            Candidate.byModel(strategy), Trust.ORDINARY, patch, first.path(), line, place, what, 1),
        model,
        strategy,
        independent,
        objections);
  }
}
