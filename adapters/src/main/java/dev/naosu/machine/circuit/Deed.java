package dev.naosu.machine.circuit;

import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;

/// What is done to one component that is known already; failures are thrown. A [GuardedAction]
/// makes an [Action] of it.
public interface Deed {
  Traits traits();

  /// As [Action#look].
  ///
  /// @throws IOException when it cannot be told, with a text for people
  Action.Outlook look(Order order) throws IOException, InterruptedException;

  /// As [Action#apply].
  ///
  /// @throws Untouched when nothing was changed
  /// @throws IOException when it may be half done
  Action.Applied apply(Order order, Plan plan) throws IOException, InterruptedException;

  /// As [Action#undo].
  ///
  /// @throws IOException when it may be half done
  default Action.Applied undo(Order order, String before) throws IOException, InterruptedException {
    return new Action.Applied.Done("there was nothing to put back");
  }
}
