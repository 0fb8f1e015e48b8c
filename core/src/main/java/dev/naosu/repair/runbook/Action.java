package dev.naosu.repair.runbook;

/// One entry of the closed catalogue. Only the road of [Proposal]s may call [#apply]: it sees to
/// modes, locks, leases and the journal.
public interface Action {
  Traits traits();

  /// Looks whether it can be done now and what it would touch: precondition, blast radius and dry
  /// run. Changes nothing.
  Outlook look(Order order) throws InterruptedException;

  /// Does it, and waits until it took hold. It is never done again after it was begun once: what
  /// was half done is looked at, not repeated.
  ///
  /// @param plan what [#look] said of the same order a moment ago
  Applied apply(Order order, Plan plan) throws InterruptedException;

  /// Puts back what was before. Bears being asked twice, and being asked when nothing or only half
  /// was done; only of actions that can be undone.
  ///
  /// @param before as in the plan
  Applied undo(Order order, String before) throws InterruptedException;

  /// What can be said before.
  sealed interface Outlook {
    record Ready(Plan plan) implements Outlook {}

    /// It cannot or need not be done now.
    ///
    /// @param why in one sentence
    record Unfit(String why) implements Outlook {}
  }

  /// What came of doing or undoing it.
  sealed interface Applied {
    /// @param said what was done, in one sentence, with figures such as what was freed
    record Done(String said) implements Applied {}

    /// @param why in one sentence
    /// @param half whether something may have been done
    record Failed(String why, boolean half) implements Applied {}
  }
}
