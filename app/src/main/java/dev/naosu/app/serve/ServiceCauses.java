package dev.naosu.app.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Causes;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.State;
import dev.naosu.detect.metrics.History;
import dev.naosu.diagnose.Suspect;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Changes.Commit;
import dev.naosu.diagnose.cause.Changes.Line;
import dev.naosu.diagnose.cause.Changes.Past;
import dev.naosu.diagnose.cause.Changes.Place;
import dev.naosu.diagnose.cause.Clues;
import dev.naosu.diagnose.cause.Clues.Repaired;
import dev.naosu.diagnose.cause.Clues.Trouble;
import dev.naosu.diagnose.cause.Investigator;
import dev.naosu.diagnose.cause.Topology;
import dev.naosu.diagnose.cause.Versions;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Says why incidents came about, from what is kept of them, from metrics and from the service's
/// own repository, within a limit of time: a repository may be far away, or very large.
public final class ServiceCauses implements Causes {
  private static final System.Logger LOG = System.getLogger("dev.naosu.serve");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SIGNALS = 50;
  private static final int GOOD_REQUESTS = 60;
  private static final int OTHERS = 50;
  private static final Duration NEAR = Duration.ofMinutes(15);

  private static final Set<State> GOING_ON =
      EnumSet.complementOf(EnumSet.of(State.HEALED, State.CLOSED));

  private final Incidents incidents;
  private final Map<String, Served> services;
  private final Redaction redaction;
  private final InstantSource clock;
  private final Investigator investigator;
  private final Duration limit;
  private final ObjectMapper mapper = new ObjectMapper();

  /// @param services by name
  /// @param history what metrics were like of late
  /// @param topologies who asks whom
  /// @param versions which versions were seen of late
  /// @param redaction for what stands in the messages of commits
  public ServiceCauses(
      Incidents incidents,
      Map<String, Served> services,
      History history,
      Topology.Source topologies,
      Versions versions,
      Redaction redaction,
      InstantSource clock) {
    this(incidents, services, history, topologies, versions, redaction, clock, LIMIT);
  }

  ServiceCauses(
      Incidents incidents,
      Map<String, Served> services,
      History history,
      Topology.Source topologies,
      Versions versions,
      Redaction redaction,
      InstantSource clock,
      Duration limit) {
    this.incidents = incidents;
    this.services = Map.copyOf(services);
    this.redaction = redaction;
    this.clock = clock;
    this.limit = limit;
    this.investigator = new Investigator(history, topologies, versions, this::past);
  }

  @Override
  public Estimate of(Incident incident) throws InterruptedException {
    return switch (Limited.run(
        "cause of incident " + incident.id(), limit, () -> investigator.report(clues(incident)))) {
      case Limited.Done<CauseReport>(CauseReport report) -> new Estimate.Told(report);
      case Limited.Undone<CauseReport>(String why, var fault) -> {
        fault.ifPresent(
            each ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "why incident " + incident.id() + " came about could not be worked out",
                    each));
        yield new Estimate.NotTold(why);
      }
    };
  }

  private Clues clues(Incident incident) {
    return new Clues(
        incident.origin(),
        incident.began(),
        clock.instant(),
        incident.signals(),
        incidents.signals(incident.id(), SIGNALS),
        incidents.goodRequests(incident.origin().service(), GOOD_REQUESTS),
        suspects(incidents.attempts(incident.id())),
        incident.remedy().map(each -> new Repaired(each.place(), each.confidence())),
        others(incident));
  }

  private List<Trouble> others(Incident incident) {
    return incidents
        .list(new Incidents.Filter(GOING_ON, Optional.empty()), Optional.empty(), OTHERS)
        .stream()
        .filter(each -> each.id() != incident.id())
        .filter(each -> each.origin().environment().equals(incident.origin().environment()))
        .filter(each -> Duration.between(each.began(), incident.began()).abs().compareTo(NEAR) <= 0)
        .map(
            each ->
                new Trouble(
                    each.id(), each.origin().service(), each.fingerprint().title(), each.began()))
        .toList();
  }

  /// What the latest attempt that looked at the code suspected.
  private List<Suspect> suspects(List<Attempt> attempts) {
    return attempts.reversed().stream()
        .flatMap(each -> each.report().stream())
        .findFirst()
        .map(this::suspects)
        .orElse(List.of());
  }

  private List<Suspect> suspects(String report) {
    List<Suspect> suspects = new ArrayList<>();
    try {
      for (JsonNode each : mapper.readTree(report).path("suspects")) {
        suspects.add(
            new Suspect(
                each.path("path").asText(),
                each.path("line").asInt(),
                "",
                each.path("method").asText(),
                each.path("score").asDouble(),
                each.path("ochiai").asDouble(),
                List.of()));
      }
    } catch (JsonProcessingException e) {
      LOG.log(System.Logger.Level.WARNING, "the report of an attempt cannot be read", e);
    }
    return suspects;
  }

  private Past past(String service, String before, String now, List<Place> places)
      throws InterruptedException {
    Served served = services.get(service);
    if (served == null) {
      return Past.unknown("no repository of " + service + " is named in the configuration");
    }
    try {
      Past past = served.repository().past(served.directory(), before, now, places);
      return new Past(
          past.commit(),
          past.isRunning(),
          past.areNew(),
          past.commits().stream().map(this::redacted).toList(),
          past.lines().stream()
              .map(
                  line ->
                      new Line(line.place(), line.path(), line.lastChange().map(this::redacted)))
              .toList(),
          past.lacking());
    } catch (IOException e) {
      return Past.unknown("the service's repository cannot be read: " + e.getMessage());
    }
  }

  private Commit redacted(Commit commit) {
    return new Commit(commit.id(), commit.at(), redaction.text(commit.subject()), commit.files());
  }
}
