package dev.naosu.model;

/// How a call to a model ended. There is no fourth way and no null.
public sealed interface Reply {
  record Answered(Answer answer) implements Reply {}

  /// It gave no answer, also not when asked again.
  ///
  /// @param why for people, without a secret
  /// @param remedy what to do about it
  record Unavailable(String why, String remedy) implements Reply {}

  /// The budget does not allow the call; it was not made.
  ///
  /// @param which limit would be passed, for people, such as "1.00 USD for an incident"
  record OverBudget(String which) implements Reply {}
}
