package dev.naosu.app.serve;

import dev.naosu.app.web.SignalDecoder;
import dev.naosu.detect.Body;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Decoded.Refused;
import dev.naosu.telemetry.Decoded.Understood;
import dev.naosu.telemetry.EventJson;
import dev.naosu.telemetry.JUnitXml;
import dev.naosu.telemetry.Mistake;
import dev.naosu.telemetry.Otlp;
import dev.naosu.telemetry.Received;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What naosu takes in over HTTP.
public final class Decoders {
  private static final Set<String> OTLP = Set.of("application/x-protobuf", "application/json");

  private Decoders() {}

  public static List<SignalDecoder> all(Redaction redaction) {
    EventJson events = new EventJson(redaction);
    Otlp otlp = new Otlp(redaction);
    JUnitXml junit = new JUnitXml(redaction);
    return List.of(
        new Told(
            "/api/v1/events",
            "Events of naosu's own form (docs/events.md)",
            Set.of("application/json"),
            EventJson.MOST_BYTES,
            false,
            delivery -> events.decode(received(delivery))),
        new Told(
            "/api/v1/junit",
            "JUnit XML of a failed CI run; the query names service, version and environment",
            Set.of("application/xml", "text/xml"),
            JUnitXml.MOST_BYTES,
            false,
            delivery ->
                junit.decode(
                    received(delivery),
                    delivery.query().getOrDefault("service", ""),
                    delivery.query().getOrDefault("version", ""),
                    delivery.query().getOrDefault("environment", ""))),
        new Told(
            "/v1/logs",
            "Logs by OTLP over HTTP",
            OTLP,
            Otlp.MOST_BYTES,
            true,
            delivery -> otlp.logs(received(delivery))),
        new Told(
            "/v1/metrics",
            "Metrics by OTLP over HTTP",
            OTLP,
            Otlp.MOST_BYTES,
            true,
            delivery -> otlp.metrics(received(delivery))),
        new Told(
            "/v1/traces",
            "Traces by OTLP over HTTP",
            OTLP,
            Otlp.MOST_BYTES,
            true,
            delivery -> otlp.traces(received(delivery))));
  }

  private static Received received(SignalDecoder.Delivery delivery) {
    return Received.of(delivery.body().bytes(), delivery.type(), "", delivery.received());
  }

  /// Reads a body into signals.
  @FunctionalInterface
  private interface Decoding {
    dev.naosu.telemetry.Decoded decode(SignalDecoder.Delivery delivery) throws IOException;
  }

  /// One address.
  ///
  /// @param ownProtocol whether a success is answered in the sender's words
  private record Told(
      String path,
      String summary,
      Set<String> types,
      int mostBytes,
      boolean ownProtocol,
      Decoding decoding)
      implements SignalDecoder {
    @Override
    public Decoded decode(Delivery delivery) throws IOException {
      return switch (decoding.decode(delivery)) {
        case Understood understood ->
            new Decoded.Signals(
                understood.signals(),
                understood.observed(),
                understood.rejected(),
                ownProtocol ? Optional.of(new Said(understood.reply())) : Optional.empty());
        case Refused refused ->
            new Decoded.Malformed(
                refused.mistakes().stream().map(Mistake::toString).toList(),
                ownProtocol ? Optional.of(new Said(refused.reply())) : Optional.empty());
      };
    }
  }

  /// A reply in the sender's protocol.
  private record Said(dev.naosu.telemetry.Reply reply) implements SignalDecoder.Reply {
    @Override
    public int status() {
      return reply.status();
    }

    @Override
    public String type() {
      return reply.contentType();
    }

    @Override
    public Body body() {
      return Body.of(reply.body());
    }
  }
}
