package dev.naosu.app.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.access.Role;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.web.TestHouse;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.AlertLabels;
import dev.naosu.telemetry.GithubRuns.Deployed;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Those who send in a form of their own, at the doors of a whole server.
class SendersTest {
  private static final SharedSecret GITHUB = new SharedSecret("shared with GitHub");
  private static final SharedSecret GATEWAY = new SharedSecret("shared with the gateway");
  private static final long NOON = TestHouse.NOON.getEpochSecond();

  private static final String RUN =
      """
      {"action": "completed", "workflow_run": {"id": 1, "name": "CI", "head_branch": "main",
       "head_sha": "acb5820", "run_attempt": 1, "conclusion": "failure"},
       "repository": {"full_name": "team/shop"}}
      """;

  private static final String EVENT =
      "{\"service\": \"shop\", \"kind\": \"health\", \"message\": \"slow\", \"id\": \"1\"}";

  private TestHouse house;

  @BeforeEach
  void open() throws IOException {
    Senders senders =
        new Senders(
            Map.of("7", "shop"),
            AlertLabels.usual(),
            Optional.of(
                new Senders.Github(GITHUB, Map.of("team/shop", new Deployed("shop", "main")))),
            Map.of("gateway", GATEWAY));
    house = new TestHouse(Decoders.all(new Redaction(false), senders)).start();
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void what_github_has_signed_is_taken_once() throws Exception {
    JsonNode first = TestHouse.json(github(RUN, GITHUB.sign(RUN.getBytes(UTF_8)), "workflow_run"));
    assertThat(first.path("opened").size()).isEqualTo(1);
    house.passes(Duration.ofDays(1));
    JsonNode again = TestHouse.json(github(RUN, GITHUB.sign(RUN.getBytes(UTF_8)), "workflow_run"));
    assertThat(again.path("duplicates").asInt()).isEqualTo(1);
    assertThat(house.sent).containsExactly("start 1");
    String ping = "{\"zen\": \"Keep it logically awesome.\"}";
    assertThat(github(ping, GITHUB.sign(ping.getBytes(UTF_8)), "ping").statusCode()).isEqualTo(202);
  }

  @Test
  void what_somebody_else_says_in_the_name_of_github_is_refused() throws Exception {
    String other = RUN.replace("acb5820", "bcb5820");
    for (String signature :
        new String[] {
          "", "x", GATEWAY.sign(RUN.getBytes(UTF_8)), GITHUB.sign(other.getBytes(UTF_8))
        }) {
      HttpResponse<String> answer = github(RUN, signature, "workflow_run");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("X-Hub-Signature-256", "remedy");
    }
    assertThat(house.sent).isEmpty();
  }

  @Test
  void an_event_that_is_signed_needs_no_token() throws Exception {
    HttpResponse<String> answer = webhook("gateway", NOON, NOON);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(TestHouse.json(answer).path("opened").size()).isEqualTo(1);
  }

  @Test
  void a_signature_is_good_for_five_minutes_its_own_time_and_its_own_sender() throws Exception {
    assertThat(webhook("gateway", NOON - 301, NOON - 301).body()).contains("more than 5 minutes");
    assertThat(webhook("gateway", NOON + 301, NOON + 301).body()).contains("more than 5 minutes");
    assertThat(webhook("gateway", NOON, NOON - 1).body()).contains("does not fit time and body");
    assertThat(webhook("other", NOON, NOON).body()).contains("does not fit time and body");
    assertThat(house.sent).isEmpty();
    assertThat(webhook("gateway", NOON - 299, NOON - 299).statusCode()).isEqualTo(202);
  }

  @Test
  void an_sdk_of_sentry_shows_its_token_as_key_and_anybody_else_is_sent_away() throws Exception {
    String envelope = "{\"event_id\":\"abc\"}\n{\"type\":\"event\"}\n{\"message\":\"no price\"}\n";
    String token = house.token(Role.OPERATOR);
    HttpResponse<String> answer =
        sentry("/api/7/envelope/", envelope, "Sentry sentry_version=7,sentry_key=" + token);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"id\":\"abc\"}");
    assertThat(sentry("/api/7/envelope/?sentry_key=" + token, envelope, "").statusCode())
        .isEqualTo(200);
    assertThat(
            sentry("/api/7/store/", "{\"message\":\"x\"}", "Sentry sentry_key=" + token)
                .statusCode())
        .isEqualTo(200);
    for (String header :
        new String[] {"", "Sentry sentry_key=forged", "Sentry sentry_version=7", token}) {
      assertThat(sentry("/api/7/envelope/", envelope, header).statusCode()).isEqualTo(401);
    }
    assertThat(
            sentry("/api/7/envelope/", envelope, "Sentry sentry_key=" + house.token(Role.VIEWER))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            sentry("/api/v1/me?sentry_key=" + token, "", "Sentry sentry_key=" + token).statusCode())
        .as("nowhere else is a token taken from there")
        .isIn(401, 404, 405);
  }

  @Test
  void alerts_and_findings_open_incidents() throws Exception {
    String alert =
        """
        {"version": "4", "alerts": [{"status": "firing", "startsAt": "2026-11-28T11:58:00Z",
          "labels": {"alertname": "Down", "job": "shop"}, "fingerprint": "c0ffee"}]}
        """;
    assertThat(opened(house.post(Role.OPERATOR, "/api/v1/alertmanager", alert))).isEqualTo(1);
    assertThat(opened(house.post(Role.OPERATOR, "/api/v1/alertmanager", alert))).isZero();
    String log =
        """
        {"version": "2.1.0", "runs": [{"results": [
          {"ruleId": "null", "message": {"text": "a"}, "locations": [{"physicalLocation":
            {"artifactLocation": {"uri": "A.java"}, "region": {"startLine": 3}}}]},
          {"ruleId": "null", "message": {"text": "a"}, "locations": [{"physicalLocation":
            {"artifactLocation": {"uri": "B.java"}, "region": {"startLine": 3}}}]}]}]}
        """;
    assertThat(opened(house.post(Role.OPERATOR, "/api/v1/sarif?service=shop&version=1f", log)))
        .isEqualTo(2);
    assertThat(opened(house.post(Role.OPERATOR, "/api/v1/sarif?service=shop&version=2b", log)))
        .isZero();
    HttpResponse<String> refused = house.post(Role.OPERATOR, "/api/v1/sarif?service=shop", "{}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("there are no runs", "2.1.0");
  }

  private static int opened(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(202);
    return TestHouse.json(answer).path("opened").size();
  }

  private HttpResponse<String> github(String body, String signature, String event)
      throws Exception {
    return house.send(
        house
            .request("/api/v1/github")
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", event)
            .header("X-Hub-Signature-256", "sha256=" + signature)
            .POST(BodyPublishers.ofString(body)));
  }

  /// @param told the time in the header
  /// @param signed the time that is signed
  private HttpResponse<String> webhook(String name, long told, long signed) throws Exception {
    return house.send(
        house
            .request("/api/v1/webhooks/" + name)
            .header("Content-Type", "application/json")
            .header("X-Naosu-Timestamp", Long.toString(told))
            .header(
                "X-Naosu-Signature-256",
                "sha256=" + GATEWAY.sign((signed + "." + EVENT).getBytes(UTF_8)))
            .POST(BodyPublishers.ofString(EVENT)));
  }

  private HttpResponse<String> sentry(String path, String body, String header) throws Exception {
    return house.send(
        house
            .request(path)
            .header("Content-Type", "application/x-sentry-envelope")
            .header("X-Sentry-Auth", header)
            .POST(BodyPublishers.ofString(body)));
  }
}
