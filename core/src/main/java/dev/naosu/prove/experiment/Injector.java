package dev.naosu.prove.experiment;

/// Does faults, and puts everything back. What it does ends by itself after the fault's time, also
/// when whoever asked for it is dead by then.
public interface Injector {
  /// Looks whether it can be done now. Changes nothing.
  Outlook look(Fault fault);

  /// Does it; back once it acts.
  Start begin(Fault fault) throws InterruptedException;

  /// What can be said before.
  sealed interface Outlook {
    /// @param words what would be done, in one sentence
    record Ready(String words) implements Outlook {}

    /// @param why in one sentence, with what to do about it
    record Unfit(String why) implements Outlook {}
  }

  /// What came of beginning.
  sealed interface Start {
    /// @param words what is done, in one sentence
    record Acting(String words, Held held) implements Start {}

    /// It does not act, and nothing is left of it.
    ///
    /// @param why in one sentence
    record Failed(String why) implements Start {}
  }

  /// A fault that acts.
  interface Held {
    /// Ends it at once and waits until everything is as it was. Bears being asked twice; is not
    /// stopped by an interrupt.
    Ended end();
  }

  /// What came of ending.
  sealed interface Ended {
    /// @param words in one sentence
    record Back(String words) implements Ended {}

    /// @param why a person has to put it back, and how
    record Stuck(String why) implements Ended {}
  }
}
