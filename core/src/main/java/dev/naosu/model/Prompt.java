package dev.naosu.model;

import java.util.ArrayList;
import java.util.List;

/// What a model is asked.
///
/// @param conversation oldest first; the last turn is a user's
/// @param temperature from 0, the likeliest answer, to 2
/// @param longestAnswer in tokens
public record Prompt(List<Message> conversation, double temperature, int longestAnswer) {
  public Prompt {
    conversation = List.copyOf(conversation);
    if (conversation.isEmpty() || conversation.getLast().role() != Message.Role.USER) {
      throw new IllegalArgumentException("a prompt ends with what a user says");
    }
  }

  /// The conversation gone on: the answer, and what is said to it.
  public Prompt after(Answer answer, String said) {
    List<Message> longer = new ArrayList<>(conversation);
    longer.add(Message.assistant(answer.text()));
    longer.add(Message.user(said));
    return new Prompt(longer, temperature, longestAnswer);
  }
}
