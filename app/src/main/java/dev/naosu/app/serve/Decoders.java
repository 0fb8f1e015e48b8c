package dev.naosu.app.serve;

import dev.naosu.access.Role;
import dev.naosu.app.web.Access;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.SignalDecoder;
import dev.naosu.detect.Body;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Alertmanager;
import dev.naosu.telemetry.Decoded.Refused;
import dev.naosu.telemetry.Decoded.Understood;
import dev.naosu.telemetry.EventJson;
import dev.naosu.telemetry.GithubRuns;
import dev.naosu.telemetry.JUnitXml;
import dev.naosu.telemetry.Mistake;
import dev.naosu.telemetry.Otlp;
import dev.naosu.telemetry.Received;
import dev.naosu.telemetry.Sarif;
import dev.naosu.telemetry.Sentry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What naosu takes in over HTTP.
public final class Decoders {
  private static final Set<String> JSON = Set.of("application/json");

  /// SDKs in a browser have to do without a type of their own.
  private static final Set<String> SENTRY =
      Set.of("application/x-sentry-envelope", "application/json", "text/plain");

  private static final Set<String> OTLP = Set.of("application/x-protobuf", "application/json");

  private Decoders() {}

  /// @param senders what is known of those who send in a form of their own
  public static List<SignalDecoder> all(Redaction redaction, Senders senders) {
    EventJson events = new EventJson(redaction);
    Otlp otlp = new Otlp(redaction);
    JUnitXml junit = new JUnitXml(redaction);
    Sarif sarif = new Sarif(redaction);
    Alertmanager alertmanager = new Alertmanager(redaction, senders.alerts());
    Sentry sentry = new Sentry(redaction, senders.sentry());
    List<SignalDecoder> all = new ArrayList<>();
    all.add(
        new Told(
            "/api/v1/events",
            "Events of naosu's own form (docs/events.md)",
            JSON,
            EventJson.MOST_BYTES,
            false,
            delivery -> events.decode(received(delivery))));
    all.add(
        new Told(
            "/api/v1/junit",
            "JUnit XML of a failed CI run; the query names service, version and environment",
            Set.of("application/xml", "text/xml"),
            JUnitXml.MOST_BYTES,
            false,
            aboutService(junit::decode)));
    all.add(
        new Told(
            "/api/v1/sarif",
            "Findings of an analyser in SARIF 2.1.0; the query names service, version and environment",
            Set.of("application/sarif+json", "application/json"),
            Sarif.MOST_BYTES,
            false,
            aboutService(sarif::decode)));
    all.add(
        new Told(
            "/api/v1/alertmanager",
            "Alerts, as the webhook of Prometheus' Alertmanager sends them",
            JSON,
            Alertmanager.MOST_BYTES,
            false,
            delivery -> alertmanager.decode(received(delivery))));
    all.add(
        new Told(
                "/api/{project}/envelope/",
                "Envelopes of an SDK of Sentry, whose DSN has a token of naosu as its key",
                SENTRY,
                Sentry.MOST_BYTES,
                true,
                delivery ->
                    sentry.envelope(
                        received(delivery), delivery.query().getOrDefault("project", "")))
            .by(Access.needsFromSentry(Role.OPERATOR)));
    all.add(
        new Told(
                "/api/{project}/store/",
                "An event of an older SDK of Sentry",
                SENTRY,
                Sentry.MOST_BYTES,
                true,
                delivery ->
                    sentry.event(received(delivery), delivery.query().getOrDefault("project", "")))
            .by(Access.needsFromSentry(Role.OPERATOR)));
    all.add(
        new Told(
            "/v1/logs",
            "Logs by OTLP over HTTP",
            OTLP,
            Otlp.MOST_BYTES,
            true,
            delivery -> otlp.logs(received(delivery))));
    all.add(
        new Told(
            "/v1/metrics",
            "Metrics by OTLP over HTTP",
            OTLP,
            Otlp.MOST_BYTES,
            true,
            delivery -> otlp.metrics(received(delivery))));
    all.add(
        new Told(
            "/v1/traces",
            "Traces by OTLP over HTTP",
            OTLP,
            Otlp.MOST_BYTES,
            true,
            delivery -> otlp.traces(received(delivery))));
    senders.github().map(github -> github(redaction, github)).ifPresent(all::add);
    if (!senders.webhooks().isEmpty()) {
      all.add(
          new Told(
                  "/api/v1/webhooks/{name}",
                  "Events of naosu's own form, signed instead of sent with a token",
                  JSON,
                  EventJson.MOST_BYTES,
                  false,
                  delivery -> events.decode(received(delivery)))
              .signed(
                  new Signature.OfSender(senders.webhooks()),
                  "X-Naosu-Signature-256 over time and body, with the secret of the sender"));
    }
    return List.copyOf(all);
  }

