package dev.naosu.bench.judge;

/// What a repair is worth.
public enum Verdict {
  /// The same text as the reference, or the same behaviour on every input tried.
  CORRECT,
  /// It passes the project's tests, and behaves differently from the reference.
  PLAUSIBLE_ONLY,
  /// It passes the project's tests; whether it is right could not be told.
  UNDECIDED,
  /// There is no repair.
  NOT_FIXED
}
