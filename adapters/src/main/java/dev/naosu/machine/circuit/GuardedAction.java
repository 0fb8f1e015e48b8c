package dev.naosu.machine.circuit;

import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.time.Duration;

/// A deed behind its target's circuit breaker and under its time limit. What was not answered is
/// never taken for done.
///
/// @param lookLimit for the dry run
public record GuardedAction(Deed deed, Circuit circuit, Duration lookLimit) implements Action {
  private static final Duration USUAL = Duration.ofSeconds(30);

  public GuardedAction(Deed deed, Circuit circuit) {
    this(deed, circuit, USUAL);
  }

  @Override
  public Traits traits() {
    return deed.traits();
  }

  @Override
  public Outlook look(Order order) throws InterruptedException {
    try {
      return circuit.call(lookLimit, () -> deed.look(order));
    } catch (IOException e) {
      return new Outlook.Unfit(words(e));
    }
  }

  @Override
  public Applied apply(Order order, Plan plan) throws InterruptedException {
    try {
      return circuit.call(traits().limit(), () -> deed.apply(order, plan));
    } catch (Untouched e) {
      return new Applied.Failed(words(e), false);
    } catch (IOException e) {
      return new Applied.Failed(words(e), true);
    }
  }

  @Override
  public Applied undo(Order order, String before) throws InterruptedException {
    try {
      return circuit.call(traits().limit(), () -> deed.undo(order, before));
    } catch (Untouched e) {
      return new Applied.Failed(words(e), false);
    } catch (IOException e) {
      return new Applied.Failed(words(e), true);
    }
  }

  private static String words(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
