package dev.naosu.repair.fleet;

import dev.naosu.detect.vitals.Target;
import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Version;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.runbook.Traits.Undo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives a version more instances, or fewer. It stays so when naosu ends: a lease that runs out
/// would take instances away from a service that needs them.
public final class FleetScale implements Action {
  public static final String NAME = "fleet.scale";
  public static final String INSTANCES = "instances";
  public static final List<Parameter> PARAMETERS =
      List.of(
          new Parameter(
              INSTANCES,
              Parameter.Type.COUNT,
              "how many instances the version should have, at least 1",
              Optional.empty()));

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Limits USUAL = new Limits(1, 100);
  private static final String OF = "=";

  private final Yard yard;
  private final Map<String, Limits> limits;

  /// How many instances a service may have.
  public record Limits(int least, int most) {}

  /// @param limits by service; 1 to 100 where nothing is said
  public FleetScale(Yard yard, Map<String, Limits> limits) {
    this.yard = yard;
    this.limits = Map.copyOf(limits);
  }

  @Override
  public Traits traits() {
    return new Traits(NAME, "More or fewer instances", PARAMETERS, Undo.ON_REQUEST, false, LIMIT);
  }

  @Override
  public Outlook look(Order order) {
    try {
      Operated fleet = yard.of(order.target());
      int wanted = order.arguments().count(INSTANCES);
      Limits allowed = limits.getOrDefault(order.target().service(), USUAL);
      if (wanted < allowed.least() || wanted > allowed.most()) {
        return new Outlook.Unfit(
            "it may have from "
                + allowed.least()
                + " to "
                + allowed.most()
                + " instances, not "
                + wanted);
      }
      Version version = version(fleet, order.target());
      int now = fleet.staff().wanted(version);
      if (now == 0) {
        return new Outlook.Unfit(version + " does not run");
      }
      if (now == wanted) {
        return new Outlook.Unfit("there are " + now + " instances of " + version + " already");
      }
      return new Outlook.Ready(
          new Plan(
              (wanted > now ? "adds " + (wanted - now) : "takes away " + (now - wanted))
                  + " of the instances of "
                  + version
                  + ": "
                  + wanted
                  + " instead of "
                  + now,
              List.of(order.target().service() + "/fleet/" + version.name()),
              Math.max(0, now - wanted) / (double) now,
              Duration.ZERO,
              List.of(),
              version.name() + OF + now));
    } catch (IOException e) {
      return new Outlook.Unfit(String.valueOf(e.getMessage()));
    }
  }

  /// The one that the target names, or the one with the largest share.
  private static Version version(Operated fleet, Target target) throws IOException {
    if (!target.instance().isEmpty()) {
      return new Version(target.instance());
    }
    return Yard.main(fleet.fleet().standing())
        .orElseThrow(() -> new IOException("nothing of " + target.service() + " gets requests"));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws InterruptedException {
    try {
      Operated fleet = yard.of(order.target());
      return scaled(
          fleet,
          new Version(plan.before().substring(0, plan.before().lastIndexOf(OF))),
          order.arguments().count(INSTANCES));
    } catch (IOException e) {
      return new Applied.Failed(String.valueOf(e.getMessage()), true);
    }
  }

  private static Applied scaled(Operated fleet, Version version, int wanted)
      throws IOException, InterruptedException {
    return switch (fleet.staff().scale(version, wanted)) {
      case Started.Well() -> new Applied.Done(version + " has " + wanted + " instances");
      case Started.Unwell(String why, String _) ->
          new Applied.Failed("there are as many as before: " + why, false);
    };
  }

  @Override
  public Applied undo(Order order, String before) throws InterruptedException {
    try {
      Operated fleet = yard.of(order.target());
      Version version = new Version(before.substring(0, before.lastIndexOf(OF)));
      if (fleet.staff().wanted(version) == 0) {
        return new Applied.Done(version + " does not run any more; there is nothing to put back");
      }
      return scaled(fleet, version, Integer.parseInt(before.substring(before.lastIndexOf(OF) + 1)));
    } catch (IOException e) {
      return new Applied.Failed(String.valueOf(e.getMessage()), true);
    }
  }
}
