package dev.naosu.machine.circuit;

import dev.naosu.detect.vitals.Target;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import java.io.IOException;
import java.util.Map;

/// An order of a deed, for tests: its arguments are read as the road reads them.
public record Ordered(Deed deed, Order order) {
  /// @param target such as `shop/cache`
  public static Ordered of(Deed deed, String target, Map<String, String> arguments) {
    String[] names = target.split("/", -1);
    Arguments.Reading reading = Arguments.read(deed.traits().parameters(), arguments);
    if (!(reading instanceof Arguments.Reading.Fit fit)) {
      throw new IllegalArgumentException(reading.toString());
    }
    return new Ordered(
        deed,
        new Order(
            deed.traits().name(),
            "test",
            new Target(names[0], names[1], names.length > 2 ? names[2] : ""),
            fit.arguments()));
  }

  public Outlook look() throws IOException, InterruptedException {
    return deed.look(order);
  }

  /// What it would do.
  public Plan plan() throws IOException, InterruptedException {
    Outlook outlook = look();
    if (outlook instanceof Outlook.Ready ready) {
      return ready.plan();
    }
    throw new AssertionError(outlook.toString());
  }

  /// Why it would not.
  public String unfit() throws IOException, InterruptedException {
    Outlook outlook = look();
    if (outlook instanceof Outlook.Unfit unfit) {
      return unfit.why();
    }
    throw new AssertionError(outlook.toString());
  }

  public Applied apply(Plan plan) throws IOException, InterruptedException {
    return deed.apply(order, plan);
  }

  /// What it said after it was done.
  public String done() throws IOException, InterruptedException {
    Applied applied = apply(plan());
    if (applied instanceof Applied.Done done) {
      return done.said();
    }
    throw new AssertionError(applied.toString());
  }
}
