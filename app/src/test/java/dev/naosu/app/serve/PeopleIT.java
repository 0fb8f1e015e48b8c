package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Role;
import dev.naosu.access.SharedSecret;
import dev.naosu.access.Visitor;
import dev.naosu.app.runtime.SwitchHouse;
import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.ship.action.Road;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server with a store of its own, and Slack as it is from outside.
class PeopleIT {
  private static final String SIGNING = "8f742231b10e8888abcd99yyyzzz85a5";

  @TempDir Path place;

  /// Methods of the Web API that were asked, with their arguments.
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private HttpServer slack;

  @BeforeEach
  void open() throws IOException {
    slack = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slack.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestURI().getPath().substring(1)
                  + " "
                  + URLDecoder.decode(
                      new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                      StandardCharsets.UTF_8));
          byte[] answer =
              "{\"ok\":true,\"channel\":\"C0123456789\",\"ts\":\"1700000000.000001\"}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    slack.start();
  }

  @AfterEach
  void close() {
    slack.stop(0);
  }

  @Test
  void two_people_approve_in_slack_with_a_restart_between_them() throws Exception {
    ServerConfig config = config();
    long id;
    try (NaosuServer server = server(config)) {
      NaosuServer.Running running = server.start();
      id = ask(running.incidents());
      await(() -> told("chat.postMessage").size() == 1);
      assertThat(told("chat.postMessage").getFirst())
          .contains("waits for your word", "naosu-approve");
      assertThat(press(running.url(), id, "U0ADA", card(running, id))).isEqualTo(200);
      await(() -> told("chat.postEphemeral").size() == 1);
      assertThat(told("chat.postEphemeral").getFirst()).contains("1 of 2");
      await(() -> told("chat.update").stream().anyMatch(each -> each.contains("Approved so far")));
    }
    try (NaosuServer server = server(config)) {
      NaosuServer.Running running = server.start();
      assertThat(running.incidents().find(id).map(Incident::state)).contains(State.APPROVAL);
      assertThat(press(running.url(), id, "U0BOB", card(running, id))).isEqualTo(200);
      // nothing is configured that it could be delivered to
      await(
          () ->
              running.incidents().find(id).orElseThrow().state() == State.ESCALATED
                  && told("chat.update").getLast().contains("You have to see to it"));
      assertThat(told("chat.update").getLast()).doesNotContain("naosu-approve");
      // what was told before the restart is not told again
      assertThat(told("chat.postMessage").stream().filter(each -> !each.contains("thread_ts=")))
          .hasSize(1);
      assertThat(running.incidents().timeline(id)).extracting(Note::actor).contains("ada", "bob");
    }
  }

  @Test
  void a_link_in_a_mail_shows_what_is_asked_and_its_button_decides() throws Exception {
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    ServerConfig config =
        config(
            """
            listen: 127.0.0.1:0
            publicAddress: https://naosu.example.org
            people:
              users:
                ada: {role: approver, mail: ada@example.org}
              mail: {server: "127.0.0.1:%d", tls: none, from: naosu@example.org}
            """
                .formatted(mail.getSmtp().getPort()));
    try (NaosuServer server = server(config)) {
      // a cycle waits for the word only after a restart: nothing has taken the incident in
      ask(server.start().incidents());
    }
    try (NaosuServer server = server(config);
        HttpClient client = HttpClient.newHttpClient()) {
      NaosuServer.Running running = server.start();
      await(() -> mail.getReceivedMessages().length > 0);
      String text =
          GreenMailUtil.getBody(mail.getReceivedMessages()[0])
              .replace("=\r\n", "")
              .replace("=3D", "=");
      String link = running.url() + found("https://naosu.example.org(/decide/[\\w.-]+)", text);
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create(link)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(page.body()).contains("waits for your word", "no test says what the price");
      assertThat(running.incidents().find(1).map(Incident::state)).contains(State.APPROVAL);
      HttpResponse<String> done =
          client.send(
              HttpRequest.newBuilder(URI.create(link))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "verdict=approve&seen="
                              + found("name=\"seen\" value=\"([^\"]*)", page.body())
                              + "&shown="
                              + found("name=\"shown\" value=\"([^\"]*)", page.body())))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(done.body()).contains("Approved");
      await(
          () ->
              running
                  .incidents()
                  .find(1)
                  .map(Incident::state)
                  .equals(Optional.of(State.ESCALATED)));
      // asked once, and once that nothing is configured that it could be delivered to
      await(() -> mail.getReceivedMessages().length >= 2);
    } finally {
      mail.stop();
    }
  }

  @Test
  void what_no_runbook_helps_is_told_with_all_that_was_found_until_it_is_over() throws Exception {
    int port = closedPort();
    Files.createDirectories(place.resolve("runbooks"));
    Files.writeString(
        place.resolve("runbooks").resolve("away.yml"),
        """
        runbook: away
        title: Nobody answers
        for: [http]
        when: [http.up < 1 for 1s]
        evidence: [processes]
        steps:
          - action: cache.clear
            within: 1s
        helped: [http.up > 0]
        """);
    ServerConfig config =
        config(
            slackConfig(1)
                + """
                runbooks: {every: 1s, directory: runbooks, off: [service-unresponsive]}
                services:
                  - name: shop
                    repository: %s
                    components: [{name: web, kind: http, url: "http://127.0.0.1:%d/"}]
                """
                    .formatted(place, port));
    try (NaosuServer server = server(config)) {
      NaosuServer.Running running = server.start();
      await(() -> !told("chat.postMessage").isEmpty());
      assertThat(told("chat.postMessage").getFirst())
          .contains(
              "You have to see to it",
              "*Tried*",
              "cache.clear is not set up here",
              "*Evidence*",
              "processes:",
              "*Next*",
              "/incidents/1/evidence");
      // where the message leads to
      String token = token(running);
      assertThat(page(running.url() + "/incidents/1/evidence", token)).contains("most memory");
      assertThat(page(running.url() + "/runtime", token))
          .contains("shop/web", "handed to you", "http.up 0", "cache.clear is not set up here");
      assertThat(page(running.url() + "/fleets", token)).contains("naosu runs no service");
      HttpServer back =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      back.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      back.start();
      try {
        await(
            () -> told("chat.update").stream().anyMatch(each -> each.contains("It is well again")));
      } finally {
        back.stop(0);
      }
      // one thread, and nobody is called once it is over
      assertThat(told("chat.postMessage").stream().filter(each -> !each.contains("thread_ts=")))
          .hasSize(1);
      assertThat(told("chat.postMessage").getLast())
          .contains("thread_ts=", "well again")
          .doesNotContain("reply_broadcast=1", "reply_broadcast=true");
    }
  }

  @Test
  void an_action_is_asked_about_in_slack_done_on_a_press_and_its_thread_says_so() throws Exception {
    ServerConfig config = config(slackConfig(1) + "runtime: {mode: approve}\n");
    SwitchHouse.Plan plan = new SwitchHouse.Plan();
    try (NaosuServer server =
        new NaosuServer(
            config,
            (_, _) -> {
              throw new IOException("nothing is healed here");
            },
            Optional::empty,
            "1.2.3",
            InstantSource.system(),
            (_, _) -> SwitchHouse.equipment(place, plan))) {
      NaosuServer.Running running = server.start();
      Road.Outcome outcome =
          running.roads().road().walk(SwitchHouse.proposal(SwitchHouse.order("shop", "on")));
      assertThat(outcome).isInstanceOf(Road.Outcome.Asked.class);
      await(() -> told("chat.postMessage").size() == 1);
      String card = told("chat.postMessage").getFirst();
      assertThat(card).contains("Action 1 waits for your word", "turns it from off to on");
      String seen = found("\"value\":\"-1 ([0-9a-f]{16})", card);
      assertThat(Files.exists(place.resolve("log"))).isFalse();
      assertThat(press(running.url(), -1, "U0ADA", seen)).isEqualTo(200);
      await(() -> told("chat.postEphemeral").size() == 1);
      assertThat(told("chat.postEphemeral").getFirst()).contains("Done, and it helped: turned");
      assertThat(Files.readString(place.resolve("log"))).hasLineCount(1);
      await(
          () ->
              told("chat.update").stream()
                  .anyMatch(each -> each.contains("Action 1: helped, turned")));
      assertThat(told("chat.update").getLast()).doesNotContain("naosu-approve");
    } finally {
      SwitchHouse.endGuards(place);
    }
  }

  private static String token(NaosuServer.Running running) {
    Doorkeeper.Admission made =
        running
            .doorkeeper()
            .create(
                new Visitor("ada", Role.ADMIN, "test"), "eyes", Role.VIEWER, Duration.ofHours(1));
    assertThat(made).isInstanceOf(Doorkeeper.Admission.Admitted.class);
    return ((Doorkeeper.Admission.Admitted) made).secret();
  }

  private static String page(String url, String token) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create(url))
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(page.statusCode()).as(url).isEqualTo(200);
      return page.body();
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private List<String> told(String method) {
    return asked.stream().filter(each -> each.startsWith(method + " ")).toList();
  }

  private ServerConfig config() throws IOException {
    return config(slackConfig(2));
  }

  /// @param people that have to approve
  private String slackConfig(int people) throws IOException {
    Files.writeString(place.resolve("token"), "xoxb-of-the-tests");
    Files.writeString(place.resolve("signing"), SIGNING);
    return """
        listen: 127.0.0.1:0
        publicAddress: https://naosu.example.org
        people:
          users:
            ada: {role: approver, slack: U0ADA}
            bob: {role: approver, slack: U0BOB}
          approvals: {people: %d}
          slack: {channel: C0123456789, tokenFile: token, signingSecretFile: signing, api: "http://127.0.0.1:%d"}
        """
        .formatted(people, slack.getAddress().getPort());
  }

  private ServerConfig config(String text) throws IOException {
    Path file = Files.writeString(place.resolve("naosu-server.yml"), text);
    Reading reading = ServerConfig.read(file, place.resolve("data"), Map.of());
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).config();
  }

  private static NaosuServer server(ServerConfig config) {
    return new NaosuServer(
        config,
        (_, _) -> {
          throw new IOException("nothing is healed here");
        },
        Optional::empty,
        "1.2.3",
        InstantSource.system());
  }

  /// An incident whose repair waits for people.
  private static long ask(Incidents incidents) {
    Instant now = Instant.now();
    Absorbed absorbed =
        incidents.absorb(
            new Signal(
                "s1",
                Signal.Kind.EXCEPTION,
                new Origin("shop", "b41c", "production"),
                now,
                now,
                "the price is null",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                new TreeMap<>()),
            new Fingerprint("ab".repeat(16), "NullPointerException in PriceTable.lookup"),
            now);
    long id = ((Absorbed.Opened) absorbed).incident();
    incidents.begin(id, 1, now);
    incidents.end(
        id,
        new Attempt(1, now, now, "a repair holds", Optional.empty(), Optional.empty()),
        Optional.of(TestHouse.remedy()));
    incidents.move(id, State.OPEN, State.APPROVAL, "", new Note(now, Note.NAOSU, "asks"));
    return id;
  }

  private static String card(NaosuServer.Running running, long id) {
    return running.desk().card(id).map(Card::seen).orElseThrow();
  }

  private static int press(String url, long incident, String user, String seen)
      throws IOException, InterruptedException {
    String body =
        "payload="
            + URLEncoder.encode(
                """
                {"type":"block_actions","user":{"id":"%s"},"trigger_id":"t.1",
                 "channel":{"id":"C0123456789"},"message":{"ts":"1700000000.000001"},
                 "actions":[{"action_id":"naosu-approve","value":"%d %s"}]}
                """
                    .formatted(user, incident, seen),
                StandardCharsets.UTF_8);
    String time = Long.toString(Instant.now().getEpochSecond());
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url + "/hooks/slack"))
                  .header("X-Slack-Request-Timestamp", time)
                  .header(
                      "X-Slack-Signature",
                      "v0="
                          + new SharedSecret(SIGNING)
                              .sign(("v0:" + time + ":" + body).getBytes(StandardCharsets.UTF_8)))
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  /// Says whether it came.
  @FunctionalInterface
  private interface Question {
    boolean ask() throws Exception;
  }

  private static void await(Question question) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!question.ask() && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    assertThat(question.ask()).as("came in time").isTrue();
  }
}
