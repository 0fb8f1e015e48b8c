package dev.naosu.repair.fleet;

import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Roster.Condition;
import dev.naosu.repair.fleet.Yard.Found;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.runbook.Traits.Undo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Ends one instance after what is under way, and starts it anew.
public final class InstanceRestart implements Action {
  public static final String NAME = "instance.restart";

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration STARTING = Duration.ofSeconds(30);

  private final Yard yard;

  public InstanceRestart(Yard yard) {
    this.yard = yard;
  }

  @Override
  public Traits traits() {
    return new Traits(
        NAME,
        "Restart an instance, after what is under way",
        List.of(),
        Undo.NOTHING_TO_UNDO,
        false,
        LIMIT);
  }

  @Override
  public Outlook look(Order order) {
    try {
      Found found = yard.instance(order.target());
      if (found.instance().condition() == Condition.LEAVING) {
        return new Outlook.Unfit(found.words() + " leaves already");
      }
      boolean isLast = found.gone() == 1;
      return new Outlook.Ready(
          new Plan(
              "drains "
                  + found.words()
                  + ", ends it, and starts it anew"
                  + (isLast ? "; it is the only one that serves" : ""),
              List.of(Yard.touched(order.target(), found.instance())),
              found.gone(),
              isLast ? STARTING : Duration.ZERO,
              List.of(),
              ""));
    } catch (IOException e) {
      return new Outlook.Unfit(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Applied apply(Order order, Plan plan) throws InterruptedException {
    try {
      Found found = yard.instance(order.target());
      return switch (found
          .fleet()
          .staff()
          .restart(found.instance().version(), found.instance().name())) {
        case Started.Well() -> new Applied.Done(found.words() + " was started anew, and is well");
        case Started.Unwell(String why, String _) ->
            new Applied.Failed(found.words() + " does not get well again: " + why, true);
      };
    } catch (IOException e) {
      return new Applied.Failed(String.valueOf(e.getMessage()), true);
    }
  }

  @Override
  public Applied undo(Order order, String before) {
    return new Applied.Done("a restart leaves nothing to be put back");
  }
}
