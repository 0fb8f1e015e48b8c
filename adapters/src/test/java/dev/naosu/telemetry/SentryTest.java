package dev.naosu.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Decoded.Understood;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentryTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");

  /// As the SDK for Java 8.63 sends it, shortened.
  private static final String EVENT =
      """
      {"timestamp": "2026-11-28T12:00:29.622Z", "event_id": "6c8a729c65714ada885e3cc33caad190",
       "exception": {"values": [
         {"type": "NullPointerException", "value": "price is null", "module": "java.lang",
          "stacktrace": {"frames": [
            {"filename": "Thread.java", "function": "run", "module": "java.lang.Thread", "lineno": 1583},
            {"filename": "Cart.java", "function": "total", "module": "shop.Cart", "lineno": 40},
            {"filename": "Prices.java", "function": "of", "module": "shop.Prices", "lineno": 9,
             "in_app": true}]}},
         {"type": "IllegalStateException", "value": "cart 7 fails", "module": "java.lang",
          "mechanism": {"type": "UncaughtExceptionHandler", "handled": false},
          "stacktrace": {"frames": [
            {"filename": "Thread.java", "function": "run", "module": "java.lang.Thread", "lineno": 1583},
            {"filename": "Cart.java", "function": "total", "module": "shop.Cart", "lineno": 43}]}}]},
       "contexts": {"trace": {"trace_id": "6953f20033204f15ac4dcbd926e66581"},
                    "response": {"status_code": 500}},
       "request": {"url": "http://shop.example/carts/7/lines", "method": "POST",
         "query_string": "preview=true&token=4711", "data": "{\\"password\\":\\"hunter2\\"}",
         "headers": {"Content-Type": "application/json", "Authorization": "Bearer abcdef"}},
       "tags": {"service": "till", "host": "a3"}, "release": "shop@1f3a9c2",
       "environment": "production", "platform": "java", "server_name": "localhost"}
      """
          .replaceAll("\\s*\\n\\s*", " ");

  private final Sentry sentry = new Sentry(new Redaction(false), Map.of("7", "shop"));

  @Test
  void exceptions_become_the_text_that_java_prints() throws IOException {
    Signal signal = signal(EVENT);
    assertThat(signal.kind()).isEqualTo(Signal.Kind.EXCEPTION);
    assertThat(signal.id()).isEqualTo("sentry:shop:6c8a729c65714ada885e3cc33caad190");
    assertThat(signal.origin()).isEqualTo(new Origin("shop", "1f3a9c2", "production"));
    assertThat(signal.at()).isEqualTo("2026-11-28T12:00:29.622Z");
    assertThat(signal.message()).isEqualTo("java.lang.IllegalStateException: cart 7 fails");
    assertThat(signal.trace())
        .contains(
            """
            java.lang.IllegalStateException: cart 7 fails
            \tat shop.Cart.total(Cart.java:43)
            \tat java.lang.Thread.run(Thread.java:1583)
            Caused by: java.lang.NullPointerException: price is null
            \tat shop.Prices.of(Prices.java:9)
            \tat shop.Cart.total(Cart.java:40)
            \t... 1 more""");
    assertThat(signal.attributes())
        .containsEntry("sentry.handled", "false")
        .containsEntry("sentry.in_app", "shop.Prices.of(Prices.java:9)")
        .containsEntry("tag.host", "a3")
        .containsEntry("trace.id", "6953f20033204f15ac4dcbd926e66581");
  }

  @Test
  void a_request_that_is_told_whole_can_be_asked_again() throws IOException {
    RecordedRequest request = signal(EVENT).request().orElseThrow();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).startsWith("/carts/7/lines?preview=true").doesNotContain("4711");
    assertThat(request.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("authorization", "Bearer [secret]");
    assertThat(request.body().text()).isEqualTo("{\"password\":\"[secret]\"}");
    assertThat(request.answer().status()).isEqualTo(500);
    assertThat(request.failure().orElseThrow().exceptionClass())
        .isEqualTo("java.lang.IllegalStateException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"data\": \"{\\\"password\\\":\\\"hunter2\\\"}\", | ''",
        "\"{\\\"password\\\":\\\"hunter2\\\"}\"             | \"[Filtered]\"",
        "http://shop.example/carts/7/lines                  | /carts/{id}/li nes"
      })
  void a_request_without_its_body_or_address_is_only_named(String from, String to)
      throws IOException {
    assertThat(EVENT).contains(from);
    Signal signal = signal(EVENT.replace(from, to));
    assertThat(signal.request()).isEmpty();
    assertThat(signal.attributes().get("request.cut")).startsWith("POST ").contains("/carts/");
  }

  @Test
  void the_service_is_that_of_the_project_else_of_the_tag_else_of_the_release() throws IOException {
    assertThat(signal(EVENT).origin().service()).isEqualTo("shop");
    assertThat(understood(envelope(EVENT), "8").signals().getFirst().origin().service())
        .isEqualTo("till");
    String untagged = EVENT.replace("\"service\": \"till\", ", "");
    assertThat(understood(envelope(untagged), "8").signals().getFirst().origin())
        .isEqualTo(new Origin("shop", "1f3a9c2", "production"));
    assertThat(refused(envelope(untagged.replace("shop@", "")), "8"))
        .contains("project '8'", "under sentry");
  }

  @Test
  void causes_and_suppressed_ones_stand_where_java_prints_them() throws IOException {
    String told =
        """
        {"exception": {"values": [
          {"type": "A", "value": "cause", "module": "x",
           "mechanism": {"type": "chained", "exception_id": 2, "parent_id": 0}},
          {"type": "B", "value": "of close", "module": "x",
           "mechanism": {"type": "suppressed", "exception_id": 1, "parent_id": 0}},
          {"type": "C", "value": "outermost", "module": "x",
           "mechanism": {"type": "generic", "exception_id": 0}}]}, "event_id": "1"}
        """;
    assertThat(signal(told).trace())
        .contains("x.C: outermost\n\tSuppressed: x.B: of close\nCaused by: x.A: cause");
  }

  @Test
  void exceptions_that_name_each_other_in_a_circle_do_not_go_on_for_ever() throws IOException {
    String circle =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    "{\"type\": \"E"
                        + i
                        + "\", \"mechanism\": {\"exception_id\": "
                        + i % 3
                        + ", \"parent_id\": "
                        + (i + 1) % 3
                        + "}}")
            .collect(Collectors.joining(","));
    String trace = signal("{\"exception\": [" + circle + "]}").trace().orElseThrow();
    assertThat(trace.lines()).hasSizeBetween(1, 50);
    assertThat(trace).startsWith("E299");
  }

  @Test
  void a_frame_cannot_write_lines_of_its_own() throws IOException {
    String hostile =
        EVENT.replace("\"function\": \"of\"", "\"function\": \"of\\nCaused by: evil.E\"");
    assertThat(signal(hostile).trace().orElseThrow().lines().toList())
        .noneMatch(line -> line.startsWith("Caused by: evil"));
  }

  @Test
  void what_is_no_error_is_a_line_of_the_log() throws IOException {
    String message =
        """
        {"message": {"formatted": "stock of pot is low", "message": "stock of %s is low"},
         "level": "warning", "logger": "shop.Stock", "event_id": "2", "timestamp": 1795900531.5}
        """;
    Understood understood = understood(envelope(message), "7");
    assertThat(understood.signals()).isEmpty();
    LogLine line = understood.observed().lines().getFirst();
    assertThat(line.message()).isEqualTo("stock of pot is low");
    assertThat(line.level()).isEqualTo(LogLine.Level.WARN);
    assertThat(line.source().orElseThrow().format()).isEqualTo("stock of %s is low");
    assertThat(line.at()).isEqualTo(Instant.ofEpochMilli(1795900531500L));
    Signal error = signal(message.replace("warning", "error"));
    assertThat(error.message()).isEqualTo("stock of pot is low");
    assertThat(error.trace()).isEmpty();
  }

  @Test
  void a_transaction_is_spans_whose_names_hold_no_values() throws IOException {
    String transaction =
        """
        {"type": "transaction", "transaction": "GET /carts/{id}", "start_timestamp": 100.5,
         "timestamp": 101.0, "contexts": {"trace": {"trace_id": "t", "span_id": "a",
           "op": "http.server", "status": "internal_error"}},
         "spans": [{"span_id": "b", "parent_span_id": "a", "op": "db",
           "description": "select * from x where id=1", "start_timestamp": 100.6, "timestamp": 100.7},
          {"span_id": "c", "parent_span_id": "a", "op": "function", "description": "Cart.total",
           "start_timestamp": 100.6, "timestamp": 100.7, "status": "ok"},
          {"span_id": "d", "op": "x", "start_timestamp": 9, "timestamp": 8}, 7]}
        """;
    List<SeenSpan> spans = understood(envelope("transaction", transaction), "7").observed().spans();
    assertThat(spans)
        .extracting(SeenSpan::operation, SeenSpan::role, SeenSpan::parent, SeenSpan::failed)
        .containsExactly(
            tuple("GET /carts/{id}", SeenSpan.Role.SERVER, "", true),
            tuple("db", SeenSpan.Role.CLIENT, "a", false),
            tuple("Cart.total", SeenSpan.Role.INTERNAL, "a", false));
    assertThat(spans.getFirst().took()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void of_an_envelope_the_known_items_are_read_and_the_others_passed_over() throws IOException {
    String body =
        "{\"event_id\": \"abc\"}\n{\"type\": \"session\"}\n{\"sid\": 1}\n"
            + "{\"type\": \"attachment\", \"length\": 5}\n\n\n\n\n\n\n"
            + item("event", EVENT)
            + "{\"type\": \"log\"}\n{\"items\": [{\"body\": \"hello bob\", \"level\": \"warn\","
            + " \"attributes\": {\"sentry.release\": {\"value\": \"shop@2b\"}}}]}\n"
            + "{\"type\": \"client_report\", \"length\": 2}\n{}";
    Understood understood = understood(body, "7");
    assertThat(understood.signals()).hasSize(1);
    assertThat(understood.observed().lines())
        .extracting(line -> line.message() + " " + line.origin().version())
        .containsExactly("hello bob 2b");
    assertThat(understood.reply().status()).isEqualTo(200);
    assertThat(new String(understood.reply().body(), UTF_8)).isEqualTo("{\"id\":\"abc\"}");
  }

  @Test
  void an_item_that_cannot_be_read_does_not_cost_the_others() throws IOException {
    Understood understood =
        understood("{}\n" + item("event", "{\"broken") + item("event", EVENT), "7");
    assertThat(understood.signals()).hasSize(1);
    assertThat(understood.rejected()).isEqualTo(1);
  }

  @Test
  void an_event_may_come_alone_as_older_ones_did() throws IOException {
    Understood understood = (Understood) sentry.event(received(EVENT), "7");
    assertThat(understood.signals()).hasSize(1);
    assertThat(new String(understood.reply().body(), UTF_8)).contains("6c8a729c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "[]",
        "{",
        "{}\nx\n{}",
        "{}\n{\"type\": \"event\", \"length\": 99}\n{}",
        "{}\n{\"type\": \"event\", \"length\": -1}\n{}",
        "{}\n{\"type\": \"event\", \"length\": \"2\"}\n{}"
      })
  void what_is_no_envelope_is_refused_with_a_remedy(String body) throws IOException {
    assertThat(refused(body, "7")).containsIgnoringCase("send");
  }

  @Test
  void an_event_of_nothing_but_surprises_is_still_an_error() throws IOException {
    Signal signal =
        signal(
            "{\"exception\": 7, \"tags\": 3, \"request\": [], \"level\": {}, \"timestamp\": \"never\","
                + " \"message\": [1], \"contexts\": \"x\"}");
    assertThat(signal.message()).isEqualTo("an error without a message");
    assertThat(signal.at()).isEqualTo(NOW);
    assertThat(signal.request()).isEqualTo(Optional.empty());
  }

  private static String envelope(String event) {
    return envelope("event", event);
  }

  private static String envelope(String type, String payload) {
    return "{\"event_id\": \"abc\"}\n" + item(type, payload);
  }

  private static String item(String type, String payload) {
    return "{\"type\": \""
        + type
        + "\", \"length\": "
        + payload.getBytes(UTF_8).length
        + "}\n"
        + payload
        + "\n";
  }

  private Signal signal(String event) throws IOException {
    return understood(envelope(event), "7").signals().getFirst();
  }

  private Understood understood(String body, String project) throws IOException {
    return (Understood) sentry.envelope(received(body), project);
  }

  private String refused(String body, String project) throws IOException {
    return ((Decoded.Refused) sentry.envelope(received(body), project)).mistakes().toString();
  }

  private static Received received(String body) {
    return Received.of(body.getBytes(UTF_8), "application/x-sentry-envelope", "", NOW);
  }
}
