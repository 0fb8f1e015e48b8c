package dev.naosu.model;

/// What a model said.
///
/// @param text as it came: hostile until it is checked
public record Answer(String text, End end, Usage usage) {
  /// Why it ended.
  public enum End {
    COMPLETE,
    /// Cut off at its longest length: the text is not whole.
    LENGTH,
    /// Held back or cut by the provider's filter.
    FILTERED
  }
}
