package dev.naosu.app.serve;

import dev.naosu.app.web.Visits;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.durable.Body;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What naosu tells a collector of its own work, by OTLP over HTTP. Spans wait in a queue of
/// bounded length and are sent by a thread of their own: what cannot be sent is lost, and holds
/// nobody up.
///
/// No text of a service or of its users is in a span: names of services and of naosu's own steps,
/// numbers and classes of exceptions are all.
final class Tracing implements AutoCloseable {
  /// The environment variables of the OpenTelemetry specification that name a collector.
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

  /// Longest wait for what is not sent yet when naosu ends.
  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final OpenTelemetrySdk sdk;
  private final AttemptIds ids;
  private final InstantSource clock;

  private Tracing(OpenTelemetrySdk sdk, AttemptIds ids, InstantSource clock) {
    this.sdk = sdk;
    this.ids = ids;
    this.clock = clock;
  }

  /// Begins to send, when a collector is named here or in the environment; what else the
  /// environment says of OpenTelemetry holds too.
  ///
  /// @param collector beginning of its addresses
  /// @param version of naosu
  /// @throws IOException with a text for people when the environment says what cannot be
  static Optional<Tracing> open(
      Optional<String> collector,
      Map<String, String> environment,
      String version,
      InstantSource clock)
      throws IOException {
    boolean named =
        !environment.getOrDefault(ENDPOINT, "").isBlank()
            || !environment.getOrDefault(TRACES_ENDPOINT, "").isBlank();
    if (collector.isEmpty() && !named) {
      return Optional.empty();
    }
    AttemptIds ids = new AttemptIds();
    try {
      OpenTelemetrySdk sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesCustomizer(given -> settings(given, collector))
              .addResourceCustomizer((given, _) -> of(version).merge(given))
              .addTracerProviderCustomizer((provider, _) -> provider.setIdGenerator(ids))
              .build()
              .getOpenTelemetrySdk();
      return Optional.of(new Tracing(sdk, ids, clock));
    } catch (ConfigurationException e) {
      throw new IOException(
          "traces cannot be sent: " + e.getMessage() + "; mend the OTEL_ variables", e);
    }
  }

  private static Resource of(String version) {
    return Resource.create(Attributes.of(AttributeKey.stringKey("service.version"), version));
  }

  private static Map<String, String> settings(ConfigProperties given, Optional<String> collector) {
    Map<String, String> settings = new HashMap<>();
    settings.put("otel.traces.exporter", "otlp");
    settings.put("otel.metrics.exporter", "none");
    settings.put("otel.logs.exporter", "none");
    settings.put("otel.exporter.otlp.protocol", "http/protobuf");
    settings.put("otel.exporter.otlp.traces.protocol", "http/protobuf");
    collector.ifPresent(
        url -> settings.put("otel.exporter.otlp.traces.endpoint", url + "/v1/traces"));
    if (given.getString("otel.service.name", "").isBlank()) {
      settings.put("otel.service.name", "naosu");
    }
    return settings;
  }

  /// Cycles of which the collector is told.
  Body told(Body body, Incidents incidents) {
    return new TracedCycle(body, incidents, tracer(), ids, clock);
  }

  /// Projects of whose healing the collector is told.
  Workshop told(Workshop workshop) {
    return new TracedWorkshop(workshop, tracer(), clock);
  }

  /// Requests of which the collector is told.
  Visits visits() {
    return new TracedVisits(tracer());
  }

  private Tracer tracer() {
    return sdk.getTracer("dev.naosu");
  }

  /// Sends what waits, as far as that goes in some seconds.
  @Override
  public void close() {
    sdk.getSdkTracerProvider().shutdown().join(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
  }
}
