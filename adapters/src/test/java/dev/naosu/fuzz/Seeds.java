package dev.naosu.fuzz;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
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
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Bodies as real senders send them, and some that were wrong in a way worth remembering, from
/// which the fuzzer begins.
final class Seeds {
  private static final String TRACE =
      """
      shop.OrderFailed: order 4711, password=hunter2hunter2
      \tat shop.Orders.place(Orders.java:12) ~[shop.jar!/:1.4]
      \tat jdk.internal.reflect.GeneratedMethodAccessor12.invoke(Unknown Source)
      \tSuppressed: java.io.IOException: closed
      \t\tat shop.Store.lambda$close$0(Store.java:7)
      Caused by: java.lang.NullPointerException: Cannot invoke "x.y()"
      \tat java.base/java.util.Objects.requireNonNull(Objects.java:233)
      \tat shop.Prices$$Lambda/0x00007f0a1c03c000.of(Unknown Source)
      \tat shop.Prices.of(Prices.java:9)
      \t... 1 more
      """;

  private static final String EVENT =
      """
      {"service":"shop","version":"1f3a9c2","environment":"production","at":"2026-11-28T12:00:00.123Z",\
      "kind":"exception","message":"price is null","trace":"java.lang.NullPointerException: x\\n\\tat shop.Cart.total(Cart.java:36)",\
      "request":{"id":"r-1842","method":"POST","path":"/carts/7/lines","query":"preview=true&token=abc",\
      "headers":{"Content-Type":"application/json","Accept":["application/json","text/plain"],"Authorization":"Bearer abcdefghijklmnop"},\
      "body":"{\\"article\\":\\"pot\\",\\"password\\":\\"hunter2\\"}","answer":{"status":500,"bodyBase64":"e30="}},\
      "attributes":{"host":"a3","cores":4}}""";

  private static final String PARCEL =
      """
      {"is":"Publish","service":"shop","parcel":{"kind":"OFFER",\
      "base":"0123456789012345678901234567890123456789","branch":"auto-fix/incident-7-3f9a1c",\
      "change":{"before":{"Cart.java":"a\\n"},"after":{"Cart.java":"b\\n"}},\
      "message":{"subject":"fix: it","body":"Healed-by: naosu"},\
      "proof":{"digest":"00","sentences":["it passes"]}}}""";

  private static final String RECORDING =
      """
      {"id":"r1","role":"failing","method":"POST","path":"/carts/7","query":"a=1","headers":{"accept":"*/*"},"body":"x",\
      "answer":{"status":500,"bodyBase64":"/w=="},"exception":"a.B","trace":"a.B: x\\n\\tat a.C.d(C.java:1)"}
      {"id":"r2","role":"good","path":"/carts/8","answer":{"status":200,"body":"{}"},"expected":{"status":200}}
      """;