  private static SignalDecoder github(Redaction redaction, Senders.Github github) {
    GithubRuns runs = new GithubRuns(redaction, github.services());
    return new Told(
            "/api/v1/github",
            "The webhook of GitHub for runs of workflows",
            JSON,
            GithubRuns.MOST_BYTES,
            false,
            delivery ->
                runs.decode(
                    received(delivery), delivery.headers().getOrDefault("x-github-event", "")))
        .signed(
            new Signature.OfGithub(github.secret()),
            "X-Hub-Signature-256 over the body, with the secret of the webhook");
  }

  private static Received received(SignalDecoder.Delivery delivery) {
    return Received.of(delivery.body().bytes(), delivery.type(), "", delivery.received());
  }

  /// Reads a body of which the query says what it is about.
  @FunctionalInterface
  private interface Upload {
    dev.naosu.telemetry.Decoded decode(
        Received received, String service, String version, String environment) throws IOException;
  }

  private static Decoding aboutService(Upload upload) {
    return delivery ->
        upload.decode(
            received(delivery),
            delivery.query().getOrDefault("service", ""),
            delivery.query().getOrDefault("version", ""),
            delivery.query().getOrDefault("environment", ""));
  }

  /// Reads a body into signals.
  @FunctionalInterface
  private interface Decoding {
    dev.naosu.telemetry.Decoded decode(SignalDecoder.Delivery delivery) throws IOException;
  }

  /// One address.
  ///
  /// @param ownProtocol whether a success is answered in the sender's words
  /// @param signature that is looked at first; empty where a token says who it is
  private record Told(
      String path,
      String summary,
      Set<String> types,
      int mostBytes,
      boolean ownProtocol,
      Decoding decoding,
      Access access,
      Optional<Signature> signature)
      implements SignalDecoder {
    Told(
        String path,
        String summary,
        Set<String> types,
        int mostBytes,
        boolean ownProtocol,
        Decoding decoding) {
      this(
          path,
          summary,
          types,
          mostBytes,
          ownProtocol,
          decoding,
          Access.needs(Role.OPERATOR),
          Optional.empty());
    }

    Told by(Access other) {
      return new Told(
          path, summary, types, mostBytes, ownProtocol, decoding, other, Optional.empty());
    }

    Told signed(Signature by, String how) {
      return new Told(
          path,
          summary,
          types,
          mostBytes,
          ownProtocol,
          decoding,
          Access.signed(how),
          Optional.of(by));
    }

    @Override
    public Decoded decode(Delivery delivery) throws IOException {
      Optional<String> flaw = signature.flatMap(each -> each.flaw(delivery));
      if (flaw.isPresent()) {
        return new Decoded.Unsigned(flaw.get(), signature.orElseThrow().remedy());
      }
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

    @Override
    public Optional<Reply> refusal(Problem problem, String type) {
      return ownProtocol
          ? Otlp.refusal(problem.status(), type, problem.detail() + " " + problem.remedy())
              .map(Said::new)
          : Optional.empty();
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
