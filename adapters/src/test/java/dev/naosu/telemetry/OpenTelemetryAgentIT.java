package dev.naosu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.logs.LogSource;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.detect.watch.Observed;
import dev.naosu.redaction.Redaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A service that knows nothing of naosu runs under the stock OpenTelemetry agent, with the
/// settings of `docs/telemetry.md`, and what the agent sends is read, whichever protocol it speaks.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenTelemetryAgentIT {
  private static final Path AGENT = Path.of("target/opentelemetry/opentelemetry-javaagent.jar");

  private OtlpDoors naosu;
  private Process service;
  private int port;

  /// Which the agent speaks.
  String protocol() {
    return "http/protobuf";
  }

  @BeforeAll
  void startBoth() throws IOException, URISyntaxException {
    naosu = new OtlpDoors(new Otlp(new Redaction(false)));
    Path classes =
        Path.of(ThrowingService.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-javaagent:" + AGENT.toAbsolutePath(),
            "-cp",
            classes.toString(),
            ThrowingService.class.getName());
    builder
        .environment()
        .putAll(
            Map.of(
                "OTEL_SERVICE_NAME", "tiny",
                "OTEL_RESOURCE_ATTRIBUTES", "service.version=1f3a,deployment.environment.name=test",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                    protocol().equals("grpc") ? naosu.grpc() : naosu.http(),
                "OTEL_EXPORTER_OTLP_PROTOCOL", protocol(),
                "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip",
                "OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20" + OtlpDoors.TOKEN,
                "OTEL_METRIC_EXPORT_INTERVAL", "2000",
                "OTEL_INSTRUMENTATION_JAVA_UTIL_LOGGING_EXPERIMENTAL_CAPTURE_TEMPLATE", "true",
                "OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS",
                    "accept,authorization"));
    service = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    port = Integer.parseInt(new BufferedReader(service.inputReader()).readLine());
  }

  @AfterAll
  void endBoth() throws IOException, InterruptedException {
    service.getOutputStream().close();
    if (!service.waitFor(30, TimeUnit.SECONDS)) {
      service.destroyForcibly().waitFor();
    }
    naosu.close();
  }

  @Test
  void what_a_handler_throws_is_a_signal_with_trace_and_request() throws Exception {
    get("/orders?id=7&token=hunter2");
    Signal signal =
        naosu.signal(
            each ->
                each.kind() == Signal.Kind.EXCEPTION
                    && each.request().map(RecordedRequest::path).equals(Optional.of("/orders")));
    assertThat(signal.origin()).isEqualTo(new Origin("tiny", "1f3a", "test"));
    assertThat(signal.message()).isEqualTo("java.lang.IllegalStateException: no price");
    assertThat(signal.trace().orElseThrow())
        .contains("Caused by: java.lang.ArithmeticException: / by zero")
        .contains("at dev.naosu.telemetry.ThrowingService.");
    assertThat(Fingerprint.of(signal).title())
        .startsWith("ArithmeticException in ThrowingService.");
    RecordedRequest request = signal.request().orElseThrow();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.query()).isEqualTo("id=7&token=%5Bsecret%5D");
    assertThat(request.headers())
        .containsEntry("accept", "text/plain")
        .containsEntry("authorization", "Bearer [secret]");
    assertThat(request.role()).isEqualTo(RecordedRequest.Role.FAILING);
    assertThat(request.body().isEmpty()).isTrue();
    assertThat(request.failure().orElseThrow().exceptionClass())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(signal.toString()).doesNotContain("hunter2");
    assertThat(naosu.refused()).isEmpty();
  }

  @Test
  void a_good_answer_is_a_good_request() throws Exception {
    get("/good?n=1");
    Signal signal = naosu.signal(each -> each.kind() == Signal.Kind.GOOD_REQUEST);
    assertThat(signal.request().orElseThrow().target()).isEqualTo("/good?n=1");
    assertThat(signal.request().orElseThrow().answer().status()).isEqualTo(200);
  }

  @Test
  void what_a_service_catches_and_logs_is_a_signal_with_trace_and_request() throws Exception {
    get("/caught");
    Signal signal =
        naosu.signal(
            each ->
                each.kind() == Signal.Kind.EXCEPTION
                    && each.request().map(RecordedRequest::path).equals(Optional.of("/caught")));
    assertThat(signal.message()).isEqualTo("java.lang.UnsupportedOperationException: later");
    assertThat(signal.trace().orElseThrow()).contains("ThrowingService");
    assertThat(signal.request().orElseThrow().answer().status()).isEqualTo(500);
    assertThat(signal.attributes()).containsEntry("log.message", "cannot answer");
  }

  @Test
  void what_a_service_logs_all_day_is_lines_of_known_statements() throws Exception {
    get("/good?n=1");
    LogLine line = naosu.seen(Observed::lines, each -> each.message().startsWith("asked for"));
    assertThat(line.message()).isEqualTo("asked for /good");
    assertThat(line.level()).isEqualTo(LogLine.Level.INFO);
    assertThat(line.source()).contains(new LogSource("asked for {0}", "shop"));
    assertThat(line.trace()).hasSize(32);
    assertThat(line.stackTrace()).isEmpty();
    get("/caught");
    LogLine caught = naosu.seen(Observed::lines, each -> each.message().equals("cannot answer"));
    assertThat(caught.level()).isEqualTo(LogLine.Level.ERROR);
    assertThat(caught.stackTrace().orElseThrow())
        .startsWith("java.lang.UnsupportedOperationException: later");
  }

  @Test
  void what_a_service_answers_is_spans_by_route() throws Exception {
    get("/good?n=1");
    SeenSpan span = naosu.seen(Observed::spans, each -> each.operation().equals("GET /good"));
    assertThat(span.role()).isEqualTo(SeenSpan.Role.SERVER);
    assertThat(span.failed()).isFalse();
    assertThat(span.took()).isPositive();
    assertThat(span.origin()).isEqualTo(new Origin("tiny", "1f3a", "test"));
  }

  @Test
  void what_a_service_measures_is_samples() throws Exception {
    get("/good?n=1");
    Sample memory = sample("jvm.memory.used");
    assertThat(memory.series().shape()).isEqualTo(Shape.GAUGE);
    assertThat(memory.value()).isPositive();
    assertThat(memory.series().labels())
        .containsKeys("jvm.memory.pool.name", "host.name", "service.instance.id");
    Sample answered = sample("http.server.request.duration.count");
    assertThat(answered.series().shape()).isEqualTo(Shape.COUNTER);
    assertThat(answered.value()).isPositive();
    assertThat(sample("http.server.request.duration.sum").value()).isPositive();
    assertThat(naosu.refused()).isEmpty();
  }

  private Sample sample(String name) throws InterruptedException {
    return naosu.seen(Observed::samples, each -> each.series().name().equals(name));
  }

  private void get(String target) throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + target))
              .header("Accept", "text/plain")
              .header("Authorization", "Bearer hunter2")
              .build();
      client.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException _) {
      // the server closes the connection when its handler throws
    }
  }
}
