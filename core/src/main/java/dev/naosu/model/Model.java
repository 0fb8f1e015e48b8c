package dev.naosu.model;

/// A language model. May be asked by several threads at once.
public interface Model {
  /// As configured, such as `anthropic/claude-sonnet-5`; the same name is the same model.
  String name();

  /// Waits for the answer; bounded in time, with retries where they may help.
  Reply ask(Prompt prompt) throws InterruptedException;
}
