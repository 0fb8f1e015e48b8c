package dev.naosu.systemd;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.machine.web.Caller;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.sandbox.Exit;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Restarts a unit. How it is stopped, and how long that may take, says the unit itself.
public final class SystemdRestart implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "systemd.restart",
          "restart a service of systemd",
          List.of(),
          Traits.Undo.NOTHING_TO_UNDO,
          false,
          Duration.ofMinutes(5));
  private static final Duration ASKING = Duration.ofSeconds(10);
  private static final Duration RESTARTING = Duration.ofMinutes(3);
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private final Systemctl systemctl;
  private final Unit unit;
  private final Caller caller;

  public SystemdRestart(Systemctl systemctl, Unit unit, Caller caller) {
    this.systemctl = systemctl;
    this.unit = unit;
    this.caller = caller;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    Systemctl.State state = systemctl.state(unit, ASKING);
    if (!state.load().equals("loaded")) {
      return new Outlook.Unfit(
          "systemd has no " + unit.name() + " that it can start: " + state.load());
    }
    if (state.active().endsWith("ing") && !state.active().equals("reloading")) {
      return new Outlook.Unfit(unit.name() + " is " + state.active() + " at this moment");
    }
    return new Outlook.Ready(
        new Plan(
            "restart " + unit.name() + ", which is " + state.active() + " (" + state.sub() + ")",
            List.of(order.target().toString()),
            1,
            Duration.ofSeconds(10),
            List.of(),
            state.invocation()));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    if (!systemctl.state(unit, ASKING).invocation().equals(plan.before())) {
      throw new Untouched("somebody has restarted " + unit.name() + " since it was looked at");
    }
    Exit.Finished exit = systemctl.tell(unit, "restart", RESTARTING);
    Thread.sleep(SETTLING);
    Systemctl.State state = systemctl.state(unit, ASKING);
    if (!exit.succeeded() && state.invocation().equals(plan.before()) && state.isActive()) {
      throw new Untouched("systemd refuses: " + Systemctl.line(exit));
    }
    if (!state.isActive() || state.invocation().equals(plan.before())) {
      return new Applied.Failed(
          unit.name() + " is " + state.active() + " now (" + state.result() + ")", true);
    }
    if (unit.health().isPresent() && !caller.awaitWell(unit.health().get(), unit.readyTime())) {
      return new Applied.Failed(
          unit.name()
              + " was restarted and does not answer well after "
              + unit.readyTime().toSeconds()
              + " s",
          true);
    }
    return new Applied.Done(
        unit.name()
            + " was restarted and is active"
            + (unit.health().isPresent() ? "; it answers well" : ""));
  }
}
