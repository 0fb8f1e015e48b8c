package dev.naosu.app.serve;

import dev.naosu.app.runtime.Equipment;
import dev.naosu.cycle.scaling.Scaling;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Workload;
import dev.naosu.prove.safety.Sickness;
import dev.naosu.repair.fleet.DeployRollback;
import dev.naosu.repair.fleet.FleetScale;
import dev.naosu.repair.fleet.InstanceRestart;
import dev.naosu.repair.fleet.TrafficReroute;
import dev.naosu.repair.fleet.Verdicts.Verdict;
import dev.naosu.repair.fleet.Yard;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.ship.action.Road;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollout.Phase;
import dev.naosu.ship.rollout.Rollouts;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can be done to the fleets of a server without a change of code, and who proposes it.
///
/// @param fleets by service
public record FleetRemedies(
    Map<String, ServiceFleet> fleets,
    List<ServerConfig.Service> services,
    Rollouts rollouts,
    InstantSource clock) {
  private static final System.Logger LOG = System.getLogger("dev.naosu.scaling");

  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final String NAOSU = "naosu";

  public FleetRemedies {
    fleets = Map.copyOf(fleets);
    services = List.copyOf(services);
  }

  /// Adds what can be done to fleets, and seen of them, to what can be anyway.
  public Equipment with(Equipment others) {
    List<Action> all = new ArrayList<>(actions());
    for (Traits each : others.catalogue().traits()) {
      others.catalogue().find(each.name()).ifPresent(all::add);
    }
    return new Equipment(
        new Catalogue(all),
        new FleetGauge(fleets, others.gauge(), clock),
        () -> sickness(others.round().look()));
  }

  /// Instances that do not answer count as targets that are sick.
  private Sickness sickness(Sickness others) {
    int sick = others.sick();
    int all = others.all();
    for (ServiceFleet fleet : fleets.values()) {
      try {
        List<Roster.Instance> instances = fleet.roster().instances();
        all += instances.size();
        sick +=
            (int)
                instances.stream()
                    .filter(each -> each.condition() == Roster.Condition.UNWELL)
                    .count();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, fleet.name() + " cannot be asked: " + e.getMessage());
      }
    }
    return new Sickness(sick, all);
  }

  private List<Action> actions() {
    Map<String, Operated> operated = new HashMap<>();
    fleets.forEach((service, fleet) -> operated.put(service, fleet.operated()));
    Yard yard = new Yard(operated);
    return List.of(
        new InstanceRestart(yard),
        new FleetScale(yard, limits()),
        new TrafficReroute(yard),
        new DeployRollback(
            yard,
            (service, version) ->
                rollouts.latest(service, version).flatMap(FleetRemedies::verdict)));
  }

  private Map<String, FleetScale.Limits> limits() {
    Map<String, FleetScale.Limits> limits = new HashMap<>();
    scalings()
        .forEach(
            (service, section) ->
                limits.put(
                    service,
                    new FleetScale.Limits(section.rules().least(), section.rules().most())));
    return limits;
  }

  private Map<String, ScalingSection> scalings() {
    Map<String, ScalingSection> sections = new HashMap<>();
    for (ServerConfig.Service each : services) {
      each.fleet()
          .flatMap(
              fleet ->
                  switch (fleet) {
                    case FleetSection.Local local -> local.scaling();
                    case FleetSection.Kubernetes cluster -> cluster.scaling();
                    // its Rollout is scaled in the cluster
                    case FleetSection.Argo _ -> Optional.empty();
                  })
          .ifPresent(section -> sections.put(each.name(), section));
    }
    return sections;
  }

  /// What a person has decided; what naosu has decided is no word of a person.
  static Optional<Verdict> verdict(Rollout rollout) {
    return rollout.actor().isEmpty() || rollout.actor().equals(NAOSU)
        ? Optional.empty()
        : Optional.of(
            new Verdict(
                rollout.actor(),
                rollout.phase() == Phase.PROMOTED || rollout.phase() == Phase.PROMOTING));
  }

  /// Begins to keep as many instances as the load needs, of the services whose fleet says so.
  public AutoCloseable scale(Road road) {
    List<Thread> threads = new ArrayList<>();
    Map<String, String> environments = new HashMap<>();
    services.forEach(each -> environments.put(each.name(), each.environment()));
    scalings()
        .forEach(
            (service, section) ->
                Optional.ofNullable(fleets.get(service))
                    .flatMap(ServiceFleet::meter)
                    .ifPresent(
                        meter ->
                            threads.add(
                                scaled(
                                    service,
                                    environments.getOrDefault(service, ""),
                                    section,
                                    meter,
                                    road))));
    return () -> threads.forEach(Thread::interrupt);
  }

  private Thread scaled(
      String service, String environment, ScalingSection section, Workload.Meter meter, Road road) {
    Scaling scaling = new Scaling(service, environment, section.rules(), meter, road, clock);
    return Thread.ofVirtual()
        .name("scaling of " + service)
        .start(
            () -> {
              try {
                while (true) {
                  beat(service, scaling);
                  Thread.sleep(BEAT);
                }
              } catch (InterruptedException _) {
                // the server ends
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void beat(String service, Scaling scaling) throws InterruptedException {
    try {
      scaling
          .beat()
          .ifPresent(
              outcome -> LOG.log(System.Logger.Level.INFO, service + ": " + outcome.words()));
    } catch (IOException e) {
      // a fleet of which nothing runs yet, or a gateway that is away: nothing is changed
      LOG.log(System.Logger.Level.DEBUG, service + " cannot be measured: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, service + " is not scaled now; tried again", e);
    }
  }
}
