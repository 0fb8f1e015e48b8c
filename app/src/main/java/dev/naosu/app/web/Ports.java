package dev.naosu.app.web;

import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Visitor;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Intake;
import dev.naosu.cycle.incident.Policy;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.journal.AuditTrail;
import dev.naosu.journal.Journal;
import dev.naosu.ship.rollout.Rollouts;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Everything that the faces on the network ask.
///
/// @param singleSignOn empty when people sign in here only
/// @param lacking what is not there for naosu to work, one sentence each; empty when it is ready
/// @param unread what naosu would fetch by itself and cannot at present, one sentence each; it goes
///   on without
/// @param version of naosu
public record Ports(
    Incidents incidents,
    Rollouts rollouts,
    Desk desk,
    Intake intake,
    StopSwitch stop,
    Halt halt,
    Journal journal,
    AuditTrail trail,
    Doorkeeper doorkeeper,
    List<SignalDecoder> decoders,
    SourceLimits limits,
    Changes changes,
    PrometheusMeterRegistry meters,
    Policy policy,
    Optional<SingleSignOn> singleSignOn,
    Supplier<List<String>> lacking,
    Supplier<List<String>> unread,
    InstantSource clock,
    String version) {
  public Ports {
    decoders = List.copyOf(decoders);
  }

  /// A visitor as one who decides.
  public Decider decider(Visitor visitor) {
    return new Decider(visitor.name(), doorkeeper.behind(visitor), visitor.role());
  }
}
