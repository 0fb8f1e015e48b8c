package dev.naosu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A service that knows nothing of naosu runs under the stock OpenTelemetry agent, with the
/// settings of `docs/telemetry.md`, and what the agent sends is read.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenTelemetryAgentIT {
  private static final Path AGENT = Path.of("target/opentelemetry/opentelemetry-javaagent.jar");

  private final Otlp otlp = new Otlp(new Redaction(false));
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final BlockingQueue<Decoded> refused = new LinkedBlockingQueue<>();
  private final List<Signal> seen = new ArrayList<>();
  private HttpServer naosu;
  private Process service;
  private int port;

  @BeforeAll
  void startBoth() throws IOException, URISyntaxException {
    naosu = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    naosu.createContext("/v1/traces", exchange -> answer(exchange, otlp::traces));
    naosu.createContext("/v1/logs", exchange -> answer(exchange, otlp::logs));
    naosu.start();
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
    builder.environment().put("OTEL_SERVICE_NAME", "tiny");
    builder
        .environment()
        .put("OTEL_RESOURCE_ATTRIBUTES", "service.version=1f3a,deployment.environment.name=test");
    builder
        .environment()
        .put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + naosu.getAddress().getPort());
    builder.environment().put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    builder.environment().put("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
    builder.environment().put("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20token");
    builder.environment().put("OTEL_METRICS_EXPORTER", "none");
    builder
        .environment()
        .put("OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS", "accept,authorization");
    service = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    port = Integer.parseInt(new BufferedReader(service.inputReader()).readLine());
  }

  @AfterAll
  void endBoth() throws IOException, InterruptedException {
    service.getOutputStream().close();
    if (!service.waitFor(30, TimeUnit.SECONDS)) {
      service.destroyForcibly().waitFor();
    }
    naosu.stop(0);
  }

  @Test
  void what_a_handler_throws_is_a_signal_with_trace_and_request() throws Exception {
    get("/orders?id=7&token=hunter2");
    Signal signal =
        next(
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
    assertThat(refused).isEmpty();
  }

  @Test
  void a_good_answer_is_a_good_request() throws Exception {
    get("/good?n=1");
    Signal signal = next(each -> each.kind() == Signal.Kind.GOOD_REQUEST);
    assertThat(signal.request().orElseThrow().target()).isEqualTo("/good?n=1");
    assertThat(signal.request().orElseThrow().answer().status()).isEqualTo(200);
  }

  @Test
  void what_a_service_catches_and_logs_is_a_signal_with_trace_and_request() throws Exception {
    get("/caught");
    Signal signal =
        next(
            each ->
                each.kind() == Signal.Kind.EXCEPTION
                    && each.request().map(RecordedRequest::path).equals(Optional.of("/caught")));
    assertThat(signal.message()).isEqualTo("java.lang.UnsupportedOperationException: later");
    assertThat(signal.trace().orElseThrow()).contains("ThrowingService");
    assertThat(signal.request().orElseThrow().answer().status()).isEqualTo(500);
    assertThat(signal.attributes()).containsEntry("log.message", "cannot answer");
  }

  private interface Reading {
    Decoded of(Received received) throws IOException;
  }

  private void answer(HttpExchange exchange, Reading reading) throws IOException {
    Decoded decoded =
        reading.of(
            new Received(
                exchange.getRequestBody(),
                header(exchange, "Content-Type"),
                header(exchange, "Content-Encoding"),
                Instant.now()));
    switch (decoded) {
      case Decoded.Understood understood -> signals.addAll(understood.signals());
      case Decoded.Refused no -> refused.add(no);
    }
    exchange.getResponseHeaders().add("Content-Type", decoded.reply().contentType());
    byte[] body = decoded.reply().body();
    exchange.sendResponseHeaders(decoded.reply().status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  private Signal next(Predicate<Signal> wanted) throws InterruptedException {
    for (Signal each : seen) {
      if (wanted.test(each)) {
        return each;
      }
    }
    while (true) {
      Signal signal = signals.poll(120, TimeUnit.SECONDS);
      if (signal == null) {
        throw new AssertionError("no such signal; there were " + seen + ", refused " + refused);
      }
      seen.add(signal);
      if (wanted.test(signal)) {
        return signal;
      }
    }
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
