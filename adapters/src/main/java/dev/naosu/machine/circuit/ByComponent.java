package dev.naosu.machine.circuit;

import dev.naosu.detect.vitals.Target;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One entry of the catalogue that is done in its own way at each component: what a configuration
/// does not name, cannot be touched.
public final class ByComponent implements Action {
  private final Traits traits;
  private final Map<Target, Action> ways;

  /// @param ways by whole component
  /// @throws IllegalArgumentException when they are not the same action to whoever orders it
  public ByComponent(Map<Target, Action> ways) {
    this.ways = Map.copyOf(ways);
    Map<Traits, Action> kinds = new HashMap<>();
    ways.values().forEach(each -> kinds.putIfAbsent(each.traits(), each));
    if (kinds.size() != 1) {
      throw new IllegalArgumentException("one action has one set of traits, not " + kinds.keySet());
    }
    this.traits = kinds.keySet().iterator().next();
  }

  @Override
  public Traits traits() {
    return traits;
  }

  private Optional<Action> way(Order order) {
    return Optional.ofNullable(ways.get(order.target().whole()));
  }

  @Override
  public Outlook look(Order order) throws InterruptedException {
    Optional<Action> way = way(order);
    return way.isEmpty() ? new Outlook.Unfit(unknown(order)) : way.get().look(order);
  }

  @Override
  public Applied apply(Order order, Plan plan) throws InterruptedException {
    Optional<Action> way = way(order);
    return way.isEmpty() ? new Applied.Failed(unknown(order), false) : way.get().apply(order, plan);
  }

  @Override
  public Applied undo(Order order, String before) throws InterruptedException {
    Optional<Action> way = way(order);
    return way.isEmpty()
        ? new Applied.Failed(unknown(order), false)
        : way.get().undo(order, before);
  }

  private String unknown(Order order) {
    return "the configuration does not say how " + traits.name() + " is done at " + order.target();
  }
}
