package dev.naosu.cycle.scaling;

import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.fleet.Workload;
import dev.naosu.repair.fleet.FleetScale;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Arguments.Reading;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.scaling.Decision;
import dev.naosu.repair.scaling.Decision.Change;
import dev.naosu.repair.scaling.Past;
import dev.naosu.repair.scaling.ScalingRules;
import dev.naosu.ship.action.Road;
import dev.naosu.ship.action.Road.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Keeps as many instances of one service as its load needs. Looked at by one thread.
public final class Scaling {
  /// Who proposes, as people see it.
  public static final String SOURCE = "scaling";

  private static final Duration WITHIN = Duration.ofMinutes(3);
  private static final Duration SLACK = Duration.ofMinutes(1);

  /// What was refused, or waits for a person, is not asked for again before.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Target target;
  private final String environment;
  private final ScalingRules rules;
  private final Workload.Meter meter;
  private final Road road;
  private final InstantSource clock;
  private final Deque<Vitals> looks = new ArrayDeque<>();
  private Past past;
  private Instant patientUntil;

  public Scaling(
      String service,
      String environment,
      ScalingRules rules,
      Workload.Meter meter,
      Road road,
      InstantSource clock) {
    this.target = FleetVitals.target(service);
    this.environment = environment;
    this.rules = rules;
    this.meter = meter;
    this.road = road;
    this.clock = clock;
    this.past = Past.begun(clock.instant());
    this.patientUntil = Instant.MIN;
  }

  /// Measures once, and proposes a change where one is due.
  ///
  /// @return what came of a proposal; empty when nothing was to be changed
  /// @throws IOException with a text for people, when it cannot be measured: nothing is changed
  ///   then
  public Optional<Outcome> beat() throws IOException, InterruptedException {
    Workload load = meter.measure();
    Instant now = clock.instant();
    looks.add(FleetVitals.of(target, load));
    Instant old =
        now.minus(
                rules.inAfter().compareTo(rules.outAfter()) > 0
                    ? rules.inAfter()
                    : rules.outAfter())
            .minus(SLACK);
    looks.removeIf(each -> each.at().isBefore(old));
    Decision decision = rules.decide(List.copyOf(looks), load.wanted(), load.serving(), past, now);
    return switch (decision) {
      case Decision.Hold _ -> Optional.empty();
      case Change change ->
          now.isBefore(patientUntil)
              ? Optional.empty()
              : Optional.of(walked(change, load.wanted()));
    };
  }

  private Outcome walked(Change change, int before) throws InterruptedException {
    Outcome outcome = road.walk(proposal(change, before));
    Instant now = clock.instant();
    switch (outcome) {
      case Outcome.Helped _,
          Outcome.NoEffect _,
          Outcome.Harmed _,
          Outcome.Broke _,
          Outcome.Shadowed _ ->
          past = past.after(change.instances() > before, now, rules.inRest().multipliedBy(2));
      case Outcome.Asked _, Outcome.Unfit _, Outcome.Refused _ -> {}
    }
    patientUntil =
        switch (outcome) {
          case Outcome.Helped _ -> Instant.MIN;
          case Outcome.Refused(String _, String _, boolean later) when later ->
              now.plus(rules.outRest());
          case Outcome.NoEffect _,
              Outcome.Harmed _,
              Outcome.Broke _,
              Outcome.Shadowed _,
              Outcome.Asked _,
              Outcome.Unfit _,
              Outcome.Refused _ ->
              now.plus(PATIENCE);
        };
    return outcome;
  }

  private Proposal proposal(Change change, int before) {
    if (!(Arguments.read(
            FleetScale.PARAMETERS,
            Map.of(FleetScale.INSTANCES, Integer.toString(change.instances())))
        instanceof Reading.Fit(Arguments arguments))) {
      throw new IllegalStateException("a number of instances is a count");
    }
    return new Proposal(
        new Order(FleetScale.NAME, environment, target, arguments),
        SOURCE,
        "from " + before + " to " + change.instances() + " instances: " + change.why(),
        change.signals().stream().map(each -> each + " of " + target).toList(),
        List.of(
            new Condition(
                FleetVitals.SERVING, Side.ABOVE, change.instances() - 0.5, Duration.ZERO)),
        WITHIN,
        OptionalLong.empty());
  }
}
