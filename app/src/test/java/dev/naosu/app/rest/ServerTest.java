package dev.naosu.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.ApiToken;
import dev.naosu.access.Doorkeeper.Admission;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.web.Halt;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.postgres.Database;
import dev.naosu.postgres.DatabaseAddress;
import dev.naosu.postgres.DatabaseUnavailable;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Wish;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerTest {
  private static final Visitor ROOT = new Visitor("root", Role.ADMIN, "none");

  private TestHouse house;

  @BeforeEach
  void open() throws IOException {
    house = new TestHouse().start();
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void incidents_are_listed_page_by_page_the_latest_first() throws Exception {
    for (long id = 1; id <= 5; id++) {
      house.incident(id, State.HEALING, Optional.empty(), "Shop.buy");
    }
    JsonNode first = TestHouse.json(house.get(Role.VIEWER, "/api/v1/incidents?limit=2"));
    assertThat(first.path("incidents").findValuesAsText("id")).containsExactly("5", "4");
    assertThat(first.path("next").asLong()).isEqualTo(4);
    assertThat(first.path("counts").path("HEALING").asLong()).isEqualTo(5);
    JsonNode last = TestHouse.json(house.get(Role.VIEWER, "/api/v1/incidents?limit=3&before=4"));
    assertThat(last.path("incidents").findValuesAsText("id")).containsExactly("3", "2", "1");
    assertThat(last.path("next").isNull()).isTrue();
  }

  @Test
  void incidents_are_chosen_by_state_and_service() throws Exception {
    house.asking(1);
    house.incident(2, State.HEALED, Optional.of(TestHouse.remedy()), "Shop.buy");
    assertThat(ids("/api/v1/incidents?state=approval,open")).containsExactly("1");
    assertThat(ids("/api/v1/incidents?state=HEALED&service=shop")).containsExactly("2");
    assertThat(ids("/api/v1/incidents?service=other")).isEmpty();
  }

  @Test
  void a_state_that_there_is_not_is_told_with_those_that_there_are() throws Exception {
    HttpResponse<String> answer = house.get(Role.VIEWER, "/api/v1/incidents?state=BROKEN");
    assertProblem(answer, 400, "BROKEN", "ESCALATED");
    assertProblem(house.get(Role.VIEWER, "/api/v1/incidents?limit=9999"), 400, "limit", "Give");
    assertProblem(house.get(Role.VIEWER, "/api/v1/incidents?before=x"), 400, "before", "Give");
  }

  @Test
  void an_incident_is_told_with_its_repair_and_the_name_to_decide_by() throws Exception {
    house.asking(7);
    JsonNode incident = TestHouse.json(house.get(Role.VIEWER, "/api/v1/incidents/7"));
    assertThat(incident.path("remedy").path("seen").asText())
        .isEqualTo(house.desk.card(7).orElseThrow().seen());
    assertThat(incident.path("remedy").path("diff").asText()).contains("+    if (price == null)");
    assertThat(incident.path("timeline").size()).isEqualTo(1);
    assertThat(incident.path("evidence").path(0).path("request").path("target").asText())
        .isEqualTo("/prices/4711?currency=EUR");
    assertProblem(house.get(Role.VIEWER, "/api/v1/incidents/8"), 404, "no incident 8", "lists");
    assertProblem(house.get(Role.VIEWER, "/api/v1/incidents/x"), 404, "x", "whole");
  }

  @Test
  void why_an_incident_came_about_is_told() throws Exception {
    house.asking(7);
    assertThat(TestHouse.json(house.get(Role.VIEWER, "/api/v1/incidents/7")).path("cause").isNull())
        .isTrue();
    house.incidents.explained(7, TestHouse.toldReport(""));
    JsonNode cause = TestHouse.json(house.get(Role.VIEWER, "/api/v1/incidents/7")).path("cause");
    assertThat(cause.path("causes").path(0).path("for").path(0).path("weight").asDouble())
        .isEqualTo(0.5);
    assertThat(cause.path("impact").path("share").asDouble()).isEqualTo(0.18);
    assertThat(cause.path("direction").path("way").asText()).isEqualTo("REPAIR_CODE");
  }

  @Test
  void what_is_answered_has_the_shape_that_the_document_says() throws Exception {
    house.asking(1);
    house.incidents.explained(1, TestHouse.toldReport(""));
    JsonNode document = TestHouse.json(house.send(house.request("/openapi.json").GET()));
    for (String path :
        List.of(
            "/api/v1/incidents",
            "/api/v1/incidents/{id}",
            "/api/v1/stop",
            "/api/v1/journal",
            "/api/v1/audit/verify",
            "/api/v1/me",
            "/api/v1/tokens",
            "/api/v1/people",
            "/health",
            "/ready")) {
      JsonNode schema =
          document
              .path("paths")
              .path(path)
              .path("get")
              .path("responses")
              .path("2XX")
              .path("content")
              .path("application/json")
              .path("schema");
      JsonNode answer = TestHouse.json(house.get(Role.ADMIN, path.replace("{id}", "1")));
      assertThat(Schemas.mistakes(document, schema, answer, path)).isEmpty();
    }
    JsonNode problem = TestHouse.json(house.get(Role.ADMIN, "/api/v1/incidents/99"));
    assertThat(
            Schemas.mistakes(
                document, document.at("/components/schemas/Problem"), problem, "problem"))
        .isEmpty();
  }

  @Test
  void an_approval_is_journalled_and_goes_to_the_cycle() throws Exception {
    house.asking(3);
    String seen = Desk.seen(TestHouse.remedy());
    HttpResponse<String> answer = decide(3, "approve", seen, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(house.sent).containsExactly("decision 3 APPROVE " + seen + " token:approver");
    assertThat(house.get(Role.VIEWER, "/api/v1/journal?limit=200").body())
        .contains("decided: APPROVE", "token:approver");
  }

  @Test
  void a_decision_about_another_repair_than_the_one_seen_is_refused() throws Exception {
    house.asking(3);
    assertProblem(decide(3, "approve", "0123456789abcdef", ""), 409, "another", "again");
    house.incident(4, State.HEALED, Optional.of(TestHouse.remedy()), "Shop.buy");
    assertProblem(decide(4, "approve", Desk.seen(TestHouse.remedy()), ""), 409, "healed", "again");
    assertThat(house.sent).isEmpty();
  }

  @Test
  void all_mistakes_of_a_decision_are_told_at_once() throws Exception {
    house.asking(3);
    HttpResponse<String> answer = decide(3, "maybe", "", "");
    assertProblem(answer, 400, "2 mistakes", "openapi");
    assertThat(TestHouse.json(answer).path("errors").toString())
        .contains("approve, send-back, deny", "seen");
    assertProblem(
        decide(3, "deny", Desk.seen(TestHouse.remedy()), " "), 400, "reason says why", "openapi");
  }

  @Test
  void what_is_no_json_object_is_refused_with_the_place_of_the_mistake() throws Exception {
    house.asking(3);
    String path = "/api/v1/incidents/3/decision";
    assertProblem(house.post(Role.APPROVER, path, "{\"a\":"), 400, "line 1, column", "openapi");
    assertProblem(house.post(Role.APPROVER, path, "[]"), 400, "no JSON object", "openapi");
    assertProblem(
        house.post(Role.APPROVER, path, "{\"reason\":\"" + "x".repeat(70_000) + "\"}"),
        413,
        "65536",
        "less");
    assertProblem(house.post(Role.APPROVER, path, "[".repeat(5_000)), 400, "no JSON", "openapi");
    HttpResponse<String> typed =
        house.send(
            house
                .request(path)
                .header("Authorization", "Bearer " + house.token(Role.APPROVER))
                .header("Content-Type", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofString("<a/>")));
    assertProblem(typed, 415, "text/xml", "application/json");
  }

  @Test
  void nothing_is_decided_when_the_journal_cannot_be_written() throws Exception {
    house.asking(3);
    house.journal.away(true);
    HttpResponse<String> answer = decide(3, "approve", Desk.seen(TestHouse.remedy()), "");
    assertProblem(answer, 503, "journal", "Free some space");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(house.sent).isEmpty();
  }

  @Test
  void a_database_that_is_away_is_503_and_what_needs_none_goes_on() throws Exception {
    house.incidents.away(noDatabase());
    HttpResponse<String> answer = house.get(Role.VIEWER, "/api/v1/incidents/1");
    assertProblem(answer, 503, "database", "Try again");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(signals("text/plain", "a1 shop x".getBytes(UTF_8), Optional.empty()).statusCode())
        .isEqualTo(503);
    assertThat(house.send(house.request("/health").GET()).statusCode()).isEqualTo(200);
  }

  /// What a real database says that is not there.
  private static DatabaseUnavailable noDatabase() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try {
      Database.open(DatabaseAddress.parse("jdbc:postgresql://localhost:" + port + "/none"), 1)
          .close();
    } catch (DatabaseUnavailable e) {
      return e;
    }
    throw new IllegalStateException("there is a database at a port that was free");
  }

  @Test
  void an_incident_is_closed_by_hand_once() throws Exception {
    house.incident(5, State.ESCALATED, Optional.empty(), "Shop.buy");
    String path = "/api/v1/incidents/5/close";
    assertThat(house.post(Role.OPERATOR, path, "{\"reason\":\"fixed it\"}").statusCode())
        .isEqualTo(200);
    assertThat(house.incidents.find(5).orElseThrow().state()).isEqualTo(State.CLOSED);
    assertProblem(house.post(Role.OPERATOR, path, "{}"), 409, "closed", "again");
  }

  @Test
  void how_a_repair_is_rolled_out_is_told_with_its_numbers() throws Exception {
    house.rollingOut(7, State.ROLLING_OUT);
    JsonNode rollout =
        TestHouse.json(house.get(Role.VIEWER, "/api/v1/incidents/7")).path("rollouts").path(0);
    assertThat(rollout.path("candidate").asText()).isEqualTo("f1x0000");
    assertThat(rollout.path("stable").asText()).isEqualTo("b41c000");
    assertThat(rollout.path("phase").asText()).isEqualTo("WATCHING");
    assertThat(rollout.path("windows")).hasSize(3);
    JsonNode judgement = rollout.path("judgement");
    assertThat(judgement.path("sentence").asText()).contains("f1x0000 failed 1 of 10");
    assertThat(judgement.path("stable").path("errors").asLong()).isEqualTo(12);
    assertThat(judgement.path("errorsNeeded").asDouble()).isGreaterThan(100);
    assertThat(judgement.path("power").asText()).isNotEmpty();
  }

  @Test
  void people_say_what_becomes_of_a_rollout_that_they_have_seen() throws Exception {
    house.rollingOut(7, State.HELD);
    String place = "/api/v1/incidents/7/";
    String seen = "{\"seen\":\"f1x0000\",\"reason\":\"enough\"}";
    assertProblem(house.post(Role.APPROVER, place + "promote", "{}"), 400, "", "openapi");
    assertProblem(
        house.post(Role.APPROVER, place + "promote", "{\"seen\":\"other\"}"),
        409,
        "another version",
        "again");
    assertThat(house.post(Role.OPERATOR, place + "promote", seen).statusCode()).isEqualTo(403);
    assertThat(house.post(Role.APPROVER, place + "continue", seen).statusCode()).isEqualTo(200);
    assertThat(wished()).isEqualTo(Wish.Kind.GO_ON);
    assertThat(house.post(Role.APPROVER, place + "promote", seen).statusCode()).isEqualTo(200);
    assertThat(wished()).isEqualTo(Wish.Kind.PROMOTE);
    assertThat(house.post(Role.OPERATOR, place + "rollback", seen).statusCode()).isEqualTo(200);
    assertThat(wished()).isEqualTo(Wish.Kind.ROLL_BACK);
    assertThat(house.post(Role.OPERATOR, place + "close", "{}").statusCode()).isEqualTo(200);
    assertThat(wished()).isEqualTo(Wish.Kind.CLOSE);
    // it ends when it is rolled back
    assertThat(house.incidents.find(7).orElseThrow().state()).isEqualTo(State.HELD);
    assertThat(house.incidents.timeline(7))
        .extracting(Note::text)
        .contains("wants it promoted: enough");
  }

  private Wish.Kind wished() {
    return house.rollouts.wish(new Rollout.Key(7, 1)).orElseThrow().kind();
  }

  @Test
  void stop_and_resume_are_journalled_and_who_did_it_is_told() throws Exception {
    JsonNode stopped =
        TestHouse.json(house.post(Role.OPERATOR, "/api/v1/stop", "{\"reason\":\"strange\"}"));
    assertThat(stopped.path("stopped").asBoolean()).isTrue();
    assertThat(stopped.path("by").asText()).isEqualTo("token:operator");
    assertThat(stopped.path("reason").asText()).isEqualTo("strange");
    assertThat(house.halt.isOn()).isTrue();
    JsonNode going = TestHouse.json(house.post(Role.APPROVER, "/api/v1/resume", "{}"));
    assertThat(going.path("stopped").asBoolean()).isFalse();
    assertThat(house.get(Role.VIEWER, "/api/v1/journal?limit=200").body())
        .contains("stopped naosu", "let naosu go on");
  }

  @Test
  void stop_works_without_a_journal_and_resume_does_not() throws Exception {
    house.journal.away(true);
    assertThat(house.post(Role.OPERATOR, "/api/v1/stop", "{}").statusCode()).isEqualTo(200);
    assertThat(house.halt.isOn()).isTrue();
    assertProblem(house.post(Role.APPROVER, "/api/v1/resume", "{}"), 503, "journal", "space");
    assertThat(house.halt.isOn()).isTrue();
  }

  @Test
  void a_broken_journal_is_told() throws Exception {
    assertThat(house.get(Role.OPERATOR, "/api/v1/audit/verify").body()).contains("\"intact\":true");
    house.journal.change(2, "nothing happened");
    assertThat(house.get(Role.OPERATOR, "/api/v1/audit/verify").body())
        .contains("\"intact\":false", "record 2 was changed");
  }

  @Test
  void signals_open_incidents_and_a_replay_changes_nothing() throws Exception {
    String body = "a1 shop price is null\na2 shop price is null\nb1 shop disk is gone";
    JsonNode accepted =
        TestHouse.json(signals("text/plain", body.getBytes(UTF_8), Optional.empty()));
    assertThat(accepted.path("opened").size()).isEqualTo(2);
    assertThat(accepted.path("joined").size()).isEqualTo(1);
    JsonNode again = TestHouse.json(signals("text/plain", body.getBytes(UTF_8), Optional.empty()));
    assertThat(again.path("duplicates").asInt()).isEqualTo(3);
    assertThat(house.sent).containsExactly("start 1", "start 2");
  }

  @Test
  void signals_that_are_malformed_too_large_or_of_another_type_are_refused() throws Exception {
    assertProblem(
        signals("text/plain", "!".getBytes(UTF_8), Optional.empty()), 400, "Leave", "again");
    assertProblem(
        signals("application/xml", "<a/>".getBytes(UTF_8), Optional.empty()),
        415,
        "application/xml",
        "text/plain");
    assertProblem(
        signals("text/plain", new byte[10_001], Optional.empty()), 413, "10000", "smaller");
    assertProblem(
        signals("text/plain", gzip(new byte[5_000_000]), Optional.of("gzip")),
        413,
        "10000",
        "smaller");
    assertProblem(
        signals("text/plain", "no gzip".getBytes(UTF_8), Optional.of("gzip")),
        400,
        "not",
        "unpacked");
    assertProblem(signals("text/plain", new byte[3], Optional.of("br")), 415, "br", "gzip");
    assertThat(
            signals("text/plain", gzip("c1 shop packed".getBytes(UTF_8)), Optional.of("gzip"))
                .statusCode())
        .isEqualTo(202);
  }

  @Test
  void too_many_deliveries_at_once_are_asked_to_come_again() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    house.decoder.holdAt(latch);
    List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      HttpRequest request =
          signal("text/plain", ("d" + i + " shop x").getBytes(UTF_8), Optional.empty()).build();
      held.add(house.client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }
    Object first = CompletableFuture.anyOf(held.toArray(new CompletableFuture<?>[0])).join();
    latch.countDown();
    assertThat(first)
        .isInstanceOfSatisfying(
            HttpResponse.class,
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(429);
              assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            });
    List<Integer> statuses = held.stream().map(each -> each.join().statusCode()).toList();
    assertThat(statuses).containsOnly(202, 429).contains(202);
    assertThat(house.incidents.find(1).orElseThrow().signals())
        .isEqualTo(statuses.stream().filter(status -> status == 202).count());
  }

  @Test
  void who_listens_is_told_what_changes() throws Exception {
    house.asking(1);
    HttpRequest request =
        house
            .request("/api/v1/events")
            .header("Authorization", "Bearer " + house.token(Role.VIEWER))
            .GET()
            .build();
    HttpResponse<InputStream> answer =
        house.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
      assertThat(until(lines, ": listening")).isTrue();
      // the first look is what later ones are compared with
      Thread.sleep(300);
      house.incident(1, State.SHIPPING, Optional.of(TestHouse.remedy()), "Shop.buy");
      assertThat(until(lines, "data: {\"id\":1,\"state\":\"SHIPPING\"}")).isTrue();
      house.post(Role.OPERATOR, "/api/v1/stop", "{}");
      assertThat(until(lines, "data: {\"stopped\":true}")).isTrue();
    }
  }

  @Test
  void who_listens_is_cut_off_soon_after_the_token_is_revoked() throws Exception {
    try (BufferedReader lines = listening(house.token(Role.VIEWER))) {
      house.accounts.tokens(ApiToken.Kind.API).stream()
          .filter(token -> token.name().equals("viewer"))
          .forEach(token -> house.doorkeeper.revoke(ROOT, token.id()));
      assertThat(until(lines, ": ended, because the token or the session has")).isTrue();
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).as("the end").isNull();
    }
  }

  @Test
  void who_listens_is_cut_off_soon_after_the_token_has_expired_and_nobody_else_is()
      throws Exception {
    house.passes(Duration.ofHours(1));
    String later =
        ((Admission.Admitted)
                house.doorkeeper.create(ROOT, "later", Role.VIEWER, Duration.ofDays(1)))
            .secret();
    try (BufferedReader early = listening(house.token(Role.VIEWER));
        BufferedReader late = listening(later)) {
      house.passes(Duration.ofHours(23));
      assertThat(until(early, ": ended, because the token or the session has")).isTrue();
      house.halt.stop(new Halt.Stopped("root", TestHouse.NOON, ""));
      assertThat(until(late, "data: {\"stopped\":true}")).isTrue();
    }
  }

  @Test
  void who_listens_in_a_browser_is_cut_off_soon_after_being_removed() throws Exception {
    house.doorkeeper.add(ROOT, "ada", Role.VIEWER, TestHouse.PASSWORD);
    String secret =
        ((Admission.Admitted) house.doorkeeper.signIn("ada", TestHouse.PASSWORD, "here")).secret();
    HttpRequest.Builder request =
        house.request("/api/v1/events").header("Cookie", "naosu_session=" + secret).GET();
    try (BufferedReader lines = listening(request)) {
      house.doorkeeper.remove(ROOT, "ada");
      assertThat(until(lines, ": ended, because the token or the session has")).isTrue();
    }
  }

  private BufferedReader listening(String token) throws IOException, InterruptedException {
    return listening(
        house.request("/api/v1/events").header("Authorization", "Bearer " + token).GET());
  }

  private BufferedReader listening(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        house.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
    assertThat(until(lines, ": listening")).isTrue();
    return lines;
  }

  @Test
  void a_token_is_told_once_and_is_no_longer_good_when_revoked() throws Exception {
    HttpResponse<String> made =
        house.post(
            Role.ADMIN, "/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"operator\",\"days\":7}");
    assertThat(made.statusCode()).isEqualTo(201);
    ObjectNode token = (ObjectNode) TestHouse.json(made);
    String secret = token.path("secret").asText();
    HttpRequest.Builder me =
        house.request("/api/v1/me").header("Authorization", "Bearer " + secret).GET();
    assertThat(house.send(me).body()).contains("token:ci", "operator");
    assertThat(house.get(Role.ADMIN, "/api/v1/tokens").body())
        .contains(token.path("id").asText())
        .doesNotContain(secret.substring(secret.length() - 20));
    HttpRequest.Builder revoke =
        house
            .request("/api/v1/tokens/" + token.path("id").asText())
            .header("Authorization", "Bearer " + house.token(Role.ADMIN))
            .DELETE();
    assertThat(house.send(revoke).statusCode()).isEqualTo(200);
    assertThat(house.send(me).statusCode()).isEqualTo(401);
    assertProblem(house.send(revoke), 404, "token", "lists");
    assertProblem(
        house.post(Role.ADMIN, "/api/v1/tokens", "{\"name\":\"a b\",\"role\":\"viewer\"}"),
        400,
        "name",
        "Mend");
    assertProblem(
        house.post(Role.ADMIN, "/api/v1/tokens", "{\"name\":\"a\",\"role\":\"king\"}"),
        400,
        "role",
        "viewer");
  }

  @Test
  void people_are_added_and_removed_by_an_admin() throws Exception {
    String ada =
        "{\"name\":\"ada\",\"role\":\"approver\",\"password\":\"" + TestHouse.PASSWORD + "\"}";
    assertThat(house.post(Role.ADMIN, "/api/v1/people", ada).statusCode()).isEqualTo(201);
    assertProblem(house.post(Role.ADMIN, "/api/v1/people", ada), 400, "already", "Mend");
    assertProblem(
        house.post(
            Role.ADMIN,
            "/api/v1/people",
            "{\"name\":\"bob\",\"role\":\"viewer\",\"password\":\"short\"}"),
        400,
        "12",
        "Mend");
    assertThat(house.get(Role.ADMIN, "/api/v1/people").body())
        .contains("ada", "approver")
        .doesNotContain("pbkdf2");
  }

  @Test
  void a_header_that_is_too_large_is_refused() throws Exception {
    HttpResponse<String> answer =
        house.send(house.request("/health").header("X-Long", "x".repeat(20_000)).GET());
    assertThat(answer.statusCode()).isEqualTo(431);
  }

  @Test
  void what_is_not_there_and_wrong_methods_are_told_with_a_remedy() throws Exception {
    assertProblem(house.get(Role.VIEWER, "/api/v1/nothing"), 404, "nothing", "openapi");
    HttpResponse<String> wrong =
        house.send(
            house
                .request("/api/v1/incidents")
                .header("Authorization", "Bearer " + house.token(Role.ADMIN))
                .DELETE());
    assertProblem(wrong, 405, "other methods", "openapi");
  }

  @Test
  void metrics_tell_what_naosu_does() throws Exception {
    signals("text/plain", "a1 shop price is null".getBytes(UTF_8), Optional.empty());
    house.incident(8, State.HEALED, Optional.empty(), "Shop.buy");
    house.incident(9, State.ESCALATED, Optional.empty(), "Shop.buy");
    String metrics = house.get(Role.VIEWER, "/metrics").body();
    assertThat(metrics)
        .contains(
            "error_detection_lag_seconds_count 1",
            "error_detection_lag_seconds_sum 2",
            "self_healing_success_rate 0.5",
            "naosu_incidents{state=\"healed\"} 1",
            "naosu_stopped 0",
            "naosu_signals_total{outcome=\"opened\"} 1",
            "http_server_requests_seconds_count");
  }

  @Test
  void ready_says_what_is_missing() throws Exception {
    assertThat(house.send(house.request("/ready").GET()).statusCode()).isEqualTo(200);
    house.unread.add("logs: 1 cannot be read at present");
    HttpResponse<String> note = house.send(house.request("/ready").GET());
    assertThat(note.statusCode()).isEqualTo(200);
    assertThat(note.body()).contains("logs: 1 cannot be read at present");
    house.lacking.add("the database does not answer");
    HttpResponse<String> answer = house.send(house.request("/ready").GET());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("the database does not answer");
    assertThat(house.send(house.request("/health").GET()).statusCode()).isEqualTo(200);
  }

  @Test
  void a_port_that_is_taken_is_told_with_what_to_do() {
    try (TestHouse other = new TestHouse()) {
      assertThatThrownBy(() -> other.server.start("127.0.0.1", house.at("/").getPort()))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("Choose another port");
    }
  }

  @Test
  void the_one_time_token_makes_one_api_token() throws Exception {
    house.accounts.tokens(ApiToken.Kind.API).forEach(each -> house.accounts.revoke(each.id()));
    String oneTime = house.doorkeeper.firstToken().orElseThrow();
    String body = "{\"oneTimeToken\":\"" + oneTime + "\",\"name\":\"admin\"}";
    HttpRequest.Builder first =
        house
            .request("/api/v1/first")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    JsonNode made = TestHouse.json(house.send(first));
    assertThat(made.path("role").asText()).isEqualTo("admin");
    HttpRequest.Builder tokens =
        house
            .request("/api/v1/tokens")
            .header("Authorization", "Bearer " + made.path("secret").asText());
    assertThat(house.send(tokens.GET()).statusCode()).isEqualTo(200);
    assertProblem(house.send(first), 401, "used up", "again");
    assertThat(house.doorkeeper.firstToken()).isEmpty();
  }

  @Test
  void guessing_one_time_tokens_is_slowed_down() throws Exception {
    HttpRequest.Builder guess =
        house
            .request("/api/v1/first")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"oneTimeToken\":\"x\",\"name\":\"a\"}"));
    for (int i = 0; i < 20; i++) {
      assertThat(house.send(guess).statusCode()).isEqualTo(401);
    }
    HttpResponse<String> slowed = house.send(guess);
    assertProblem(slowed, 429, "wrong", "Wait");
    assertThat(slowed.headers().firstValue("Retry-After")).isPresent();
    house.passes(Duration.ofMinutes(1));
    assertThat(house.send(guess).statusCode()).isEqualTo(401);
  }

  private List<String> ids(String path) throws IOException, InterruptedException {
    return TestHouse.json(house.get(Role.VIEWER, path)).path("incidents").findValuesAsText("id");
  }

  private HttpResponse<String> decide(long id, String verdict, String seen, String reason)
      throws IOException, InterruptedException {
    return house.post(
        Role.APPROVER,
        "/api/v1/incidents/" + id + "/decision",
        Api.object().put("verdict", verdict).put("seen", seen).put("reason", reason).toString());
  }

  private HttpResponse<String> signals(String type, byte[] body, Optional<String> encoding)
      throws IOException, InterruptedException {
    return house.send(signal(type, body, encoding));
  }

  private HttpRequest.Builder signal(String type, byte[] body, Optional<String> encoding) {
    HttpRequest.Builder request =
        house
            .request("/api/v1/events")
            .header("Authorization", "Bearer " + house.token(Role.OPERATOR))
            .header("Content-Type", type + "; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    encoding.ifPresent(name -> request.header("Content-Encoding", name));
    return request;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static boolean until(BufferedReader lines, String wanted) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static void assertProblem(
      HttpResponse<String> answer, int status, String detail, String remedy) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = TestHouse.json(answer);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).contains(detail);
    assertThat(problem.path("remedy").asText()).contains(remedy);
  }
}
