package dev.naosu.repair.fleet;

import dev.naosu.fleet.Roster.Condition;
import dev.naosu.fleet.Roster.Instance;
import dev.naosu.repair.fleet.Yard.Found;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.runbook.Traits.Undo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Sends an instance's requests to the others of its version, as long as its lease holds.
public final class TrafficReroute implements Action {
  public static final String NAME = "traffic.reroute";

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Yard yard;

  public TrafficReroute(Yard yard) {
    this.yard = yard;
  }

  @Override
  public Traits traits() {
    return new Traits(
        NAME, "Take an instance out of the route", List.of(), Undo.LEASED, false, LIMIT);
  }

  @Override
  public Outlook look(Order order) {
    try {
      Found found = yard.instance(order.target());
      if (!found.fleet().staff().canSetAside()) {
        return new Outlook.Unfit("where it runs, somebody else decides who gets requests");
      }
      if (found.instance().condition() == Condition.ASIDE
          || found.instance().condition() == Condition.LEAVING) {
        return new Outlook.Unfit(found.words() + " gets no requests already");
      }
      long others = found.serving() - (found.isServing() ? 1 : 0);
      if (others == 0 && found.share() > 0) {
        return new Outlook.Unfit("no other instance of its version is well");
      }
      return new Outlook.Ready(
          new Plan(
              "sends what " + found.words() + " gets to the " + others + " others that are well",
              List.of(Yard.touched(order.target(), found.instance())),
              found.gone(),
              Duration.ZERO,
              List.of(),
              Yard.name(found.instance())));
    } catch (IOException e) {
      return new Outlook.Unfit(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Applied apply(Order order, Plan plan) throws InterruptedException {
    try {
      Found found = yard.instance(order.target());
      found.fleet().staff().setAside(found.instance().version(), found.instance().name(), true);
      return new Applied.Done(found.words() + " gets no new requests");
    } catch (IOException e) {
      return new Applied.Failed(String.valueOf(e.getMessage()), true);
    }
  }

  /// Of the instance that was meant then: meanwhile the same name may be another version's.
  @Override
  public Applied undo(Order order, String before) throws InterruptedException {
    try {
      Optional<Found> found = yard.find(order.target(), before);
      if (found.isEmpty()) {
        return new Applied.Done("instance " + before + " is gone; there is nothing to put back");
      }
      Instance instance = found.get().instance();
      found.get().fleet().staff().setAside(instance.version(), instance.name(), false);
      return new Applied.Done(found.get().words() + " gets requests again");
    } catch (IOException e) {
      return new Applied.Failed(String.valueOf(e.getMessage()), true);
    }
  }
}
