package dev.naosu.repair.fleet;

import dev.naosu.detect.vitals.Target;
import dev.naosu.fleet.Fleet.Standing;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Roster.Condition;
import dev.naosu.fleet.Roster.Instance;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fleets that actions reach, and how an action's target names what is in them: an instance as
/// `2`, or as `4f2c1a9:2` where several versions run.
///
/// @param fleets by service
public record Yard(Map<String, Operated> fleets) {

  public Yard {
    fleets = Map.copyOf(fleets);
  }

  /// One instance as an action sees it.
  ///
  /// @param serving instances of its version that are well now and get requests
  /// @param share of the requests that its version gets
  record Found(Operated fleet, Instance instance, long serving, double share) {
    boolean isServing() {
      return instance.condition() == Condition.WELL;
    }

    /// Share of what serves that is away when this instance is.
    double gone() {
      return isServing() && share > 0 ? 1.0 / Math.max(1, serving) : 0;
    }

    String words() {
      return "instance " + instance.name() + " of " + instance.version();
    }
  }

  Operated of(Target target) throws IOException {
    Operated fleet = fleets.get(target.service());
    if (fleet == null) {
      throw new IOException(
          target.service() + " has no fleet; add `fleet: {kind: local}` to it in naosu-server.yml");
    }
    return fleet;
  }

  /// The version with the largest share; empty when nothing gets requests.
  static Optional<Version> main(Standing standing) {
    return standing
        .split()
        .flatMap(
            split ->
                split.shares().entrySet().stream()
                    .filter(each -> each.getValue() > 0)
                    .max(Comparator.comparingDouble(Map.Entry::getValue))
                    .map(Map.Entry::getKey));
  }

  /// @throws IOException with a text for people, as when there is no such instance
  Found instance(Target target) throws IOException {
    Operated fleet = of(target);
    String name = target.instance().substring(target.instance().lastIndexOf(Instance.OF) + 1);
    String version =
        target.instance().contains(Instance.OF)
            ? target.instance().substring(0, target.instance().lastIndexOf(Instance.OF))
            : "";
    Standing standing = fleet.fleet().standing();
    List<Instance> all = fleet.roster().instances();
    Optional<Version> main = main(standing);
    List<Instance> meant =
        all.stream()
            .filter(each -> each.name().equals(name))
            .filter(
                each ->
                    version.isEmpty()
                        ? main.isEmpty() || each.version().equals(main.get())
                        : each.version().name().startsWith(version))
            .toList();
    if (meant.size() != 1) {
      throw new IOException(
          (meant.isEmpty() ? "no instance of " : "several instances of ")
              + target.service()
              + " are called "
              + target.instance()
              + "; naosu fleet status lists them, and they are named as VERSION:NUMBER");
    }
    return found(fleet, standing, all, meant.getFirst());
  }

  /// The instance with a name that [#name] has made; empty when it is gone.
  Optional<Found> find(Target target, String name) throws IOException {
    Operated fleet = of(target);
    List<Instance> all = fleet.roster().instances();
    Standing standing = fleet.fleet().standing();
    return all.stream()
        .filter(each -> name(each).equals(name))
        .findFirst()
        .map(each -> found(fleet, standing, all, each));
  }

  private static Found found(
      Operated fleet, Standing standing, List<Instance> all, Instance instance) {
    long serving =
        all.stream()
            .filter(each -> each.version().equals(instance.version()))
            .filter(each -> each.condition() == Condition.WELL)
            .count();
    double share = standing.split().map(split -> split.of(instance.version())).orElse(0.0);
    return new Found(fleet, instance, serving, share);
  }

  /// Such as `4f2c1a9:2`, with the whole name of the version.
  static String name(Instance instance) {
    return instance.id();
  }

  /// What no two actions may touch at once.
  static String touched(Target target, Instance instance) {
    return target.service() + "/fleet/" + name(instance);
  }
}
