package dev.naosu.flags;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Turns a feature off for as long as its lease lasts.
public final class FlagOff implements Deed {
  private static final String ON = "on";
  private static final Traits TRAITS =
      new Traits(
          "flag.off",
          "turn a feature off",
          List.of(new Parameter("flag", Parameter.Type.NAME, "name of the flag", Optional.empty())),
          Traits.Undo.LEASED,
          false,
          Duration.ofSeconds(30));

  private final Flags flags;
  private final Set<String> allowed;

  /// @param allowed flags that may be turned off
  public FlagOff(Flags flags, Set<String> allowed) {
    this.flags = flags;
    this.allowed = new TreeSet<>(allowed);
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException, InterruptedException {
    String flag = order.arguments().text("flag");
    if (!allowed.contains(flag)) {
      return new Outlook.Unfit("the flag " + flag + " may not be turned off, only " + allowed);
    }
    Optional<Boolean> now = flags.read(flag);
    if (now.isEmpty()) {
      return new Outlook.Unfit("there is no flag " + flag);
    }
    if (!now.get()) {
      return new Outlook.Unfit("the flag " + flag + " is off already");
    }
    return new Outlook.Ready(
        new Plan(
            "turn the flag " + flag + " off",
            List.of(order.target() + ":" + flag),
            0,
            Duration.ZERO,
            List.of(),
            ON));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    String flag = order.arguments().text("flag");
    if (!allowed.contains(flag)) {
      throw new Untouched("the flag " + flag + " may not be turned off");
    }
    flags.write(flag, false);
    return flags.read(flag).filter(on -> !on).isPresent()
        ? new Applied.Done("the flag " + flag + " is off")
        : new Applied.Failed("the flag " + flag + " is not off after it was turned off", true);
  }

  @Override
  public Applied undo(Order order, String before) throws IOException, InterruptedException {
    String flag = order.arguments().text("flag");
    if (!allowed.contains(flag) || !before.equals(ON)) {
      throw new Untouched("the flag " + flag + " was not turned off by this");
    }
    Optional<Boolean> now = flags.read(flag);
    if (now.isEmpty()) {
      return new Applied.Done("somebody has removed the flag " + flag + "; it stays so");
    }
    if (!now.get()) {
      flags.write(flag, true);
    }
    return flags.read(flag).orElse(false)
        ? new Applied.Done("the flag " + flag + " is on")
        : new Applied.Failed("the flag " + flag + " is not on after it was turned on", true);
  }
}
