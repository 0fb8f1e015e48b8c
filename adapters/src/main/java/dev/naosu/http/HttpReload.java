package dev.naosu.http;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Reload;
import dev.naosu.machine.web.Call;
import dev.naosu.machine.web.Caller;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Lets a program read its configuration again by a request, as Spring's `/actuator/refresh` or
/// Prometheus' `/-/reload`.
public final class HttpReload implements Deed {
  private final Call call;
  private final Caller caller;

  public HttpReload(Call call, Caller caller) {
    this.call = call;
    this.caller = caller;
  }

  @Override
  public Traits traits() {
    return Reload.TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    if (!call.address().isListenedTo()) {
      throw new IOException("nobody listens at " + call.address());
    }
    return new Outlook.Ready(
        new Plan(
            "send " + call, List.of(order.target().toString()), 0, Duration.ZERO, List.of(), ""));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    Caller.Said said = caller.call(call);
    return said.isGood()
        ? new Applied.Done(call + " answered " + said.status())
        : new Applied.Failed(call + " answered " + said.status(), true);
  }
}
