package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.detect.Origin;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.detect.logs.LogSource;
import java.time.Instant;
import java.util.Optional;

/// Structured logs of Sentry.
final class SentryLogs {
  private SentryLogs() {}

  /// Empty when it says nothing.
  static Optional<LogLine> line(JsonNode log, Origin origin, Instant received, Cleaning cleaning) {
    String body = OutsideJson.text(log, "body");
    return body.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LogLine(
                origin,
                OutsideJson.instant(log.path("timestamp")).orElse(received),
                SentryEvent.level(OutsideJson.text(log, "level")).orElse(Level.INFO),
                attribute(log, "sentry.message.template")
                    .map(
                        format ->
                            new LogSource(
                                cleaning.message(format),
                                cleaning.name(attribute(log, "logger.name").orElse("")))),
                cleaning.message(body),
                Optional.empty(),
                cleaning.name(OutsideJson.text(log, "trace_id"))));
  }

  static Optional<String> attribute(JsonNode log, String name) {
    return Optional.of(OutsideJson.text(log.path("attributes").path(name), "value"))
        .filter(text -> !text.isEmpty());
  }
}
