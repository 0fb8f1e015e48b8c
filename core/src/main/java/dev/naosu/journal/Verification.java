package dev.naosu.journal;

/// What came of looking at every record of a journal.
public sealed interface Verification {
  /// Each record is the one that was written, none is missing, none has moved.
  ///
  /// @param head where the journal ends
  record Intact(Head head) implements Verification {}

  /// The first place where the journal is not what was written.
  ///
  /// @param number of the first record concerned
  /// @param what in one sentence
  record Broken(Fault fault, long number, String what) implements Verification {}

  /// What happened to a record.
  enum Fault {
    /// Its content is not what was sealed.
    CHANGED,
    /// It is missing.
    REMOVED,
    /// It stands where another one belongs.
    REORDERED,
    /// It was not written by the journal.
    ADDED
  }
}
