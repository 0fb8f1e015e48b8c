package dev.naosu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.redaction.Redaction;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The exporters that programs really use send what the SDK really makes.
class OpenTelemetrySdkTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private OtlpDoors doors;

  @BeforeEach
  void open() throws IOException {
    doors = new OtlpDoors(new Otlp(new Redaction(false)));
  }

  @AfterEach
  void close() {
    doors.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http gzip", "http none", "grpc gzip", "grpc none"})
  void logs_spans_and_metrics_arrive(String how) {
    boolean overHttp = how.startsWith("http");
    String compression = how.substring(5);
    try (OpenTelemetrySdk sdk = sdk(overHttp, compression)) {
      Span span =
          sdk.getTracer("shop")
              .spanBuilder("GET")
              .setSpanKind(SpanKind.SERVER)
              .setAttribute("http.request.method", "GET")
              .setAttribute("url.path", "/carts/7")
              .setAttribute("http.route", "/carts/{id}")
              .setAttribute("http.response.status_code", 500L)
              .startSpan();
      try (Scope _ = span.makeCurrent()) {
        sdk.getLogsBridge()
            .get("shop.Cart")
            .logRecordBuilder()
            .setSeverity(Severity.WARN)
            .setBody("no price for pot; token=hunter2")
            .emit();
        span.recordException(new IllegalStateException("no price"));
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
      sdk.getMeter("shop")
          .counterBuilder("carts")
          .build()
          .add(3, Attributes.of(AttributeKey.stringKey("kind"), "new"));
      sdk.getMeter("shop").histogramBuilder("took").build().record(12);
      assertThat(sdk.getSdkMeterProvider().forceFlush().join(30, TimeUnit.SECONDS).isSuccess())
          .isTrue();
      assertThat(flushed(sdk)).allMatch(CompletableResultCode::isSuccess);
      assertThat(doors.observed(each -> each.lines()))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.message()).isEqualTo("no price for pot; token=[secret]");
                assertThat(line.level()).isEqualTo(LogLine.Level.WARN);
                assertThat(line.trace()).isEqualTo(span.getSpanContext().getTraceId());
              });
      assertThat(doors.observed(each -> each.spans()))
          .singleElement()
          .satisfies(
              seen -> {
                assertThat(seen.operation()).isEqualTo("GET /carts/{id}");
                assertThat(seen.role()).isEqualTo(SeenSpan.Role.SERVER);
                assertThat(seen.failed()).isTrue();
                assertThat(seen.took()).isPositive();
              });
      assertThat(doors.observed(each -> each.samples()))
          .extracting(
              each -> each.series().name() + " " + each.series().shape() + " " + each.value())
          .contains("carts COUNTER 3.0", "took.count COUNTER 1.0", "took.sum COUNTER 12.0");
      assertThat(doors.observed(each -> each.samples()))
          .filteredOn(each -> each.series().name().equals("carts"))
          .extracting(Sample::series)
          .allSatisfy(
              series -> {
                assertThat(series.shape()).isEqualTo(Shape.COUNTER);
                assertThat(series.labels())
                    .containsEntry("kind", "new")
                    .containsEntry("host.name", "a3");
              });
      assertThat(doors.signals())
          .extracting(Signal::message)
          .containsExactly("java.lang.IllegalStateException: no price");
      assertThat(doors.refused()).isEmpty();
    }
  }

  private static List<CompletableResultCode> flushed(OpenTelemetrySdk sdk) {
    return List.of(
        sdk.getSdkTracerProvider().forceFlush().join(30, TimeUnit.SECONDS),
        sdk.getSdkLoggerProvider().forceFlush().join(30, TimeUnit.SECONDS));
  }

  private OpenTelemetrySdk sdk(boolean overHttp, String compression) {
    Resource shop =
        Resource.create(
            Attributes.of(
                AttributeKey.stringKey("service.name"), "shop",
                AttributeKey.stringKey("host.name"), "a3"));
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setResource(shop)
                .addSpanProcessor(SimpleSpanProcessor.create(spans(overHttp, compression)))
                .build())
        .setLoggerProvider(
            SdkLoggerProvider.builder()
                .setResource(shop)
                .addLogRecordProcessor(SimpleLogRecordProcessor.create(logs(overHttp, compression)))
                .build())
        .setMeterProvider(
            SdkMeterProvider.builder()
                .setResource(shop)
                .registerMetricReader(
                    PeriodicMetricReader.builder(metrics(overHttp, compression))
                        .setInterval(Duration.ofHours(1))
                        .build())
                .build())
        .build();
  }

  private SpanExporter spans(boolean overHttp, String compression) {
    return overHttp
        ? OtlpHttpSpanExporter.builder()
            .setEndpoint(doors.http() + "/v1/traces")
            .addHeader("Authorization", "Bearer " + OtlpDoors.TOKEN)
            .setCompression(compression)
            .setTimeout(LIMIT)
            .build()
        : OtlpGrpcSpanExporter.builder()
            .setEndpoint(doors.grpc())
            .addHeader("Authorization", "Bearer " + OtlpDoors.TOKEN)
            .setCompression(compression)
            .setTimeout(LIMIT)
            .build();
  }

  private LogRecordExporter logs(boolean overHttp, String compression) {
    return overHttp
        ? OtlpHttpLogRecordExporter.builder()
            .setEndpoint(doors.http() + "/v1/logs")
            .addHeader("Authorization", "Bearer " + OtlpDoors.TOKEN)
            .setCompression(compression)
            .setTimeout(LIMIT)
            .build()
        : OtlpGrpcLogRecordExporter.builder()
            .setEndpoint(doors.grpc())
            .addHeader("Authorization", "Bearer " + OtlpDoors.TOKEN)
            .setCompression(compression)
            .setTimeout(LIMIT)
            .build();
  }

  private MetricExporter metrics(boolean overHttp, String compression) {
    return overHttp
        ? OtlpHttpMetricExporter.builder()
            .setEndpoint(doors.http() + "/v1/metrics")
            .addHeader("Authorization", "Bearer " + OtlpDoors.TOKEN)
            .setCompression(compression)
            .setTimeout(LIMIT)
            .build()
        : OtlpGrpcMetricExporter.builder()
            .setEndpoint(doors.grpc())
            .addHeader("Authorization", "Bearer " + OtlpDoors.TOKEN)
            .setCompression(compression)
            .setTimeout(LIMIT)
            .build();
  }
}
