package dev.naosu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.detect.logs.LogSource;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.detect.watch.Observed;
import dev.naosu.redaction.Redaction;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of everything that is no trouble by itself.
class OtlpObservedTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");
  private static final Instant THEN = Instant.parse("2026-11-28T12:00:00Z");
  private static final long NANOS = THEN.getEpochSecond() * 1_000_000_000L;
  private static final Origin SHOP = new Origin("shop", "1f3a", "test");
  private static final AggregationTemporality CUMULATIVE =
      AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
  private static final AggregationTemporality DELTA =
      AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;

  private final Otlp otlp = new Otlp(new Redaction(false));

  @Test
  void every_record_is_a_line_with_its_level_its_time_and_no_secrets() throws IOException {
    LogRecord.Builder record =
        record(9, "order 7 of anna; password=hunter2")
            .setTraceId(ByteString.fromHex("5b8efff798038103d269b633813fc60c"));
    assertThat(lines(record))
        .containsExactly(
            new LogLine(
                SHOP,
                THEN,
                Level.INFO,
                Optional.empty(),
                "order 7 of anna; password=[secret]",
                Optional.empty(),
                "5b8efff798038103d269b633813fc60c"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, '', TRACE",
    "5, '', DEBUG",
    "8, '', DEBUG",
    "9, error, INFO",
    "13, '', WARN",
    "17, '', ERROR",
    "20, '', ERROR",
    "21, '', FATAL",
    "24, '', FATAL",
    "99, '', FATAL",
    "0, Warning, WARN",
    "0, severe, ERROR",
    "0, fine, DEBUG",
    "0, EMERGENCY, FATAL",
    "0, '', INFO",
    "0, chatty, INFO",
    "-3, fatal, FATAL"
  })
  void levels_are_told_by_number_or_else_by_word(int number, String word, Level level)
      throws IOException {
    assertThat(lines(record(number, "x").setSeverityText(word)))
        .extracting(LogLine::level)
        .containsExactly(level);
  }

  @Test
  void a_stack_trace_is_apart_from_what_was_said_however_it_was_sent() throws IOException {
    String thrown = "shop.NoPriceException: pot\n\tat shop.Prices.of(Prices.java:9)";
    LogRecord.Builder told =
        record(9, "retrying")
            .addAttributes(attribute("exception.type", "shop.NoPriceException"))
            .addAttributes(attribute("exception.stacktrace", thrown + "\n"));
    LogRecord.Builder said = record(13, "retrying\n" + thrown);
    LogRecord.Builder only = record(17, thrown);
    assertThat(lines(told, said, only))
        .extracting(LogLine::message)
        .containsExactly("retrying", "retrying", "shop.NoPriceException: pot");
    assertThat(lines(told, said, only))
        .extracting(LogLine::stackTrace)
        .containsOnly(Optional.of(thrown));
  }

  @Test
  void a_statement_is_known_when_its_format_is_told_and_has_a_place_for_a_value()
      throws IOException {
    LogRecord.Builder java =
        record(9, "order 7 took 3 ms")
            .addAttributes(attribute("log.body.template", "order {} took {} ms"))
            .addAttributes(attribute("code.namespace", "shop.Orders"))
            .addAttributes(attribute("code.function", "buy"))
            .addAttributes(attribute("code.lineno", "12"));
    LogRecord.Builder dotnet =
        record(9, "order 7").addAttributes(attribute("{OriginalFormat}", "order {Id}"));
    LogRecord.Builder built =
        record(9, "order 7").addAttributes(attribute("log.body.template", "order 7"));
    assertThat(lines(java, dotnet, built))
        .extracting(LogLine::source)
        .containsExactly(
            Optional.of(new LogSource("order {} took {} ms", "shop.Orders.buy")),
            Optional.of(new LogSource("order {Id}", "shop.log")),
            Optional.empty());
  }

  @Test
  void hostile_texts_are_cut_and_lose_what_a_terminal_would_obey() throws IOException {
    assertThat(lines(record(9, "\u001b[2Jbell\u0007 \u0000 😀\tok"), record(9, "x".repeat(9_000))))
        .extracting(LogLine::message)
        .containsExactly("[2Jbell  😀\tok", "x".repeat(Signal.MOST_LETTERS));
    LogRecord.Builder endless =
        record(17, "down")
            .addAttributes(attribute("exception.type", "shop.NoPriceException"))
            .addAttributes(
                attribute("exception.stacktrace", "\tat a.B.c(B.java:1)\n".repeat(9_000)))
            .addAttributes(attribute("log.body.template", "{}".repeat(9_000)))
            .addAttributes(attribute("code.function.name", "c".repeat(9_000)));
    LogLine line = lines(endless).getFirst();
    assertThat(line.stackTrace().orElseThrow()).hasSizeLessThanOrEqualTo(Signal.MOST_TRACE_LETTERS);
    assertThat(line.source().orElseThrow().format()).hasSize(Signal.MOST_LETTERS);
    assertThat(line.source().orElseThrow().place()).hasSize(300);
  }

  @Test
  void a_record_without_words_is_no_line() throws IOException {
    assertThat(lines(record(9, ""), record(9, " "))).isEmpty();
    assertThat(lines(record(9, "").setEventName("order.placed")))
        .extracting(LogLine::message)
        .containsExactly("order.placed");
  }

  @Test
  void spans_are_seen_by_route_role_and_outcome() throws IOException {
    Span server =
        span(1, "GET", Span.SpanKind.SPAN_KIND_SERVER)
            .addAttributes(attribute("http.request.method", "GET"))
            .addAttributes(attribute("url.path", "/carts/7"))
            .addAttributes(attribute("http.route", "/carts/{id}"))
            .addAttributes(number("http.response.status_code", 503))
            .build();
    Span client =
        span(2, "GET /prices/4711/eur", Span.SpanKind.SPAN_KIND_CLIENT)
            .setParentSpanId(server.getSpanId())
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
            .build();
    Span consumer = span(3, "orders process", Span.SpanKind.SPAN_KIND_CONSUMER).build();
    Span producer = span(4, "orders send", Span.SpanKind.SPAN_KIND_PRODUCER).build();
    Span nobody = Span.newBuilder().setName("no id").build();
    List<SeenSpan> seen = spans(server, client, consumer, producer, nobody);
    assertThat(seen)
        .extracting(SeenSpan::operation)
        .containsExactly("GET /carts/{id}", "GET /prices/{}/eur", "orders process", "orders send");
    assertThat(seen)
        .extracting(SeenSpan::role)
        .containsExactly(
            SeenSpan.Role.SERVER,
            SeenSpan.Role.CLIENT,
            SeenSpan.Role.SERVER,
            SeenSpan.Role.INTERNAL);
    assertThat(seen).extracting(SeenSpan::failed).containsExactly(true, true, false, false);
    assertThat(seen.get(1))
        .isEqualTo(
            new SeenSpan(
                SHOP,
                "00000000000000000000000000000001",
                "0000000000000002",
                "0000000000000001",
                "GET /prices/{}/eur",
                SeenSpan.Role.CLIENT,
                THEN,
                Duration.ofMillis(20),
                true));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, GET",
    "GET /orders/7, GET /orders/{}",
    "GET /orders/7/, GET /orders/{}/",
    "/v1/orders/3f2504e0-4f89-11d3-9a0c-0305e82c3301/face, /v1/orders/{}/face",
    "SELECT shop.orders, SELECT shop.orders",
    "a/-/deadbeef/b1, a/-/deadbeef/b1"
  })
  void values_in_names_of_spans_are_left_out(String name, String operation) {
    assertThat(Operation.of(name)).isEqualTo(operation);
  }

  @Test
  void a_span_that_ends_before_it_begins_took_no_time() throws IOException {
    Span span = span(1, "x", Span.SpanKind.SPAN_KIND_INTERNAL).setEndTimeUnixNano(3).build();
    Span unknown = span(2, "x", Span.SpanKind.SPAN_KIND_INTERNAL).setStartTimeUnixNano(0).build();
    assertThat(spans(span, unknown)).extracting(SeenSpan::took).containsOnly(Duration.ZERO);
  }

  @Test
  void numbers_are_gauges_counters_or_what_was_added() throws IOException {
    List<Sample> samples =
        samples(
            metric("jvm.threads").setGauge(Gauge.newBuilder().addDataPoints(point(7))).build(),
            metric("requests").setSum(sum(CUMULATIVE, true).addDataPoints(point(8))).build(),
            metric("queue").setSum(sum(CUMULATIVE, false).addDataPoints(point(9))).build(),
            metric("errors").setSum(sum(DELTA, true).addDataPoints(point(2))).build());
    assertThat(samples)
        .extracting(each -> each.series().name() + " " + each.series().shape() + " " + each.value())
        .containsExactly(
            "jvm.threads GAUGE 7.0", "requests COUNTER 8.0", "queue GAUGE 9.0", "errors DELTA 2.0");
    assertThat(samples).extracting(Sample::at).containsOnly(THEN);
    assertThat(samples.getFirst().series().origin()).isEqualTo(SHOP);
  }

  @Test
  void labels_are_those_of_the_point_and_of_the_running_program_without_secrets()
      throws IOException {
    NumberDataPoint.Builder point =
        point(1)
            .addAttributes(attribute("area", "heap"))
            .addAttributes(attribute("url", "https://joe:hunter2@x/"))
            .addAttributes(attribute("api_key", "hunter2"))
            .addAttributes(attribute("long", "x".repeat(5_000)));
    Map<String, String> labels =
        samples(metric("m").setGauge(Gauge.newBuilder().addDataPoints(point)).build())
            .getFirst()
            .series()
            .labels();
    assertThat(labels)
        .containsOnlyKeys("area", "url", "api_key", "long", "host.name", "service.instance.id")
        .containsEntry("area", "heap")
        .containsEntry("url", "https://[secret]@x/")
        .containsEntry("api_key", "[secret]")
        .containsEntry("host.name", "a3");
    assertThat(labels.get("long")).hasSize(300);
  }

  @Test
  void a_distribution_is_told_by_count_and_sum_and_by_a_quantile_where_it_is_of_a_short_time()
      throws IOException {
    HistogramDataPoint.Builder point =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(NANOS)
            .setCount(100)
            .setSum(900)
            .addAllExplicitBounds(List.of(10.0, 20.0))
            .addAllBucketCounts(List.of(90L, 10L, 0L));
    Metric total =
        metric("took")
            .setHistogram(
                Histogram.newBuilder().setAggregationTemporality(CUMULATIVE).addDataPoints(point))
            .build();
    Metric lately =
        metric("took")
            .setHistogram(
                Histogram.newBuilder().setAggregationTemporality(DELTA).addDataPoints(point))
            .build();
    assertThat(told(total)).containsExactly("took.count COUNTER 100.0", "took.sum COUNTER 900.0");
    assertThat(told(lately))
        .containsExactly("took.count DELTA 100.0", "took.sum DELTA 900.0", "took GAUGE 15.0");
    assertThat(samples(lately).getLast().series().labels()).containsEntry("quantile", "0.95");
  }

  @Test
  void exponential_histograms_and_summaries_are_read_too() throws IOException {
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder().setTimeUnixNano(NANOS).setCount(20).setScale(0);
    // ten in (1, 2], ten in (2, 4]
    point.getPositiveBuilder().setOffset(0).addAllBucketCounts(List.of(10L, 10L));
    Metric exponential =
        metric("took")
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(DELTA)
                    .addDataPoints(point))
            .build();
    assertThat(told(exponential)).containsExactly("took.count DELTA 20.0", "took GAUGE 3.8");
    Metric summary =
        metric("took")
            .setSummary(
                Summary.newBuilder()
                    .addDataPoints(
                        SummaryDataPoint.newBuilder()
                            .setTimeUnixNano(NANOS)
                            .setCount(4)
                            .setSum(9)
                            .addQuantileValues(
                                SummaryDataPoint.ValueAtQuantile.newBuilder()
                                    .setQuantile(0.5)
                                    .setValue(2))
                            .addQuantileValues(
                                SummaryDataPoint.ValueAtQuantile.newBuilder()
                                    .setQuantile(0.9)
                                    .setValue(Double.NaN))))
            .build();
    assertThat(told(summary))
        .containsExactly("took.count COUNTER 4.0", "took.sum COUNTER 9.0", "took GAUGE 2.0");
  }

  @Test
  void a_quantile_beyond_the_last_bound_is_at_least_that_bound() {
    HistogramDataPoint.Builder point =
        HistogramDataPoint.newBuilder()
            .addAllExplicitBounds(List.of(10.0, 20.0))
            .addAllBucketCounts(List.of(0L, 0L, 5L));
    assertThat(Buckets.of(point.build()).quantile(0.95)).hasValue(20);
    assertThat(Buckets.of(point.setMax(40).build()).quantile(0.5)).hasValue(30);
    assertThat(Buckets.of(point.clearExplicitBounds().build()).quantile(0.5)).isEmpty();
    assertThat(Buckets.of(HistogramDataPoint.getDefaultInstance()).quantile(0.5)).isEmpty();
  }

  @Test
  void points_without_a_value_are_left_out_and_are_no_mistake() throws IOException {
    NumberDataPoint.Builder unrecorded = point(1).setFlags(1);
    NumberDataPoint.Builder nothing = NumberDataPoint.newBuilder();
    NumberDataPoint.Builder notANumber = point(1).setAsDouble(Double.NaN);
    NumberDataPoint.Builder endless = point(1).setAsDouble(Double.POSITIVE_INFINITY);
    Decoded.Understood understood =
        metrics(
            metric("m")
                .setGauge(
                    Gauge.newBuilder()
                        .addDataPoints(unrecorded)
                        .addDataPoints(nothing)
                        .addDataPoints(notANumber)
                        .addDataPoints(endless))
                .build());
    assertThat(understood.observed().samples()).isEmpty();
    assertThat(understood.rejected()).isZero();
    assertThat(understood.reply().body()).isEmpty();
  }

  @Test
  void points_that_cannot_be_used_are_rejected_and_counted_and_the_others_taken()
      throws IOException {
    NumberDataPoint.Builder many = point(1);
    IntStream.rangeClosed(0, DataPoints.MOST_LABELS)
        .forEach(i -> many.addAttributes(attribute("a" + i, "x")));
    Decoded.Understood understood =
        metrics(
            metric("many").setGauge(Gauge.newBuilder().addDataPoints(many)).build(),
            metric("").setGauge(Gauge.newBuilder().addDataPoints(point(1))).build(),
            metric("since")
                .setSum(Sum.newBuilder().addDataPoints(point(1)).addDataPoints(point(2)))
                .build(),
            metric("good").setGauge(Gauge.newBuilder().addDataPoints(point(1))).build());
    ExportMetricsServiceResponse response =
        ExportMetricsServiceResponse.parseFrom(understood.reply().body());
    assertThat(response.getPartialSuccess().getRejectedDataPoints()).isEqualTo(4);
    assertThat(response.getPartialSuccess().getErrorMessage()).contains("more than 32 attributes");
    assertThat(understood.observed().samples()).hasSize(1);
  }

  @Test
  void metrics_of_nobody_are_rejected() throws IOException {
    ExportMetricsServiceRequest request =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(
                                metric("m").setGauge(Gauge.newBuilder().addDataPoints(point(1))))))
            .build();
    assertThat(understood(otlp.metrics(received(request))).rejected()).isEqualTo(1);
  }

  @Test
  void metrics_come_in_json_too() throws IOException {
    String json =
        """
        {"resourceMetrics":[{"resource":{"attributes":[
          {"key":"service.name","value":{"stringValue":"shop"}}]},
         "scopeMetrics":[{"metrics":[{"name":"requests","sum":{"aggregationTemporality":2,
          "isMonotonic":true,"dataPoints":[{"asInt":"12","timeUnixNano":"1795867200000000000",
           "exemplars":[{"traceId":"5b8efff798038103d269b633813fc60c","asInt":"1"}]}]}}]}]}]}
        """;
    Decoded decoded =
        otlp.metrics(
            Received.of(json.getBytes(StandardCharsets.UTF_8), "application/json", "", NOW));
    assertThat(understood(decoded).observed().samples())
        .singleElement()
        .satisfies(
            sample -> {
              assertThat(sample.value()).isEqualTo(12);
              assertThat(sample.at()).isEqualTo(THEN);
              assertThat(sample.series().shape()).isEqualTo(Shape.COUNTER);
            });
    assertThat(decoded.reply().status()).isEqualTo(200);
  }

  @Test
  void more_objects_in_json_than_are_counted_in_protobuf_are_refused() throws IOException {
    String json = "{\"resourceLogs\":[" + "{},".repeat(WireSize.MOST_MESSAGES) + "{}]}";
    Decoded decoded =
        otlp.logs(Received.of(json.getBytes(StandardCharsets.UTF_8), "application/json", "", NOW));
    assertThat(decoded)
        .asInstanceOf(InstanceOfAssertFactories.type(Decoded.Refused.class))
        .satisfies(
            refused -> {
              assertThat(refused.reply().status()).isEqualTo(400);
              assertThat(refused.mistakes().getFirst().what()).contains("500000 objects");
            });
  }

  private List<String> told(Metric metric) throws IOException {
    return samples(metric).stream()
        .map(each -> each.series().name() + " " + each.series().shape() + " " + each.value())
        .toList();
  }

  private List<Sample> samples(Metric... metrics) throws IOException {
    return metrics(metrics).observed().samples();
  }

  private Decoded.Understood metrics(Metric... metrics) throws IOException {
    return understood(
        otlp.metrics(
            received(
                ExportMetricsServiceRequest.newBuilder()
                    .addResourceMetrics(
                        ResourceMetrics.newBuilder()
                            .setResource(shop())
                            .addScopeMetrics(
                                ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
                    .build())));
  }

  private List<LogLine> lines(LogRecord.Builder... records) throws IOException {
    ScopeLogs.Builder scope =
        ScopeLogs.newBuilder().setScope(InstrumentationScope.newBuilder().setName("shop.log"));
    for (LogRecord.Builder each : records) {
      scope.addLogRecords(each);
    }
    Observed observed =
        understood(
                otlp.logs(
                    received(
                        ExportLogsServiceRequest.newBuilder()
                            .addResourceLogs(
                                ResourceLogs.newBuilder().setResource(shop()).addScopeLogs(scope))
                            .build())))
            .observed();
    return observed.lines();
  }

  private List<SeenSpan> spans(Span... spans) throws IOException {
    return understood(
            otlp.traces(
                received(
                    ExportTraceServiceRequest.newBuilder()
                        .addResourceSpans(
                            ResourceSpans.newBuilder()
                                .setResource(shop())
                                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
                        .build())))
        .observed()
        .spans();
  }

  private static Decoded.Understood understood(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Understood.class);
    return (Decoded.Understood) decoded;
  }

  private static Received received(MessageLite message) {
    return Received.of(message.toByteArray(), Otlp.PROTOBUF, "", NOW);
  }

  private static Resource shop() {
    return Resource.newBuilder()
        .addAttributes(attribute("service.name", "shop"))
        .addAttributes(attribute("service.version", "1f3a"))
        .addAttributes(attribute("deployment.environment.name", "test"))
        .addAttributes(attribute("host.name", "a3"))
        .addAttributes(attribute("service.instance.id", "i-1"))
        .build();
  }

  private static LogRecord.Builder record(int severity, String text) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(NANOS)
        .setSeverityNumberValue(severity)
        .setBody(AnyValue.newBuilder().setStringValue(text));
  }

  private static Span.Builder span(int number, String name, Span.SpanKind kind) {
    return Span.newBuilder()
        .setTraceId(ByteString.fromHex("%032x".formatted(1)))
        .setSpanId(ByteString.fromHex("%016x".formatted(number)))
        .setName(name)
        .setKind(kind)
        .setStartTimeUnixNano(NANOS)
        .setEndTimeUnixNano(NANOS + 20_000_000);
  }

  private static Metric.Builder metric(String name) {
    return Metric.newBuilder().setName(name);
  }

  private static Sum.Builder sum(AggregationTemporality temporality, boolean isMonotonic) {
    return Sum.newBuilder().setAggregationTemporality(temporality).setIsMonotonic(isMonotonic);
  }

  private static NumberDataPoint.Builder point(long value) {
    return NumberDataPoint.newBuilder().setTimeUnixNano(NANOS).setAsInt(value);
  }

  private static KeyValue attribute(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String name, long value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
