package dev.naosu.repair.strategy;

import dev.naosu.model.Answer;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Reply;
import dev.naosu.model.Usage;
import java.util.ArrayList;
import java.util.List;

/// A model that says what a test wrote down for it, in order, and has no budget for more.
final class ScriptedModel implements Model {
  private final String name;
  private final List<Reply> replies;
  private final List<Prompt> asked = new ArrayList<>();

  private ScriptedModel(String name, List<Reply> replies) {
    this.name = name;
    this.replies = List.copyOf(replies);
  }

  static ScriptedModel saying(String... answers) {
    return named("test/scripted", answers);
  }

  static ScriptedModel named(String name, String... answers) {
    List<Reply> replies = new ArrayList<>();
    for (String each : answers) {
      replies.add(new Reply.Answered(new Answer(each, Answer.End.COMPLETE, Usage.NONE)));
    }
    return new ScriptedModel(name, replies);
  }

  static ScriptedModel replying(Reply... replies) {
    return new ScriptedModel("test/scripted", List.of(replies));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Reply ask(Prompt prompt) {
    asked.add(prompt);
    return asked.size() > replies.size()
        ? new Reply.OverBudget(replies.size() + " calls")
        : replies.get(asked.size() - 1);
  }

  List<Prompt> asked() {
    return asked;
  }

  /// All of the user's last words of a call, from 0.
  String told(int call) {
    return asked.get(call).conversation().getLast().text();
  }
}
