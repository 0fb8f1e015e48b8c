package dev.naosu.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.access.Role;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.web.Colleague;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.action.ActionDesk;
import dev.naosu.cycle.action.Deciding;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.people.Occasion;
import dev.naosu.messages.SlackChannel;
import dev.naosu.messages.SlackSignature;
import dev.naosu.ship.action.Road.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What people press in Slack, as Slack sends it, against a whole server.
class SlackDoorTest {
  private static final SharedSecret SECRET = new SharedSecret("a signing secret of the tests");
  private static final Quorum TWO = new Quorum(2, Role.APPROVER);

  /// What Slack was asked, such as `chat.postEphemeral text=…`.
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private final List<String> said = new CopyOnWriteArrayList<>();
  private HttpServer slack;
  private SlackChannel channel;
  private TestHouse house;
  private Card card;

  @BeforeEach
  void open() throws IOException {
    slack = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slack.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestURI().getPath()
                  + " "
                  + URLDecoder.decode(
                      new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                      StandardCharsets.UTF_8));
          byte[] answer = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    slack.start();
    channel =
        new SlackChannel(
            new SlackChannel.Settings(
                "xoxb-of-the-tests",
                "C0123",
                Occasion.usual(),
                "http://127.0.0.1:" + slack.getAddress().getPort() + "/"));
    house =
        new TestHouse(
                new ApprovalRules(TWO, Map.of(), 0, TWO, Duration.ofHours(24), Set.of()),
                made ->
                    new SlackDoor(
                            made.desk,
                            new Said(),
                            channel,
                            new SlackSignature(SECRET),
                            List.of(
                                colleague("ada", Role.APPROVER, "U1"),
                                colleague("bob", Role.ADMIN, "U2"),
                                colleague("eve", Role.VIEWER, "U3")),
                            made.clock())
                        .routes())
            .start();
    house.asking(7);
    card = house.desk.card(7).orElseThrow();
  }

  @AfterEach
  void close() throws Exception {
    house.close();
    channel.close();
    slack.stop(0);
  }

  @Test
  void two_people_who_press_approve_decide() throws Exception {
    assertThat(press("naosu-approve", "U1", card.seen()).statusCode()).isEqualTo(200);
    assertThat(asked.getLast()).contains("chat.postEphemeral", "user=U1", "1 of 2");
    assertThat(house.sent).isEmpty();
    press("naosu-approve", "U2", card.seen());
    assertThat(house.sent)
        .containsExactly("decision 7 APPROVE " + Desk.seen(TestHouse.remedy()) + " bob");
    assertThat(house.get(Role.VIEWER, "/api/v1/journal?limit=200").body())
        .contains("saw card " + card.seen() + " by slack", card.hash().hex());
  }

  @Test
  void who_is_not_known_or_may_not_is_told_so_and_nothing_happens() throws Exception {
    press("naosu-approve", "U9", card.seen());
    assertThat(asked.getLast()).contains("user=U9", "does not know you");
    press("naosu-deny", "U3", card.seen());
    assertThat(asked.getLast()).contains("user=U3", "You may not decide", "viewer");
    assertThat(house.sent).isEmpty();
    assertThat(house.approvals.of(7, card.seen())).isEmpty();
  }

  @Test
  void an_action_is_approved_with_what_was_seen_and_its_outcome_is_told() throws Exception {
    assertThat(pressed("naosu-approve", "U1", "-12 fedcba9876543210").statusCode()).isEqualTo(200);
    await(() -> asked.stream().anyMatch(each -> each.contains("chat.postEphemeral")));
    assertThat(said).containsExactly("approve 12 fedcba9876543210 ada");
    assertThat(asked.getLast()).contains("user=U1", "Done, and it helped: restarted");
    assertThat(house.sent).isEmpty();
  }

  @Test
  void who_says_no_to_an_action_is_asked_why_and_nothing_else_is_looked_for() throws Exception {
    pressed("naosu-deny", "U1", "-12 fedcba9876543210");
    assertThat(asked.getLast()).contains("views.open", "To action 12").doesNotContain("another");
    pressed("naosu-approve", "U3", "-12 fedcba9876543210");
    assertThat(asked.getLast()).contains("user=U3", "You may not decide");
    assertThat(said).isEmpty();
    assertThat(reason("U1", "-12 fedcba9876543210", "not now").body()).isEmpty();
    assertThat(said).containsExactly("deny 12 fedcba9876543210 ada not now");
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(20);
    }
  }

  /// Remembers what was said about actions.
  private final class Said implements Deciding {
    @Override
    public ActionDesk.Answer approve(long number, String seen, Decider decider, String reason) {
      said.add("approve " + number + " " + seen + " " + decider.name());
      return new ActionDesk.Answer.Carried(new Outcome.Helped("restarted"));
    }

    @Override
    public ActionDesk.Answer deny(long number, String seen, Decider decider, String reason) {
      said.add("deny " + number + " " + seen + " " + decider.name() + " " + reason);
      return new ActionDesk.Answer.Taken("it is not done");
    }
  }

  @Test
  void a_card_that_has_gone_stale_is_refused() throws Exception {
    house.passes(Duration.ofHours(25));
    press("naosu-approve", "U1", card.seen());
    assertThat(asked.getLast()).contains("Not taken", "asked again");
    assertThat(house.approvals.of(7, card.seen())).isEmpty();
  }

  @Test
  void what_is_decided_already_is_refused() throws Exception {
    house.incidents.move(
        7, State.APPROVAL, State.CLOSED, "", new Note(TestHouse.NOON, "ada", "closed"));
    press("naosu-approve", "U1", card.seen());
    assertThat(asked.getLast()).contains("Not taken", "nothing is asked now");
  }

  @Test
  void who_says_no_is_asked_why_and_the_reason_ends_it() throws Exception {
    press("naosu-deny", "U1", card.seen());
    assertThat(asked.getLast()).contains("views.open", "trigger_id=t.1", card.seen());
    assertThat(house.sent).isEmpty();
    HttpResponse<String> blank = reason("U1", "  ");
    assertThat(blank.body()).contains("\"response_action\":\"errors\"", "Say why");
    HttpResponse<String> said = reason("U1", "the wrong place");
    assertThat(said.statusCode()).isEqualTo(200);
    assertThat(said.body()).isEmpty();
    assertThat(house.sent)
        .containsExactly("decision 7 DENY " + Desk.seen(TestHouse.remedy()) + " ada");
  }

  @Test
  void to_open_the_page_decides_nothing() throws Exception {
    assertThat(press("naosu-open", "U1", card.seen()).statusCode()).isEqualTo(200);
    assertThat(asked).isEmpty();
  }

  @Test
  void what_slack_has_not_signed_is_refused() throws Exception {
    String body = body("naosu-approve", "U1", "7 " + card.seen());
    assertThat(send(body, new SharedSecret("another one"), 0).statusCode()).isEqualTo(401);
    assertThat(send(body, SECRET, 301).statusCode()).isEqualTo(401);
    assertThat(
            house
                .send(
                    house
                        .request("/hooks/slack")
                        .header("Authorization", "Bearer " + house.token(Role.ADMIN))
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode())
        .isEqualTo(401);
    assertThat(house.sent).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void what_is_signed_and_nothing_that_slack_sends_is_a_bad_request() throws Exception {
    assertThat(send("payload=%7B", SECRET, 0).statusCode()).isEqualTo(400);
    assertThat(send("payload=%7B%7D", SECRET, 0).statusCode()).isEqualTo(200);
  }

  private static Colleague colleague(String name, Role role, String slack) {
    return new Colleague(name, role, Optional.of(slack), Optional.empty());
  }

  private HttpResponse<String> press(String action, String user, String seen)
      throws IOException, InterruptedException {
    return pressed(action, user, "7 " + seen);
  }

  private HttpResponse<String> pressed(String action, String user, String value)
      throws IOException, InterruptedException {
    return send(body(action, user, value), SECRET, 0);
  }

  private static String body(String action, String user, String value) {
    return payload(
        """
        {"type":"block_actions","user":{"id":"%s","username":"x"},"trigger_id":"t.1",
         "channel":{"id":"C0123"},"message":{"ts":"1700.1"},
         "actions":[{"action_id":"%s","value":"%s"}]}
        """
            .formatted(user, action, value));
  }

  private HttpResponse<String> reason(String user, String text)
      throws IOException, InterruptedException {
    return reason(user, "7 " + card.seen(), text);
  }

  private HttpResponse<String> reason(String user, String about, String text)
      throws IOException, InterruptedException {
    return send(
        payload(
            """
            {"type":"view_submission","user":{"id":"%s"},"view":{"callback_id":"naosu-why",
             "private_metadata":"%s C0123 1700.1","state":{"values":{
               "reason":{"reason":{"value":"%s"}},
               "then":{"then":{"selected_option":{"value":"person"}}}}}}}
            """
                .formatted(user, about, text)),
        SECRET,
        0);
  }

  private static String payload(String json) {
    return "payload=" + URLEncoder.encode(json, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(String body, SharedSecret secret, long age)
      throws IOException, InterruptedException {
    String time = Long.toString(house.clock().instant().getEpochSecond() - age);
    return house.send(
        house
            .request("/hooks/slack")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("X-Slack-Request-Timestamp", time)
            .header(
                "X-Slack-Signature",
                "v0=" + secret.sign(("v0:" + time + ":" + body).getBytes(StandardCharsets.UTF_8)))
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }
}