  private static final String REPORT =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuite name="shop.CartTest" tests="2" failures="1"><properties><property name="a" value="b"/></properties>
      <testcase classname="shop.CartTest" name="total(int)[1]" time="0.1"><failure message="expected: &lt;1&gt;" type="x"><![CDATA[\
      org.opentest4j.AssertionFailedError: expected
      \tat shop.CartTest.total(CartTest.java:9)]]></failure><system-out>token=abcdef</system-out></testcase>
      <testcase classname="shop.CartTest" name="empty"/></testsuite>""";

  private static final String LOGS_JSON =
      """
      {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},\
      "scopeLogs":[{"scope":{"name":"shop.Cart"},"logRecords":[{"timeUnixNano":"1764331200000000000","severityNumber":17,\
      "severityText":"ERROR","body":{"stringValue":"failed"},"attributes":[{"key":"exception.type","value":{"stringValue":"a.B"}},\
      {"key":"exception.stacktrace","value":{"stringValue":"a.B: x\\n\\tat a.C.d(C.java:1)"}}],\
      "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}]}]}]}""";

  private static final String VALUES_JSON =
      """
      {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},\
      {"key":"a","value":{"bytesValue":"AAE="}},{"key":"b","value":{"arrayValue":{"values":[{"intValue":1},{"doubleValue":"NaN"}]}}},\
      {"key":"c","value":{"kvlistValue":{"values":[{"key":"d","value":{"boolValue":true}}]}}}]},\
      "scopeLogs":[{"logRecords":[{"observedTimeUnixNano":18446744073709551615,"severityText":"FATAL","flags":4294967295,\
      "body":{"kvlistValue":{"values":[{"key":"password","value":{"stringValue":"hunter2hunter2"}}]}},"droppedAttributesCount":1}]}]}]}""";

  private static final String TRACES_JSON =
      """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},\
      "scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"GET /carts/{id}","kind":2,\
      "startTimeUnixNano":"1764331200000000000","endTimeUnixNano":"1764331200100000000","attributes":[\
      {"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"url.path","value":{"stringValue":"/carts/7"}},\
      {"key":"http.response.status_code","value":{"intValue":"500"}}],"events":[{"name":"exception","timeUnixNano":"1764331200050000000",\
      "attributes":[{"key":"exception.type","value":{"stringValue":"a.B"}}]}],"status":{"code":2}}]}]}]}""";

  private static final String PRESSED =
      """
      {"type":"block_actions","user":{"id":"U012AB3CD"},"trigger_id":"1.2.3","channel":{"id":"C012"},\
      "message":{"ts":"1700000000.000001"},"actions":[{"action_id":"naosu-approve","value":"7 0123456789abcdef"}]}""";

  private static final String REASONED =
      """
      {"type":"view_submission","user":{"id":"U012AB3CD"},"view":{"callback_id":"naosu-why",\
      "private_metadata":"7 0123456789abcdef C012 1700.1","state":{"values":{"reason":{"reason":{"value":"no"}},\
      "then":{"then":{"selected_option":{"value":"again"}}}}}}}""";

  private static final String METHOD =
      """
      ```java
      import java.util.Objects;

      int average() {
          // an empty cart has none
          return Objects.isNull(lines) || lines.isEmpty() ? 0 : sum() / lines.size();
      }
      ```
      """;

  private static final String BLOCK =
      """
      src/main/java/shop/Cart.java
      <<<<<<< SEARCH
          return sum() / lines.size();
      =======
          return lines.isEmpty() ? 0 : sum() / lines.size();
      >>>>>>> REPLACE
      """;

  /// Begins as text of four bytes a letter does, and is none.
  private static final byte[] NO_LETTERS = {0, 0, 0, '{', -1, -1, -1, -1};

  private Seeds() {}

  static List<byte[]> of(Target target) throws IOException {
    return switch (target) {
      case EVENTS ->
          List.of(
              utf8(EVENT), utf8("[" + EVENT + "]"), zipped(EVENT), utf8("[]"), NO_LETTERS.clone());
      case EVENT_TEXTS, LOG_TEXTS ->
          List.of(
              utf8(TRACE + "\u0001" + TRACE + "\u0001{\"token\":\"abcdefgh\"}\u0001secret='a"),
              utf8("Authorization: Basic \u0001password=\"\\\u0001https://u:p@h/\u0001eyJ"));
      case LOGS_PROTOBUF -> List.of(logs(), new byte[0]);
      case TRACES_PROTOBUF -> List.of(traces(), new byte[] {10, 2, 18, 0});
      case LOGS_JSON ->
          List.of(
              utf8(LOGS_JSON),
              utf8(VALUES_JSON),
              utf8(VALUES_JSON.replace("AAE=", "!!")),
              utf8(VALUES_JSON.replace("NaN", "1e999")),
              NO_LETTERS.clone());
      case TRACES_JSON -> List.of(utf8(TRACES_JSON));
      case MODEL_ANSWERS ->
          List.of(
              utf8("EXPLOIT: a\nDAMAGE: b\nFIX:\n" + METHOD + "SIDE EFFECTS: none"),
              utf8("1. a\n2. b\n" + METHOD.replace("```", "")),
              utf8("```tool\ntest\n```\n" + BLOCK),
              utf8("```tool\nmethodInfo Cart.average\n```\n" + BLOCK + BLOCK));
      case JUNIT -> List.of(utf8(REPORT), utf8(REPORT + REPORT), utf8("<!DOCTYPE a><testsuite/>"));
      case STACK_TRACE ->
          List.of(
              utf8(TRACE),
              utf8("java.lang.StackOverflowError\n" + "\tat a.B.c(B.java:1)\n".repeat(3)),
              utf8("order 4711 of ada@example.org at 10.0.0.1:80 after 12 ms: 'x' \"y\" 0x7f"));
      case LOG_TEMPLATES ->
          List.of(
              utf8(
                  "081109 203615 148 INFO dfs.DataNode: Received blk_-16089 of size 91178\nuser ada in"),
              utf8("a b c\na b d\na b e\na b f\na b g\na b h"));
      case PSEUDONYMS ->
          List.of(
              utf8("pay 4111 1111 1111 1111, DE89 3704 0044 0532 0130 00, call +49 30 12345678"),
              utf8("{\"email\":\"a.b@example.org\",\"pin\":12,\"t\":\"Bearer abcdefghijklmnop\"}"),
              utf8("https://joe:pw@a.example/?token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"));
      case REDACTION_OF_TEXT ->
          List.of(
              utf8(
                  "password: 'a' token=\"b\\\"c\" Authorization: Bearer abcdefghijklmnop eyJabcdefgh.abcdefgh"),
              utf8(
                  "https://user:secret@host/ AKIAABCDEFGHIJKLMNOP <secret>x</secret> a@b.example"));
      case REDACTION_OF_JSON ->
          List.of(
              utf8(
                  "{\"password\":\"a\\\"b\",\"pin\":1234,\"a\":[{\"token\":null,\"key\":-1.5e3}]}"),
              utf8("[\"{\\\"secret\\\":\\\"x\\\"}\",true]"));
      case REQUESTS -> List.of(utf8(RECORDING), utf8("{}\n\n[]"));
      case QUESTIONS ->
          List.of(
              utf8("{\"is\":\"Hello\",\"service\":\"\"}"),
              utf8(
                  "{\"is\":\"Say\",\"service\":\"shop\",\"number\":7,\"markdown\":\"see `a` @ada\\n```\\nx\"}"),
              utf8(PARCEL));
      case SLACK ->
          List.of(
              form(PRESSED),
              form(REASONED),
              form("{\"type\":\"block_actions\",\"actions\":[1]}"),
              utf8("payload=%7B%zz&payload"));
    };
  }

  private static byte[] form(String payload) {
    return utf8("payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8));
  }

  private static byte[] logs() {
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(shop())
                .addScopeLogs(
                    ScopeLogs.newBuilder()
                        .addLogRecords(
                            LogRecord.newBuilder()
                                .setTimeUnixNano(1_764_331_200_000_000_000L)
                                .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
                                .setSeverityText("ERROR")
                                .setBody(AnyValue.newBuilder().setStringValue(TRACE))
                                .setTraceId(ByteString.copyFrom(new byte[16]))
                                .setSpanId(ByteString.copyFrom(new byte[8])))))
        .build()
        .toByteArray();
  }

  private static byte[] traces() {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(shop())
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addSpans(
                            Span.newBuilder()
                                .setTraceId(ByteString.copyFrom(new byte[16]))
                                .setSpanId(ByteString.copyFrom(new byte[8]))
                                .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                                .setName("GET /carts/{id}")
                                .addAttributes(attribute("http.request.method", "GET"))
                                .addAttributes(attribute("url.path", "/carts/7"))
                                .addAttributes(
                                    KeyValue.newBuilder()
                                        .setKey("http.response.status_code")
                                        .setValue(AnyValue.newBuilder().setIntValue(500)))
                                .setStatus(
                                    Status.newBuilder()
                                        .setCode(Status.StatusCode.STATUS_CODE_ERROR))
                                .addEvents(
                                    Span.Event.newBuilder()
                                        .setName("exception")
                                        .addAttributes(attribute("exception.type", "a.B"))
                                        .addAttributes(attribute("exception.stacktrace", TRACE))))))
        .build()
        .toByteArray();
  }

  private static Resource shop() {
    return Resource.newBuilder().addAttributes(attribute("service.name", "shop")).build();
  }

  private static KeyValue attribute(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(utf8(text));
    }
    return bytes.toByteArray();
  }
}
