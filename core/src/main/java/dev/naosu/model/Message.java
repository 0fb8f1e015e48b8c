package dev.naosu.model;

/// One turn of a conversation.
public record Message(Role role, String text) {
  /// Who speaks.
  public enum Role {
    /// The rules, set by naosu alone: nothing from outside is ever put here.
    SYSTEM,
    USER,
    ASSISTANT
  }

  public static Message system(String text) {
    return new Message(Role.SYSTEM, text);
  }

  public static Message user(String text) {
    return new Message(Role.USER, text);
  }

  public static Message assistant(String text) {
    return new Message(Role.ASSISTANT, text);
  }
}
