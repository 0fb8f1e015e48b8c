package dev.naosu.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.detect.Signal;
import dev.naosu.ship.rollout.Rollouts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Incidents as JSON. Texts of the patient are data here, nothing is taken out of them.
final class IncidentJson {
  private static final int SIGNALS = 5;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private IncidentJson() {}

  /// What a list shows.
  static ObjectNode brief(Incident incident) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", incident.id());
    node.put("title", incident.fingerprint().title());
    node.put("fingerprint", incident.fingerprint().value());
    node.put("service", incident.origin().service());
    node.put("version", incident.origin().version());
    node.put("environment", incident.origin().environment());
    node.put("kind", incident.kind().name());
    node.put("state", incident.state().name());
    node.put("asksAPerson", incident.state().asksAPerson());
    node.put("isFinal", incident.state().isFinal());
    node.put("began", incident.began().toString());
    node.put("opened", incident.opened().toString());
    node.put("lastSeen", incident.lastSeen().toString());
    node.put("changed", incident.changed().toString());
    node.put("signals", incident.signals());
    node.put("recurrence", incident.recurrence());
    node.put("attempts", incident.attempts());
    incident
        .remedy()
        .ifPresentOrElse(
            remedy -> node.put("confidence", remedy.confidence()),
            () -> node.putNull("confidence"));
    incident
        .delivered()
        .ifPresentOrElse(where -> node.put("delivered", where), () -> node.putNull("delivered"));
    node.put("reason", incident.reason());
    return node;
  }

  /// Everything that is known.
  ///
  /// @param card what a person is asked now
  static ObjectNode whole(
      Incident incident, Incidents incidents, Rollouts rollouts, Optional<Card> card) {
    ObjectNode node = brief(incident);
    List<Signal> evidence = incidents.signals(incident.id(), SIGNALS);
    ObjectNode detection = node.putObject("detection");
    detection.put("began", incident.began().toString());
    evidence.stream()
        .map(Signal::received)
        .min(Comparator.naturalOrder())
        .ifPresentOrElse(
            received -> detection.put("received", received.toString()),
            () -> detection.putNull("received"));
    detection.put("opened", incident.opened().toString());
    detection.put("seconds", incident.detectionLag().toMillis() / 1000.0);
    incident
        .remedy()
        .ifPresentOrElse(
            remedy ->
                node.set(
                    "remedy",
                    remedy(remedy, card.map(Card::seen).orElseGet(() -> Desk.seen(remedy)))),
            () -> node.putNull("remedy"));
    incidents
        .explanation(incident.id())
        .ifPresentOrElse(
            report -> node.set("cause", CauseJson.of(report)), () -> node.putNull("cause"));
    ArrayNode rolled = node.putArray("rollouts");
    rollouts
        .of(incident.id())
        .forEach(each -> rolled.add(RolloutJson.of(each, rollouts.windows(each.key()))));
    ArrayNode attempts = node.putArray("history");
    incidents.attempts(incident.id()).forEach(each -> attempts.add(attempt(each)));
    ArrayNode timeline = node.putArray("timeline");
    incidents
        .timeline(incident.id())
        .forEach(
            note ->
                timeline
                    .addObject()
                    .put("at", note.at().toString())
                    .put("actor", note.actor())
                    .put("text", note.text()));
    ArrayNode signals = node.putArray("evidence");
    evidence.forEach(each -> signals.add(signal(each)));
    return node;
  }

  private static ObjectNode remedy(Remedy remedy, String seen) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("seen", seen);
    node.put("base", remedy.base());
    node.put("description", remedy.description());
    node.put("place", remedy.place());
    node.put("cause", remedy.cause());
    node.put("confidence", remedy.confidence());
    node.put("diff", remedy.diff());
    remedy.proof().forEach(node.putArray("proof")::add);
    remedy.doubts().forEach(node.putArray("doubts")::add);
    new TreeSet<>(remedy.change().after().keySet()).forEach(node.putArray("files")::add);
    return node;
  }

  private static ObjectNode attempt(Attempt attempt) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("number", attempt.number());
    node.put("began", attempt.began().toString());
    node.put("ended", attempt.ended().toString());
    node.put("result", attempt.result());
    try {
      node.set(
          "report", attempt.report().isPresent() ? MAPPER.readTree(attempt.report().get()) : null);
    } catch (JsonProcessingException e) {
      node.putNull("report");
    }
    return node;
  }

  private static ObjectNode signal(Signal signal) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", signal.id());
    node.put("kind", signal.kind().name());
    node.put("at", signal.happened().toString());
    node.put("message", signal.message());
    signal.trace().ifPresentOrElse(trace -> node.put("trace", trace), () -> node.putNull("trace"));
    ObjectNode attributes = node.putObject("attributes");
    signal.attributes().forEach(attributes::put);
    signal.failingTests().forEach(node.putArray("failingTests")::add);
    signal
        .request()
        .ifPresentOrElse(
            request ->
                node.putObject("request")
                    .put("method", request.method())
                    .put("target", request.target())
                    .put("status", request.answer().status()),
            () -> node.putNull("request"));
    return node;
  }
}
