package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.detect.logs.LogSource;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One event of Sentry: an error with its exceptions, or a message that somebody found worth
/// telling.
final class SentryEvent {
  private static final int MOST_TAGS = 30;

  private final JsonNode event;
  private final Origin origin;
  private final Instant received;
  private final Cleaning cleaning;
  private final SentryExceptions exceptions;

  SentryEvent(JsonNode event, Origin origin, Instant received, Cleaning cleaning) {
    this.event = event;
    this.origin = origin;
    this.received = received;
    this.cleaning = cleaning;
    this.exceptions = SentryExceptions.of(event.path("exception"));
  }

  /// The value of a tag; they are an object, or a list of pairs.
  static Optional<String> tag(JsonNode event, String name) {
    JsonNode tags = event.path("tags");
    for (JsonNode pair : tags.isArray() ? tags : List.<JsonNode>of()) {
      if (pair.path(0).asText().equals(name)) {
        return Optional.of(pair.path(1).asText().strip()).filter(text -> !text.isEmpty());
      }
    }
    return Optional.of(OutsideJson.text(tags, name)).filter(text -> !text.isEmpty());
  }

  /// Whether the service itself says that something is broken; without a level, it is an error.
  boolean isTrouble() {
    return level().isSevere();
  }

  Signal signal() {
    Optional<String> trace = exceptions.text().map(cleaning::trace);
    Optional<RecordedRequest> request = SentryRequest.of(event, trace, cleaning);
    String id = OutsideJson.text(event, "event_id");
    String headline = exceptions.headline().orElse(message());
    return new Signal(
        id.isEmpty()
            ? ContentId.of("sentry", List.of(origin.toString(), at().toString(), headline))
            : "sentry:" + cleaning.name(origin.service() + ":" + id),
        Signal.Kind.EXCEPTION,
        origin,
        at(),
        received,
        cleaning.message(headline.isBlank() ? "an error without a message" : headline),
        trace,
        List.of(),
        request,
        attributes(request.isEmpty()));
  }

  /// Empty when it says nothing.
  Optional<LogLine> line() {
    String message = message();
    String logger = OutsideJson.text(event, "logger");
    String format = OutsideJson.text(entry(), "message");
    return message.isBlank() && exceptions.headline().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LogLine(
                origin,
                at(),
                level(),
                format.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new LogSource(cleaning.message(format), cleaning.name(logger))),
                cleaning.message(message.isBlank() ? exceptions.headline().orElse("") : message),
                exceptions.text().map(cleaning::trace),
                traceId()));
  }

  private Instant at() {
    return OutsideJson.instant(event.path("timestamp")).orElse(received);
  }

  private Level level() {
    return level(OutsideJson.text(event, "level")).orElse(Level.ERROR);
  }

  /// As Sentry writes it, in events and in logs.
  static Optional<Level> level(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "fatal", "critical" -> Optional.of(Level.FATAL);
      case "error" -> Optional.of(Level.ERROR);
      case "warning", "warn" -> Optional.of(Level.WARN);
      case "info", "log" -> Optional.of(Level.INFO);
      case "debug" -> Optional.of(Level.DEBUG);
      case "trace" -> Optional.of(Level.TRACE);
      default -> Optional.empty();
    };
  }

  private JsonNode entry() {
    return event.path("logentry").isObject() ? event.path("logentry") : event.path("message");
  }

  private String message() {
    String formatted = OutsideJson.text(entry(), "formatted");
    return !formatted.isEmpty()
        ? formatted
        : entry().isTextual() ? entry().asText() : OutsideJson.text(entry(), "message");
  }

  private String traceId() {
    return cleaning.name(OutsideJson.text(event.path("contexts").path("trace"), "trace_id"));
  }

  /// @param tellsRequest whether the request is only named, as it cannot be asked again
  private SortedMap<String, String> attributes(boolean tellsRequest) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (String name :
        List.of("level", "logger", "transaction", "server_name", "platform", "dist")) {
      put(attributes, "sentry." + name, OutsideJson.text(event, name));
    }
    put(attributes, "trace.id", traceId());
    exceptions.isHandled().ifPresent(each -> attributes.put("sentry.handled", each.toString()));
    exceptions.inApp().ifPresent(each -> put(attributes, "sentry.in_app", each));
    if (tellsRequest) {
      SentryRequest.line(event)
          .ifPresent(each -> attributes.put("request.cut", cleaning.name(cleaning.message(each))));
    }
    JsonNode tags = event.path("tags");
    int kept = 0;
    for (Map.Entry<String, JsonNode> each : tags.properties()) {
      if (kept++ < MOST_TAGS && each.getValue().isValueNode()) {
        attributes.put(
            "tag." + cleaning.name(each.getKey()),
            cleaning.attribute(each.getKey(), each.getValue().asText()));
      }
    }
    for (JsonNode pair : tags.isArray() ? tags : List.<JsonNode>of()) {
      if (kept++ < MOST_TAGS && pair.path(1).isValueNode()) {
        String name = pair.path(0).asText();
        attributes.put(
            "tag." + cleaning.name(name), cleaning.attribute(name, pair.path(1).asText()));
      }
    }
    return attributes;
  }

  private void put(SortedMap<String, String> attributes, String name, String value) {
    if (!value.isEmpty()) {
      attributes.put(name, cleaning.attribute(name, value));
    }
  }
}
