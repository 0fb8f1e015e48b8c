package dev.naosu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Body;
import dev.naosu.detect.Failure;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Frame;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");

  private static final String EXCEPTION =
      """
      {"service": "shop", "version": "1f3a", "environment": "production",
       "at": "2026-11-28T13:00:00+01:00", "kind": "exception", "message": "price is null",
       "trace": "java.lang.NullPointerException: price is null\\n\\tat shop.Cart.total(Cart.java:7)",
       "request": {"id": "r-7", "method": "POST", "path": "/carts/7", "query": "n=2&token=hunter2",
         "headers": {"Content-Type": "application/json", "Authorization": ["Bearer hunter2"],
           "Cookie": "sid=hunter2"},
         "body": "{\\"password\\": \\"hunter2\\", \\"quantity\\": 2}",
         "answer": {"status": 500, "body": "{\\"error\\": \\"r-7\\"}"}},
       "attributes": {"host": "a", "cores": 4, "api_key": "hunter2"}}
      """;

  private final EventJson events = new EventJson(new Redaction(false));

  @Test
  void an_exception_becomes_a_signal_with_its_request_and_without_secrets() throws IOException {
    Signal signal = understood(EXCEPTION).getFirst();
    assertThat(signal.kind()).isEqualTo(Signal.Kind.EXCEPTION);
    assertThat(signal.at()).isEqualTo("2026-11-28T12:00:00Z");
    assertThat(signal.received()).isEqualTo(NOW);
    assertThat(Fingerprint.of(signal).title()).isEqualTo("NullPointerException in Cart.total");
    RecordedRequest request = signal.request().orElseThrow();
    assertThat(request.target()).isEqualTo("/carts/7?n=2&token=%5Bsecret%5D");
    assertThat(request.headers())
        .isEqualTo(
            Map.of(
                "authorization",
                "Bearer [secret]",
                "content-type",
                "application/json",
                "cookie",
                "sid=[secret]"));
    assertThat(request.body().text()).isEqualTo("{\"password\": \"[secret]\", \"quantity\": 2}");
    assertThat(request.role()).isEqualTo(RecordedRequest.Role.FAILING);
    assertThat(request.answer().body()).contains(Body.of("{\"error\": \"r-7\"}"));
    assertThat(request.failure())
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.headline()).isEqualTo("NullPointerException: price is null");
              assertThat(failure.frames()).hasSize(1);
            });
    assertThat(request.answer().status()).isEqualTo(500);
    assertThat(signal.attributes())
        .containsEntry("cores", "4")
        .containsEntry("api_key", "[secret]");
    assertThat(signal.toString()).doesNotContain("hunter2");
  }

  @Test
  void what_is_written_is_read_again() throws IOException {
    RecordedRequest failing =
        new RecordedRequest(
            "r1",
            RecordedRequest.Role.FAILING,
            "POST",
            "/carts/7",
            "n=2",
            Map.of("content-type", "text/plain"),
            Body.of(new byte[] {(byte) 0xff, 1}),
            new RecordedRequest.Answer(200, Map.of(), Optional.of(Body.of("3")), Optional.empty()),
            Optional.of(
                new RecordedRequest.Answer(
                    200, Map.of(), Optional.of(Body.of("4")), Optional.empty())),
            Optional.of(
                new Failure(
                    "java.lang.IllegalStateException",
                    "",
                    List.of(new Frame("shop.Cart", "total", "Cart.java", 7)),
                    Optional.empty(),
                    Optional.empty())));
    RecordedRequest good =
        new RecordedRequest(
            "r2",
            RecordedRequest.Role.GOOD,
            "GET",
            "/carts/7",
            "",
            Map.of(),
            Body.EMPTY,
            new RecordedRequest.Answer(404, Map.of(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            Optional.empty());
    EventWriter writer = new EventWriter("shop");
    List<Signal> signals =
        understood(
            List.of(
                    writer.request("1", good),
                    writer.request("2", failing),
                    writer.tests("3", List.of("CartTest#total"), Optional.empty()))
                .toString());
    assertThat(signals)
        .extracting(Signal::kind)
        .containsExactly(Signal.Kind.GOOD_REQUEST, Signal.Kind.EXCEPTION, Signal.Kind.TEST_FAILURE);
    assertThat(signals.get(0).request()).contains(good);
    assertThat(signals.get(1).request()).contains(failing);
    assertThat(signals.get(2).failingTests()).containsExactly("CartTest#total");
    assertThat(Fingerprint.of(signals.get(1)).title())
        .isEqualTo("IllegalStateException in Cart.total");
  }

  @Test
  void the_same_event_sent_again_has_the_same_id_and_another_one_another() throws IOException {
    String id = understood(EXCEPTION).getFirst().id();
    Decoded later =
        events.decode(received(EXCEPTION, "application/json", "", NOW.plus(Duration.ofHours(1))));
    assertThat(signals(later).getFirst().id()).isEqualTo(id);
    assertThat(understood(EXCEPTION.replace("r-7", "r-8")).getFirst().id()).isNotEqualTo(id);
  }

  @Test
  void ids_do_not_depend_on_the_process_that_makes_them() throws IOException {
    assertThat(understood(EXCEPTION).getFirst().id())
        .isEqualTo("event:923f957a687b4803a8f838b1fbc417cd");
  }

  @Test
  void an_event_without_a_time_is_new_when_it_comes_much_later() throws IOException {
    String event = "{\"service\":\"shop\",\"kind\":\"health\",\"message\":\"slow\"}";
    String id = understood(event).getFirst().id();
    assertThat(understood(event).getFirst().id()).isEqualTo(id);
    Decoded later =
        events.decode(received(event, "application/json", "", NOW.plus(Duration.ofHours(1))));
    assertThat(signals(later).getFirst().id()).isNotEqualTo(id);
  }

  @Test
  void ids_of_a_sender_count_within_its_service() throws IOException {
    String event = "{\"service\":\"%s\",\"id\":\"1\",\"kind\":\"health\",\"message\":\"slow\"}";
    assertThat(understood(event.formatted("a")).getFirst().id())
        .isNotEqualTo(understood(event.formatted("b")).getFirst().id());
  }

  @Test
  void all_mistakes_of_an_event_are_told_at_once_with_path_and_remedy() throws IOException {
    Decoded decoded =
        decode(
            """
            [{"service": "shop", "kind": "health", "message": "fine"},
             {"servce": "shop", "kind": "oops", "at": "yesterday", "message": 7,
              "request": {"method": "get", "path": "orders", "bodyBase64": "%%%",
                "answer": {"status": 7}}, "attributes": {"a": []}}]
            """);
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Refused.class,
            refused -> {
              assertThat(refused.mistakes())
                  .extracting(Mistake::path)
                  .containsExactlyInAnyOrder(
                      "$[1].service",
                      "$[1].at",
                      "$[1].message",
                      "$[1].request.method",
                      "$[1].request.path",
                      "$[1].request.bodyBase64",
                      "$[1].request.answer.status",
                      "$[1].kind",
                      "$[1].attributes.a",
                      "$[1]");
              assertThat(refused.mistakes()).noneMatch(each -> each.remedy().isBlank());
              assertThat(refused.reply().status()).isEqualTo(400);
              assertThat(refused.reply().contentType()).isEqualTo("application/problem+json");
              assertThat(new String(refused.reply().body(), StandardCharsets.UTF_8))
                  .contains("$[1].servic", "write it as 2026-11-28T12:00:00.000Z");
            });
  }

  @Test
  void of_a_request_the_answer_decides_whether_it_was_good() throws IOException {
    String event =
        """
        {"service":"shop","kind":"request",
         "request":{"method":"GET","path":"/a","answer":{"status":%d}}}
        """;
    assertThat(understood(event.formatted(200)).getFirst())
        .satisfies(
            signal -> {
              assertThat(signal.kind()).isEqualTo(Signal.Kind.GOOD_REQUEST);
              assertThat(signal.message()).isEqualTo("GET /a answered 200");
            });
    assertThat(understood(event.formatted(503)).getFirst().kind()).isEqualTo(Signal.Kind.EXCEPTION);
  }

  @Test
  void failing_tests_are_named() throws IOException {
    Signal signal =
        understood(
                """
                {"service":"shop","kind":"test-failure","message":"1 test fails",
                 "failingTests":["shop.CartTest#empty"]}
                """)
            .getFirst();
    assertThat(signal.kind()).isEqualTo(Signal.Kind.TEST_FAILURE);
    assertThat(signal.failingTests()).containsExactly("shop.CartTest#empty");
  }

  @Test
  void a_packed_body_is_unpacked_but_not_without_end() throws IOException {
    assertThat(signals(events.decode(zipped(EXCEPTION.getBytes(StandardCharsets.UTF_8)))))
        .hasSize(1);
    Decoded bomb = events.decode(zipped(new byte[EventJson.MOST_BYTES + 1]));
    assertThat(bomb.reply().status()).isEqualTo(413);
  }

  @Test
  void bytes_stay_bytes() throws IOException {
    String event =
        """
        {"service":"shop","kind":"request","request":{"method":"POST","path":"/a",
         "bodyBase64":"/wABAg==","answer":{"status":200}}}
        """;
    RecordedRequest request = understood(event).getFirst().request().orElseThrow();
    assertThat(request.role()).isEqualTo(RecordedRequest.Role.GOOD);
    assertThat(request.body().bytes()).containsExactly(0xff, 0, 1, 2);
    assertThat(request.answer().body()).isEmpty();
  }

  @Test
  void a_request_of_which_a_part_is_missing_is_named_but_not_asked_again() throws IOException {
    String event =
        """
        {"service":"shop","kind":"%s","message":"m","request":{"method":"POST","path":"/a",
         "bodyCut":%s,"body":"%s","answer":{"status":500}}}
        """;
    String large = "x".repeat(Cleaning.MOST_BODY_BYTES + 1);
    for (String each :
        List.of(
            event.formatted("exception", "true", "x"),
            event.formatted("exception", "false", large))) {
      Signal signal = understood(each).getFirst();
      assertThat(signal.request()).isEqualTo(Optional.empty());
      assertThat(signal.attributes()).containsEntry("request.cut", "POST /a");
    }
    assertThat(understood(event.formatted("request", "true", "x").replace("500", "200"))).isEmpty();
  }

  @Test
  void letters_that_no_store_takes_are_left_out() throws IOException {
    Signal signal =
        understood(
                "{\"service\":\"shop\",\"kind\":\"health\",\"message\":\"a\\u0000b\\ud800c\\u001b[31m\"}")
            .getFirst();
    assertThat(signal.message()).isEqualTo("ab\ufffdc[31m");
  }

  @Test
  void a_long_trace_keeps_what_was_thrown_and_why() throws IOException {
    String trace =
        "a.Outer: x\\n" + "\\tat a.B.c(B.java:1)\\n".repeat(20_000) + "Caused by: a.Inner: y";
    String kept =
        understood(
                "{\"service\":\"s\",\"kind\":\"exception\",\"message\":\"m\",\"trace\":\""
                    + trace
                    + "\"}")
            .getFirst()
            .trace()
            .orElseThrow();
    assertThat(kept)
        .startsWith("a.Outer: x\n")
        .contains("left out")
        .endsWith("Caused by: a.Inner: y")
        .hasSizeLessThanOrEqualTo(Signal.MOST_TRACE_LETTERS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[",
        "null",
        "7",
        "[1]",
        "{} {}",
        "{\"service\":\"a\",\"service\":\"b\"}",
        "{\"service\":{}}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "{\"request\":{\"headers\":7}}",
        "{\"a\":1e999999999}",
        "\ufeff",
        "{\"\\u0000\":1}"
      })
  void what_is_no_event_is_refused(String body) throws IOException {
    Decoded decoded = decode(body);
    assertThat(decoded).isInstanceOf(Decoded.Refused.class);
    assertThat(decoded.reply().status()).isEqualTo(400);
  }

  @Test
  void other_content_types_and_too_many_events_are_refused() throws IOException {
    assertThat(events.decode(received(EXCEPTION, "text/plain", "", NOW)).reply().status())
        .isEqualTo(415);
    assertThat(events.decode(received(EXCEPTION, "application/json", "br", NOW)).reply().status())
        .isEqualTo(415);
    String many = "[" + "1,".repeat(EventJson.MOST_EVENTS) + "1]";
    assertThat(decode(many).reply().status()).isEqualTo(413);
  }

  private Decoded decode(String body) throws IOException {
    return events.decode(received(body, "application/json; charset=utf-8", "", NOW));
  }

  private List<Signal> understood(String body) throws IOException {
    return signals(decode(body));
  }

  private static List<Signal> signals(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Understood.class);
    return ((Decoded.Understood) decoded).signals();
  }

  private static Received received(String body, String type, String encoding, Instant at) {
    return Received.of(body.getBytes(StandardCharsets.UTF_8), type, encoding, at);
  }

  private static Received zipped(byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(body);
    }
    return Received.of(packed.toByteArray(), "application/json", "gzip", NOW);
  }
}
