package dev.naosu.repair.strategy;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.model.Answer;
import dev.naosu.model.Message;
import dev.naosu.model.Quoted;
import dev.naosu.repair.strategy.answer.MethodReader;
import dev.naosu.repair.strategy.answer.Reading;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Asks for a suspicious method, repaired and whole.
///
/// Source: Silva, Monperrus, *RepairBench: Leaderboard of Frontier Models for Program Repair*,
/// 2024.
final class WholeMethod implements Form {
  static final int MOST_METHODS = 3;

  @Override
  public String name() {
    return "function";
  }

  @Override
  public Optional<Question> about(CaseFile file, Quoted quoted) {
    List<Target> targets = Target.of(file, MOST_METHODS);
    if (targets.isEmpty()) {
      return Optional.empty();
    }
    String task =
        targets.size() == 1
            ? "The method below is faulty. Repair it."
            : "One of the methods below is faulty, the first one most likely. Repair it and answer"
                + " with that method alone.";
    return Optional.of(
        new Question(
            name(),
            List.of(
                Rules.with(Rules.WHOLE_METHOD),
                Message.user(new Briefing(file, quoted).about(task, targets))),
            answer -> read(targets, answer),
            _ -> List.of(),
            file,
            targets.getFirst().place()));
  }

  /// The methods that an answer changes; where it changes none, what is wrong with it as an answer
  /// about the most suspicious one that it holds.
  static Reading read(List<Target> targets, Answer answer) {
    Set<Edit> edits = new LinkedHashSet<>();
    Optional<Reading> refused = Optional.empty();
    for (Target target : targets) {
      Reading reading = new MethodReader(target.source(), target.method()).read(answer);
      switch (reading) {
        case Reading.Change change -> edits.addAll(change.patch().edits());
        case Reading.Refused no -> {
          boolean isVague =
              refused.isEmpty()
                  || refused.get() instanceof Reading.Refused earlier
                      && earlier.reason() == Reading.Reason.NO_CODE
                      && no.reason() != Reading.Reason.NO_CODE;
          if (no.reason() == Reading.Reason.LEFT_OUT) {
            return no;
          }
          refused = isVague ? Optional.of(no) : refused;
        }
      }
    }
    return edits.isEmpty()
        ? refused.orElseThrow(() -> new IllegalArgumentException("no method was offered"))
        : new Reading.Change(new Patch(List.copyOf(edits)));
  }
}
