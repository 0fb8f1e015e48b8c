package dev.naosu.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.app.serve.Decoders;
import dev.naosu.app.serve.Senders;
import dev.naosu.app.web.Allowance;
import dev.naosu.app.web.TestHouse;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final Allowance LITTLE = new Allowance(1_000, 5, Duration.ofSeconds(1));

  @Test
  void a_source_that_sends_too_much_is_told_when_to_come_again_and_others_are_not_kept_waiting()
      throws Exception {
    try (TestHouse house = new TestHouse(LITTLE).start()) {
      assertThat(send(house, Role.OPERATOR, "a1 shop " + "x".repeat(3_500)).statusCode())
          .isEqualTo(202);
      HttpResponse<String> refused = send(house, Role.OPERATOR, "a2 shop x");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("3");
      assertThat(refused.body()).contains("urn:naosu:problem:too-fast", "Wait 3 s", "`intake:`");
      assertThat(send(house, Role.ADMIN, "a3 shop x").statusCode()).isEqualTo(202);
      house.passes(Duration.ofSeconds(3));
      assertThat(send(house, Role.OPERATOR, "a2 shop x").statusCode()).isEqualTo(202);
    }
  }

  @Test
  void more_requests_than_are_allowed_are_refused_however_small() throws Exception {
    try (TestHouse house = new TestHouse(LITTLE).start()) {
      for (int i = 0; i < 5; i++) {
        assertThat(send(house, Role.OPERATOR, "a" + i + " shop x").statusCode()).isEqualTo(202);
      }
      HttpResponse<String> refused = send(house, Role.OPERATOR, "a5 shop x");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    }
  }

  @Test
  void what_comes_in_and_what_is_refused_is_counted() throws Exception {
    try (TestHouse house = new TestHouse(LITTLE).start()) {
      send(house, Role.OPERATOR, "a1 shop x\na2 shop " + "x".repeat(1_182));
      send(house, Role.OPERATOR, "a3 shop x");
      send(house, Role.ADMIN, "! no");
      send(house, Role.VIEWER, "a4 shop x");
      send(house, Role.ADMIN, "x".repeat(10_001));
      assertThat(house.get(Role.VIEWER, "/metrics").body())
          .contains(
              "naosu_intake_bytes_total 1204",
              "naosu_intake_records_total{kind=\"signal\"} 2",
              "naosu_intake_refused_total{reason=\"too-fast\"} 1",
              "naosu_intake_refused_total{reason=\"bad-request\"} 1",
              "naosu_intake_refused_total{reason=\"no-right\"} 1",
              "naosu_intake_refused_total{reason=\"too-large\"} 1");
    }
  }

  @Test
  void who_speaks_otlp_in_protobuf_is_refused_in_it() throws Exception {
    try (TestHouse house =
        new TestHouse(Decoders.all(new Redaction(false), Senders.usual())).start()) {
      HttpRequest.Builder packed =
          house
              .request("/v1/logs")
              .header("Content-Type", "application/x-protobuf")
              .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[0]));
      HttpResponse<String> refused = house.send(packed);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("Content-Type")).contains("application/x-protobuf");
      assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
      // field 1, a number: UNAUTHENTICATED; field 2, a text
      assertThat(refused.body()).startsWith("\u0008\u0010\u0012").contains("API token");
      HttpRequest.Builder text =
          house
              .request("/v1/logs")
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{}"));
      assertThat(house.send(text).headers().firstValue("Content-Type"))
          .contains("application/problem+json");
    }
  }

  private static HttpResponse<String> send(TestHouse house, Role role, String body)
      throws IOException, InterruptedException {
    return house.send(
        house
            .request("/api/v1/events")
            .header("Authorization", "Bearer " + house.token(role))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(UTF_8))));
  }
}
