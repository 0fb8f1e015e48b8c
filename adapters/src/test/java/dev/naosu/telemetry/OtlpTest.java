package dev.naosu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String INNER =
      "shop.NoPriceException: pot\n\tat shop.Prices.of(Prices.java:9)";
  private static final String OUTER =
      "shop.FailedException: cart 7\n\tat shop.Cart.total(Cart.java:3)\nCaused by: " + INNER;

  private final Otlp otlp = new Otlp(new Redaction(false));

  @Test
  void one_exception_in_nested_spans_is_one_signal_with_the_request_around_it() throws IOException {
    Span server = server(1, "GET", "/carts/7", 500).addEvents(exception(OUTER)).build();
    Span inner = span(2, 1).addEvents(exception(INNER)).build();
    Span innermost = span(3, 2).addEvents(exception(INNER)).build();
    List<Signal> signals = signals(traces(innermost, inner, server));
    assertThat(signals).hasSize(1);
    assertThat(signals.getFirst().trace()).contains(OUTER);
    assertThat(signals.getFirst().request())
        .hasValueSatisfying(
            request -> {
              assertThat(request.target()).isEqualTo("/carts/7?n=2");
              assertThat(request.answer().status()).isEqualTo(500);
              assertThat(request.answer().body()).isEmpty();
              assertThat(request.failure().orElseThrow().exceptionClass())
                  .isEqualTo("shop.FailedException");
            });
    assertThat(signals(traces(server, inner, innermost)).getFirst().id())
        .isEqualTo(signals.getFirst().id());
  }

  @Test
  void an_exception_whose_request_comes_in_a_later_body_is_not_dropped_with_it()
      throws IOException {
    Span inner = span(2, 1).addEvents(exception(INNER)).build();
    Span server = server(1, "GET", "/carts/7", 500).addEvents(exception(OUTER)).build();
    Signal early = signals(traces(inner)).getFirst();
    Signal late = signals(traces(server)).getFirst();
    assertThat(early.request()).isEmpty();
    assertThat(late.request()).isPresent();
    assertThat(late.id()).isNotEqualTo(early.id());
  }

  @Test
  void the_same_exception_in_another_trace_is_another_signal() throws IOException {
    Span one = server(1, "GET", "/a", 500).addEvents(exception(INNER)).build();
    Span other = one.toBuilder().setTraceId(id(16, 9)).build();
    assertThat(signals(traces(one, other)))
        .extracting(Signal::id)
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  void what_the_service_caught_and_answered_well_is_no_trouble() throws IOException {
    Span server = server(1, "GET", "/carts/7", 404).addEvents(exception(INNER)).build();
    assertThat(signals(traces(server, span(2, 1).addEvents(exception(INNER)).build()))).isEmpty();
  }

  @Test
  void a_failed_answer_without_an_exception_is_a_signal_too() throws IOException {
    Signal signal = signals(traces(server(1, "POST", "/carts/7", 503).build())).getFirst();
    assertThat(signal.kind()).isEqualTo(Signal.Kind.EXCEPTION);
    assertThat(signal.message()).isEqualTo("POST /carts/{id} was answered with 503");
    // a span does not hold what was posted
    assertThat(signal.request()).isEmpty();
  }

  @Test
  void of_good_answers_a_sample_is_kept_one_of_each_route() throws IOException {
    Stream<Span> gets =
        IntStream.range(1, 100).mapToObj(i -> server(i, "GET", "/carts/" + i, 200).build());
    Stream<Span> routes =
        IntStream.range(100, 200)
            .mapToObj(i -> server(i, "GET", "/" + i, 200).clearAttributes())
            .map(span -> http(span, "http.route", "/r" + span.getSpanId().hashCode()))
            .map(span -> http(span, "url.path", "/x"))
            .map(span -> http(span, "http.request.method", "GET"))
            .map(span -> number(span, "http.response.status_code", 200).build());
    List<Signal> signals = signals(traces(Stream.concat(gets, routes).toArray(Span[]::new)));
    assertThat(signals).hasSize(20).allMatch(each -> each.kind() == Signal.Kind.GOOD_REQUEST);
    assertThat(signals)
        .filteredOn(each -> each.request().orElseThrow().path().startsWith("/carts"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "http.target, /a/b?x=1, /a/b?x=1",
    "http.url, http://shop:80/a?x=1#y, /a?x=1",
    "http.url, http://shop, /",
    "url.path, /a b, ''",
    "url.path, a, ''"
  })
  void names_of_older_conventions_are_read_and_what_is_no_path_is_not(
      String name, String value, String target) throws IOException {
    Span.Builder span = span(1, 0).setKind(Span.SpanKind.SPAN_KIND_SERVER);
    http(http(span, "http.method", "GET"), name, value);
    number(span, "http.status_code", 500);
    assertThat(
            signals(traces(span.build()))
                .getFirst()
                .request()
                .map(RecordedRequest::target)
                .orElse(""))
        .isEqualTo(target);
  }

  @Test
  void json_has_ids_in_hexadecimal_enums_as_numbers_and_is_answered_in_json() throws IOException {
    String json =
        """
        {"resourceSpans":[{"resource":{"attributes":[
          {"key":"service.name","value":{"stringValue":"shop"}}]},
         "scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",
          "spanId":"eee19b7ec3c1b174","parentSpanId":"","name":"GET","kind":2,"unknown":[{}],
          "startTimeUnixNano":"1764331230000000000","endTimeUnixNano":1764331231000000000,
          "attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},
           {"key":"url.path","value":{"stringValue":"/a"}},
           {"key":"http.response.status_code","value":{"intValue":"500"}}],
          "events":[{"timeUnixNano":"1764331230500000000","name":"exception","attributes":[
           {"key":"exception.type","value":{"stringValue":"shop.NoPriceException"}}]}],
          "status":{"code":2}}]}]}]}
        """;
    Decoded decoded =
        otlp.traces(received(json.getBytes(StandardCharsets.UTF_8), "application/json"));
    Signal signal = signals(decoded).getFirst();
    assertThat(signal.attributes())
        .containsEntry("trace.id", "5b8efff798038103d269b633813fc60c")
        .containsEntry("span.id", "eee19b7ec3c1b174");
    assertThat(signal.at()).isEqualTo("2025-11-28T12:00:30.500Z");
    assertThat(signal.message()).isEqualTo("shop.NoPriceException");
    assertThat(text(decoded.reply())).isEqualToIgnoringWhitespace("{}");
    assertThat(decoded.reply().contentType()).isEqualTo("application/json");
    Decoded wrong =
        otlp.traces(
            received(
                json.replace("eee19b7ec3c1b174", "7uGbfsPBsXQ=").getBytes(StandardCharsets.UTF_8),
                "application/json"));
    assertThat(wrong.reply().status()).isEqualTo(400);
    assertThat(text(wrong.reply())).contains("spanId").contains("hexadecimal");
  }

  @Test
  void spans_of_nobody_are_rejected_and_the_others_taken() throws IOException {
    Span span = server(1, "GET", "/a", 500).build();
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(ScopeSpans.newBuilder().addSpans(span).addSpans(span)))
            .addResourceSpans(resource(span))
            .build();
    Decoded decoded = otlp.traces(received(request.toByteArray(), PROTOBUF));
    assertThat(signals(decoded)).hasSize(1);
    assertThat(((Decoded.Understood) decoded).rejected()).isEqualTo(2);
    ExportTraceServiceResponse response =
        ExportTraceServiceResponse.parseFrom(decoded.reply().body());
    assertThat(decoded.reply().status()).isEqualTo(200);
    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(2);
    assertThat(response.getPartialSuccess().getErrorMessage()).contains("OTEL_SERVICE_NAME");
  }

  @Test
  void severe_records_that_tell_of_an_exception_are_signals_and_others_are_not()
      throws IOException {
    LogRecord error =
        record(SeverityNumber.SEVERITY_NUMBER_ERROR, "cannot answer; password=hunter2")
            .addAttributes(attribute("exception.type", "shop.NoPriceException"))
            .addAttributes(attribute("exception.message", "pot"))
            .addAttributes(attribute("exception.stacktrace", INNER))
            .setTraceId(id(16, 1))
            .build();
    LogRecord text = record(SeverityNumber.SEVERITY_NUMBER_FATAL, "down\n" + OUTER).build();
    LogRecord warning =
        error.toBuilder().setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_WARN).build();
    LogRecord plain = record(SeverityNumber.SEVERITY_NUMBER_ERROR, "just words").build();
    LogRecord unnumbered =
        text.toBuilder().clearSeverityNumber().setSeverityText("severe").setTimeUnixNano(7).build();
    List<Signal> signals = signals(logs(error, error, text, warning, plain, unnumbered));
    assertThat(signals)
        .extracting(Signal::message)
        .containsExactly("shop.NoPriceException: pot", "down", "down");
    assertThat(signals.getFirst().trace()).contains(INNER);
    assertThat(signals.getFirst().attributes())
        .containsEntry("log.message", "cannot answer; password=[secret]");
    assertThat(signals.get(1).trace())
        .hasValueSatisfying(trace -> assertThat(trace).contains(OUTER));
  }

  @Test
  void an_exception_that_was_logged_explains_the_failed_answer_of_its_trace() throws IOException {
    LogRecord.Builder record =
        record(SeverityNumber.SEVERITY_NUMBER_ERROR, "cannot answer")
            .addAttributes(attribute("exception.type", "shop.NoPriceException"))
            .addAttributes(attribute("exception.stacktrace", INNER));
    Signal logged = signals(logs(record.setTraceId(id(16, 1)).build())).getFirst();
    Span server = server(1, "GET", "/carts/7", 500).build();
    Signal answered = signals(traces(server)).getFirst();
    assertThat(answered.id()).isNotEqualTo(logged.id());
    assertThat(answered.trace()).isEqualTo(logged.trace());
    assertThat(answered.request()).isPresent();
    Span ofAnother = server.toBuilder().setTraceId(id(16, 2)).build();
    assertThat(signals(traces(ofAnother)).getFirst().trace()).isEmpty();
  }

  @Test
  void more_troubles_than_one_body_may_tell_are_rejected_and_counted() throws IOException {
    Span[] spans =
        IntStream.rangeClosed(1, Harvest.MOST_SIGNALS + 7)
            .mapToObj(i -> server(i, "GET", "/a", 500).setTraceId(id(16, i)).build())
            .toArray(Span[]::new);
    Decoded decoded = traces(spans);
    assertThat(signals(decoded)).hasSize(Harvest.MOST_SIGNALS);
    assertThat(((Decoded.Understood) decoded).rejected()).isEqualTo(7);
  }

  @Test
  void spans_that_are_each_others_parents_do_not_go_round_for_ever() throws IOException {
    Span one = span(1, 2).addEvents(exception(INNER)).build();
    Span other = span(2, 1).addEvents(exception(INNER)).build();
    assertThat(signals(traces(one, other))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {PROTOBUF, "application/json"})
  void what_is_no_otlp_is_refused_in_the_encoding_it_came_in(String type) throws IOException {
    for (String body : List.of("nonsense", "{\"resourceSpans\":7}", "[".repeat(100_000))) {
      Decoded decoded = otlp.traces(received(body.getBytes(StandardCharsets.UTF_8), type));
      assertThat(decoded).isInstanceOf(Decoded.Refused.class);
      assertThat(decoded.reply().status()).isEqualTo(400);
    }
    assertThat(otlp.traces(received(new byte[0], "text/plain")).reply().status()).isEqualTo(415);
    assertThat(otlp.logs(received(new byte[Otlp.MOST_BYTES + 1], type)).reply().status())
        .isEqualTo(413);
  }

  @Test
  void a_refusal_in_protobuf_is_a_status_with_a_message() throws IOException {
    Reply reply = otlp.traces(received(new byte[] {7}, PROTOBUF)).reply();
    CodedInputStream status = CodedInputStream.newInstance(reply.body());
    assertThat(status.readTag() >>> 3).isEqualTo(1);
    assertThat(status.readInt32()).isEqualTo(3);
    assertThat(status.readTag() >>> 3).isEqualTo(2);
    assertThat(status.readString()).contains("no OTLP in protobuf");
  }

  @Test
  void millions_of_empty_spans_are_refused_before_they_are_made() throws IOException {
    int spans = 3_000_000;
    ByteString empty = ByteString.copyFrom(new byte[] {0x12, 0});
    ByteString.Output all = ByteString.newOutput(2 * spans);
    for (int i = 0; i < spans; i++) {
      empty.writeTo(all);
    }
    byte[] scope = message(2, all.toByteString().toByteArray());
    Decoded decoded = otlp.traces(received(message(1, scope), PROTOBUF));
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Refused.class,
            refused ->
                assertThat(refused.mistakes().getFirst().what())
                    .contains("more than " + WireSize.MOST_MESSAGES));
  }

  private static byte[] message(int field, byte[] content) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(written);
    out.writeByteArray(field, content);
    out.flush();
    return written.toByteArray();
  }

  @Test
  void values_nested_without_end_are_cut() throws IOException {
    AnyValue value = AnyValue.newBuilder().setStringValue("deep").build();
    for (int i = 0; i < 20; i++) {
      value =
          AnyValue.newBuilder()
              .setArrayValue(
                  io.opentelemetry.proto.common.v1.ArrayValue.newBuilder().addValues(value))
              .build();
    }
    LogRecord record =
        record(SeverityNumber.SEVERITY_NUMBER_ERROR, "")
            .setBody(value)
            .addAttributes(attribute("exception.type", "shop.NoPriceException"))
            .build();
    assertThat(signals(logs(record)).getFirst().attributes())
        .containsEntry("log.message", "[[[[…]]]]");
  }

  private Decoded traces(Span... spans) throws IOException {
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder().addResourceSpans(resource(spans)).build();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
      request.writeTo(zip);
    }
    return otlp.traces(Received.of(packed.toByteArray(), PROTOBUF, "gzip", NOW));
  }

  private Decoded logs(LogRecord... records) throws IOException {
    ExportLogsServiceRequest request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .setResource(shop())
                    .addScopeLogs(ScopeLogs.newBuilder().addAllLogRecords(List.of(records))))
            .build();
    return otlp.logs(received(request.toByteArray(), PROTOBUF));
  }

  private static List<Signal> signals(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Understood.class);
    return ((Decoded.Understood) decoded).signals();
  }

  private static Received received(byte[] body, String type) {
    return Received.of(body, type, "", NOW);
  }

  private static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  private static ResourceSpans resource(Span... spans) {
    return ResourceSpans.newBuilder()
        .setResource(shop())
        .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans)))
        .build();
  }

  private static Resource shop() {
    return Resource.newBuilder()
        .addAttributes(attribute("service.name", "shop"))
        .addAttributes(attribute("deployment.environment", "test"))
        .build();
  }

  private static Span.Builder server(int number, String method, String path, int status) {
    Span.Builder span = span(number, 0).setKind(Span.SpanKind.SPAN_KIND_SERVER);
    http(span, "http.request.method", method);
    http(span, "url.path", path);
    http(span, "url.query", "n=2");
    http(span, "http.route", "/carts/{id}");
    return number(span, "http.response.status_code", status);
  }

  private static Span.Builder span(int number, int parent) {
    return Span.newBuilder()
        .setTraceId(id(16, 1))
        .setSpanId(id(8, number))
        .setParentSpanId(parent == 0 ? ByteString.EMPTY : id(8, parent))
        .setName("span " + number);
  }

  private static Span.Builder http(Span.Builder span, String name, String value) {
    return span.addAttributes(attribute(name, value));
  }

  private static Span.Builder number(Span.Builder span, String name, long value) {
    return span.addAttributes(
        KeyValue.newBuilder().setKey(name).setValue(AnyValue.newBuilder().setIntValue(value)));
  }

  private static Span.Event exception(String trace) {
    String[] first = trace.lines().findFirst().orElseThrow().split(": ", 2);
    return Span.Event.newBuilder()
        .setName("exception")
        .setTimeUnixNano(1)
        .addAttributes(attribute("exception.type", first[0]))
        .addAttributes(attribute("exception.message", first[1]))
        .addAttributes(attribute("exception.stacktrace", trace))
        .build();
  }

  private static LogRecord.Builder record(SeverityNumber severity, String body) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(1)
        .setSeverityNumber(severity)
        .setBody(AnyValue.newBuilder().setStringValue(body));
  }

  private static KeyValue attribute(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static ByteString id(int bytes, int number) {
    byte[] id = new byte[bytes];
    id[bytes - 1] = (byte) number;
    id[bytes - 2] = (byte) (number >> 8);
    return ByteString.copyFrom(id);
  }
}
