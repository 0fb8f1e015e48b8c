package dev.naosu.ship.action;

import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;

/// What every remedy that changes no code goes through: mode, locks, limits, journal, lease, apply,
/// verification, undo, ledger.
@FunctionalInterface
public interface Road {
  /// @throws InterruptedException when naosu ends; what was begun is put back by its lease
  Outcome walk(Proposal proposal) throws InterruptedException;

  /// What came of it. Only [Helped], [NoEffect], [Harmed] and [Broke] did something.
  sealed interface Outcome {
    /// In one sentence for people.
    String words();

    /// Done, and what it was for is so now.
    record Helped(String words) implements Outcome {}

    /// Done, and things are as before.
    record NoEffect(String words) implements Outcome {}

    /// Things are worse than before; it was undone where it can be.
    record Harmed(String words) implements Outcome {}

    /// It failed on its way; a person must look when it was half done.
    record Broke(String words, boolean half) implements Outcome {}

    /// In shadow: what would have been done is recorded.
    record Shadowed(String words, Plan plan) implements Outcome {}

    /// A person is asked.
    ///
    /// @param request to be found again by
    record Asked(String words, Plan plan, String request) implements Outcome {}

    /// The action's own precondition does not hold, or it need not be done.
    record Unfit(String words) implements Outcome {}

    /// A rule of safety forbids it now.
    ///
    /// @param rule such as `cool-down`
    /// @param later whether waiting helps
    record Refused(String words, String rule, boolean later) implements Outcome {}
  }
}
