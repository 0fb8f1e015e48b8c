package dev.naosu.systemd;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Reload;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.sandbox.Exit;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Lets a unit read its configuration again, in the way the unit says.
public final class SystemdReload implements Deed {
  private static final Duration ASKING = Duration.ofSeconds(10);
  private static final Duration RELOADING = Duration.ofSeconds(40);

  private final Systemctl systemctl;
  private final Unit unit;

  public SystemdReload(Systemctl systemctl, Unit unit) {
    this.systemctl = systemctl;
    this.unit = unit;
  }

  @Override
  public Traits traits() {
    return Reload.TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    Systemctl.State state = systemctl.state(unit, ASKING);
    if (!state.isActive()) {
      return new Outlook.Unfit(unit.name() + " is " + state.active());
    }
    if (!state.canReload()) {
      return new Outlook.Unfit(unit.name() + " has no ExecReload; it can only be restarted");
    }
    return new Outlook.Ready(
        new Plan(
            "reload " + unit.name(),
            List.of(order.target().toString()),
            0,
            Duration.ZERO,
            List.of(),
            ""));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException {
    Exit.Finished exit = systemctl.tell(unit, "reload", RELOADING);
    Systemctl.State state = systemctl.state(unit, ASKING);
    return exit.succeeded() && state.isActive()
        ? new Applied.Done(unit.name() + " was reloaded")
        : new Applied.Failed(
            unit.name() + " is " + state.active() + " now: " + Systemctl.line(exit), true);
  }
}
