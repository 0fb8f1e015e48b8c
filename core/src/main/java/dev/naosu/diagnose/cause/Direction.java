package dev.naosu.diagnose.cause;

/// What to do about a cause.
///
/// @param text one sentence
public record Direction(Way way, String text) {
  /// Whose work it is.
  public enum Way {
    /// The code is to be changed.
    REPAIR_CODE,
    /// A commit or a version is to be taken back.
    REVERT,
    /// The running service needs something: more of a resource, a restart.
    RUNTIME_ACTION,
    /// The trouble is in another service.
    LOOK_AT_DEPENDENCY,
    /// Nothing is clear enough to begin with.
    ASK_A_PERSON
  }
}
