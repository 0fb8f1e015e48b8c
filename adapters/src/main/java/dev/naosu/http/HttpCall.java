package dev.naosu.http;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.web.Call;
import dev.naosu.machine.web.Caller;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Sends one of the requests that the configuration names. Whoever orders it picks a name, and can
/// change nothing of the address, the headers or the body.
public final class HttpCall implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "http.call",
          "send a request that the configuration names",
          List.of(
              new Parameter("call", Parameter.Type.NAME, "name of the request", Optional.empty())),
          Traits.Undo.NEVER,
          false,
          Duration.ofSeconds(30));

  private final Map<String, Call> calls;
  private final Caller caller;

  /// @param calls by name
  public HttpCall(Map<String, Call> calls, Caller caller) {
    this.calls = new TreeMap<>(calls);
    this.caller = caller;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    String name = order.arguments().text("call");
    Call call = calls.get(name);
    if (call == null) {
      return new Outlook.Unfit(
          "the configuration names no request " + name + ", only " + calls.keySet());
    }
    if (!call.address().isListenedTo()) {
      throw new IOException("nobody listens at " + call.address());
    }
    return new Outlook.Ready(
        new Plan(
            "send the request " + name + " (" + call + ")",
            List.of(order.target() + ":" + name),
            0,
            Duration.ZERO,
            List.of(),
            ""));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    String name = order.arguments().text("call");
    Call call = calls.get(name);
    if (call == null) {
      return new Applied.Failed("the configuration names no request " + name, false);
    }
    Caller.Said said = caller.call(call);
    return said.isGood()
        ? new Applied.Done(call + " answered " + said.status())
        : new Applied.Failed(call + " answered " + said.status(), true);
  }
}
