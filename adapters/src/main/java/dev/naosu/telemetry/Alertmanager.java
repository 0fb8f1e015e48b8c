package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Received.Unreadable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The webhook of Prometheus' Alertmanager, version 4. An alert that fires is a signal; one that is
/// over is taken note of by nobody yet, as an incident ends when its cause is gone, not when an
/// alert is silent. What Alertmanager repeats has the same id.
public final class Alertmanager {
  public static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final String VERSION = "4";
  private static final int MOST_ALERTS = 1_000;
  private static final int MOST_LABELS = 50;
  private static final String REMEDY =
      "let Alertmanager send it, by a receiver with webhook_configs (docs/webhooks.md)";

  private final Cleaning cleaning;
  private final AlertLabels labels;

  public Alertmanager(Redaction redaction, AlertLabels labels) {
    this.cleaning = new Cleaning(redaction);
    this.labels = labels;
  }

  /// Alertmanager drops what is answered with 4xx, so a body is taken when any of it can be: alerts
  /// that cannot be read are counted as rejected.
  ///
  /// @throws IOException when the body cannot be read to its end
  public Decoded decode(Received received) throws IOException {
    try {
      JsonNode body = OutsideJson.object(received.bytes(MOST_BYTES), "an alert; " + REMEDY);
      return understood(alerts(body), received.at());
    } catch (Unreadable e) {
      return new Decoded.Refused(e.mistakes(), Reply.refused(e.status(), e.mistakes()));
    }
  }

  private static JsonNode alerts(JsonNode body) throws Unreadable {
    List<Mistake> mistakes = new ArrayList<>();
    String version = OutsideJson.text(body, "version");
    if (!version.equals(VERSION)) {
      mistakes.add(
          new Mistake(
              "$.version",
              version.isEmpty() ? "is missing" : "is " + Mistake.quoted(version),
              "only version " + VERSION + " is known; " + REMEDY));
    }
    JsonNode alerts = body.path("alerts");
    if (!alerts.isArray()) {
      mistakes.add(new Mistake("$.alerts", "is no list", REMEDY));
    }
    if (alerts.size() > MOST_ALERTS) {
      mistakes.add(
          new Mistake(
              "$.alerts",
              "holds " + alerts.size() + " alerts, and at most " + MOST_ALERTS + " are taken",
              "set max_alerts of the receiver, or group by more labels"));
    }
    if (!mistakes.isEmpty()) {
      throw new Unreadable(400, mistakes);
    }
    return alerts;
  }

  private Decoded understood(JsonNode alerts, Instant received) throws Unreadable {
    List<Signal> signals = new ArrayList<>();
    List<Mistake> mistakes = new ArrayList<>();
    int over = 0;
    for (int i = 0; i < alerts.size(); i++) {
      JsonNode alert = alerts.get(i);
      switch (OutsideJson.text(alert, "status")) {
        case "firing" ->
            signal(alert, "$.alerts[" + i + "]", received, mistakes).ifPresent(signals::add);
        case "resolved" -> over++;
        default ->
            mistakes.add(
                new Mistake(
                    "$.alerts[" + i + "].status", "is neither firing nor resolved", REMEDY));
      }
    }
    if (signals.isEmpty() && over == 0 && !mistakes.isEmpty()) {
      throw new Unreadable(400, mistakes);
    }
    return new Decoded.Understood(signals, mistakes.size(), Reply.accepted(signals));
  }

  private Optional<Signal> signal(
      JsonNode alert, String path, Instant received, List<Mistake> mistakes) {
    JsonNode told = alert.path("labels");
    Optional<Origin> origin = origin(told);
    if (origin.isEmpty()) {
      mistakes.add(
          new Mistake(
              path + ".labels",
              "do not say which service it is, or at too great length",
              "give the rule one of the labels " + String.join(", ", labels.service())));
      return Optional.empty();
    }
    Optional<Instant> began = OutsideJson.instant(alert.path("startsAt"));
    SortedMap<String, String> attributes = attributes(alert);
    return Optional.of(
        new Signal(
            ContentId.of(
                "alert",
                List.of(
                    origin.get().service(),
                    fingerprint(alert, attributes),
                    began.map(Instant::toString).orElse(""))),
            Signal.Kind.HEALTH,
            origin.get(),
            began.orElse(received),
            received,
            cleaning.message(message(alert)),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            attributes));
  }

  private Optional<Origin> origin(JsonNode told) {
    try {
      return Optional.of(
          new Origin(
              first(told, labels.service()),
              first(told, labels.version()),
              first(told, labels.environment())));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String first(JsonNode told, List<String> names) {
    return names.stream()
        .map(name -> OutsideJson.text(told, name))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// Alertmanager's own, or what it is made of.
  private static String fingerprint(JsonNode alert, SortedMap<String, String> attributes) {
    String fingerprint = OutsideJson.text(alert, "fingerprint");
    return fingerprint.isEmpty() ? attributes.toString() : fingerprint;
  }

  /// The name first: alerts of one rule have it in common, whatever numbers the rest holds.
  private static String message(JsonNode alert) {
    JsonNode annotations = alert.path("annotations");
    String summary = OutsideJson.text(annotations, "summary");
    String description = OutsideJson.text(annotations, "description");
    String name = OutsideJson.text(alert.path("labels"), "alertname");
    StringBuilder message = new StringBuilder(name.isEmpty() ? "an alert without a name" : name);
    if (!summary.isEmpty()) {
      message.append(": ").append(summary);
    }
    if (!description.isEmpty() && !description.equals(summary)) {
      message.append(summary.isEmpty() ? ": " : "\n").append(description);
    }
    return message.toString();
  }

  private SortedMap<String, String> attributes(JsonNode alert) {
    SortedMap<String, String> attributes = new TreeMap<>();
    int kept = 0;
    for (Map.Entry<String, JsonNode> label : alert.path("labels").properties()) {
      if (kept++ < MOST_LABELS && label.getValue().isTextual()) {
        attributes.put(
            "label." + cleaning.name(label.getKey()),
            cleaning.attribute(label.getKey(), label.getValue().textValue()));
      }
    }
    for (String name : List.of("fingerprint", "startsAt", "generatorURL")) {
      String value = OutsideJson.text(alert, name);
      if (!value.isEmpty()) {
        attributes.put("alert." + name, cleaning.message(value));
      }
    }
    String runbook = OutsideJson.text(alert.path("annotations"), "runbook_url");
    if (!runbook.isEmpty()) {
      attributes.put("alert.runbook", cleaning.message(runbook));
    }
    return attributes;
  }
}
