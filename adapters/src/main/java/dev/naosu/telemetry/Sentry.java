package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.detect.watch.Observed;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Received.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What SDKs of Sentry send: envelopes, and single events as older ones do. Errors become signals;
/// messages, logs and transactions are observed; sessions, profiles, attachments and what else
/// there is are passed over.
public final class Sentry {
  public static final int MOST_BYTES = 8 * 1024 * 1024;
  private static final int MOST_OBSERVED = 2_000;
  private static final Set<String> KNOWN = Set.of("event", "transaction", "log");

  private final Cleaning cleaning;
  private final Map<String, String> services;

  /// @param services by the number that their DSN ends with
  public Sentry(Redaction redaction, Map<String, String> services) {
    this.cleaning = new Cleaning(redaction);
    this.services = Map.copyOf(services);
  }

  /// @param project the number that the DSN ends with
  /// @throws IOException when the body cannot be read to its end
  public Decoded envelope(Received received, String project) throws IOException {
    try {
      Envelope envelope = Envelope.read(received.bytes(MOST_BYTES), KNOWN::contains);
      return understood(envelope, project, received);
    } catch (Unreadable e) {
      return new Decoded.Refused(e.mistakes(), Reply.refused(e.status(), e.mistakes()));
    }
  }

  /// One event, as it was sent before there were envelopes.
  ///
  /// @param project the number that the DSN ends with
  /// @throws IOException when the body cannot be read to its end
  public Decoded event(Received received, String project) throws IOException {
    try {
      JsonNode event =
          OutsideJson.object(received.bytes(MOST_BYTES), "an event, as an SDK of Sentry does");
      return understood(
          new Envelope(event, List.of(new Envelope.Item("event", event)), 0), project, received);
    } catch (Unreadable e) {
      return new Decoded.Refused(e.mistakes(), Reply.refused(e.status(), e.mistakes()));
    }
  }

  private Decoded understood(Envelope envelope, String project, Received received)
      throws Unreadable {
    List<Signal> signals = new ArrayList<>();
    List<LogLine> lines = new ArrayList<>();
    List<SeenSpan> spans = new ArrayList<>();
    for (Envelope.Item item : envelope.items()) {
      JsonNode payload = item.payload();
      switch (item.type()) {
        case "event" -> {
          SentryEvent event =
              new SentryEvent(payload, origin(payload, project), received.at(), cleaning);
          if (event.isTrouble()) {
            signals.add(event.signal());
          } else {
            event.line().ifPresent(lines::add);
          }
        }
        case "transaction" ->
            spans.addAll(
                SentrySpans.of(payload, origin(payload, project), cleaning).stream()
                    .limit(MOST_OBSERVED - spans.size())
                    .toList());
        case "log" -> {
          for (JsonNode log : payload.path("items")) {
            if (lines.size() < MOST_OBSERVED) {
              SentryLogs.line(log, logOrigin(log, envelope, project), received.at(), cleaning)
                  .ifPresent(lines::add);
            }
          }
        }
        default -> throw new IllegalStateException("not asked for: " + item.type());
      }
    }
    return new Decoded.Understood(
        signals,
        new Observed(lines, List.of(), spans),
        envelope.unreadable(),
        Reply.json(200, Map.of("id", eventId(envelope))));
  }

  private String eventId(Envelope envelope) {
    return cleaning.name(OutsideJson.text(envelope.header(), "event_id"));
  }

  private Origin origin(JsonNode event, String project) throws Unreadable {
    return origin(
        project,
        SentryEvent.tag(event, "service"),
        OutsideJson.text(event, "release"),
        OutsideJson.text(event, "environment"));
  }

  private Origin logOrigin(JsonNode log, Envelope envelope, String project) throws Unreadable {
    JsonNode trace = envelope.header().path("trace");
    return origin(
        project,
        Optional.empty(),
        SentryLogs.attribute(log, "sentry.release").orElse(OutsideJson.text(trace, "release")),
        SentryLogs.attribute(log, "sentry.environment")
            .orElse(OutsideJson.text(trace, "environment")));
  }

  /// The service is the one of the project in the DSN; else what the event says of itself.
  ///
  /// @param release as Sentry advises to write it, `package@version`, or a version alone
  private Origin origin(String project, Optional<String> tag, String release, String environment)
      throws Unreadable {
    int at = release.lastIndexOf('@');
    String service =
        Optional.ofNullable(services.get(project))
            .or(() -> tag)
            .orElse(at < 0 ? "" : release.substring(0, at));
    try {
      return new Origin(service, release.substring(at + 1), environment);
    } catch (IllegalArgumentException e) {
      throw new Unreadable(
          400,
          String.valueOf(e.getMessage()),
          "name the service of project "
              + Mistake.quoted(project)
              + " under sentry in the server's configuration, or set a tag service");
    }
  }
}
