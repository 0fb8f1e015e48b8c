package dev.naosu.repair.strategy.answer;

import dev.naosu.code.Patch;

/// What could be made of an answer.
public sealed interface Reading {
  /// The answer asks for a change, and where it belongs is beyond doubt.
  ///
  /// @param patch against the original texts, without what the answer leaves as it was
  record Change(Patch patch) implements Reading {}

  /// Nothing is taken from the answer.
  ///
  /// @param why fit to be told to the model and to people; may quote the patient's code
  record Refused(Reason reason, String why) implements Reading {}

  /// Kinds of refusal, for counting.
  enum Reason {
    /// There is no code of the kind that was asked for.
    NO_CODE,
    /// The answer ends before the code does.
    CUT_OFF,
    /// A comment stands for code that was left out.
    LEFT_OUT,
    BROKEN_SYNTAX,
    /// The code belongs to a file or a method that was not offered.
    NOT_OFFERED,
    /// The text to replace is nowhere.
    NOT_FOUND,
    /// More than one place fits.
    AMBIGUOUS,
    /// It is the code as it was.
    UNCHANGED,
    /// The provider held the answer back.
    FILTERED
  }
}
