package dev.naosu.cycle.action;

import dev.naosu.cycle.action.ActionDesk.Answer;
import dev.naosu.cycle.incident.Decider;

/// Where somebody says yes or no to an action, whichever way they were asked.
public interface Deciding {
  /// @param seen what the person saw, see [dev.naosu.ship.action.Question#seen]
  Answer approve(long number, String seen, Decider decider, String reason)
      throws InterruptedException;

  /// @param seen what the person saw, see [dev.naosu.ship.action.Question#seen]
  Answer deny(long number, String seen, Decider decider, String reason);
}
