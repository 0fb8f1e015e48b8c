package dev.naosu.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.ApiToken;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.web.Halt;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.ship.rollout.Rollout;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The console as a browser without scripts uses it.
class ConsoleTest {
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]+)\"");

  private TestHouse house;
  private String cookie = "";

  @BeforeEach
  void open() throws IOException {
    house = new TestHouse().start();
    Visitor root = new Visitor("root", Role.ADMIN, "none");
    for (Role role : Role.values()) {
      house.doorkeeper.add(root, "a-" + role.word(), role, TestHouse.PASSWORD);
    }
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void who_signs_in_comes_where_they_wanted_to_go() throws Exception {
    HttpResponse<String> answer =
        form("/login?next=%2Fincidents%2F7", "name", "a-viewer", "password", TestHouse.PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/incidents/7");
    assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
        .contains("naosu_session=", "HttpOnly", "SameSite=Strict", "Path=/")
        .doesNotContain("Secure");
  }

  @Test
  void nobody_is_led_elsewhere_by_a_link_to_sign_in() throws Exception {
    for (String evil : new String[] {"//evil.example/", "https://evil.example", "/\\evil", "x"}) {
      HttpResponse<String> answer =
          form("/login?next=" + encoded(evil), "name", "a-viewer", "password", TestHouse.PASSWORD);
      assertThat(answer.headers().firstValue("Location")).as(evil).contains("/incidents");
    }
  }

  @Test
  void a_wrong_password_is_told_without_saying_who_exists_and_guessing_is_slowed_down()
      throws Exception {
    HttpResponse<String> wrong = form("/login", "name", "a-admin", "password", "wrong");
    HttpResponse<String> nobody = form("/login", "name", "nobody", "password", "wrong");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo(nobody.body()).contains("Name or password is not right");
    for (int i = 0; i < 4; i++) {
      form("/login", "name", "a-admin", "password", "wrong");
    }
    HttpResponse<String> slowed = form("/login", "name", "a-admin", "password", TestHouse.PASSWORD);
    assertThat(slowed.statusCode()).isEqualTo(429);
    assertThat(slowed.headers().firstValue("Retry-After")).isPresent();
    house.passes(Duration.ofSeconds(2));
    assertThat(form("/login", "name", "a-admin", "password", TestHouse.PASSWORD).statusCode())
        .isEqualTo(303);
  }

  @Test
  void a_session_opened_with_a_token_ends_with_the_token() throws Exception {
    HttpResponse<String> answer = form("/login", "token", house.token(Role.VIEWER));
    cookie = session(answer);
    assertThat(get("/incidents").body()).contains("token:viewer");
    String id =
        house.accounts.tokens(ApiToken.Kind.API).stream()
            .filter(token -> token.name().equals("viewer"))
            .findFirst()
            .orElseThrow()
            .id();
    house.doorkeeper.revoke(new Visitor("root", Role.ADMIN, "none"), id);
    assertThat(get("/incidents").statusCode()).isEqualTo(303);
  }

  @Test
  void a_session_ends_after_half_a_day_and_when_signed_out() throws Exception {
    signIn(Role.VIEWER);
    assertThat(get("/incidents").statusCode()).isEqualTo(200);
    String csrf = found(CSRF, get("/incidents").body());
    HttpResponse<String> out = form("/logout", "csrf", csrf);
    assertThat(out.headers().firstValue("Set-Cookie").orElse(""))
        .contains("Expires=Thu, 01 Jan 1970");
    assertThat(get("/incidents").statusCode()).isEqualTo(303);
    signIn(Role.VIEWER);
    house.passes(Duration.ofHours(13));
    assertThat(get("/incidents").statusCode()).isEqualTo(303);
  }

  @Test
  void a_session_is_no_api_token_and_an_api_token_no_session() throws Exception {
    signIn(Role.ADMIN);
    String secret = cookie.substring(cookie.indexOf('=') + 1);
    HttpRequest.Builder asToken =
        house.request("/api/v1/me").header("Authorization", "Bearer " + secret).GET();
    assertThat(house.send(asToken).statusCode()).isEqualTo(401);
    cookie = "naosu_session=" + house.token(Role.ADMIN);
    assertThat(get("/incidents").statusCode()).isEqualTo(303);
  }

  @Test
  void a_form_without_the_word_of_the_session_changes_nothing() throws Exception {
    signIn(Role.ADMIN);
    assertThat(form("/stop").statusCode()).isEqualTo(403);
    assertThat(form("/stop", "csrf", "wrong").statusCode()).isEqualTo(403);
    String csrf = found(CSRF, get("/stop").body());
    HttpResponse<String> elsewhere =
        house.send(
            house
                .request("/stop")
                .header("Cookie", cookie)
                .header("Origin", "https://evil.example")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("csrf=" + csrf)));
    assertThat(elsewhere.statusCode()).isEqualTo(403);
    HttpResponse<String> program =
        house.send(
            house
                .request("/api/v1/stop")
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(program.statusCode()).isEqualTo(403);
    assertThat(house.halt.isOn()).isFalse();
    assertThat(form("/stop", "csrf", csrf).statusCode()).isEqualTo(303);
    assertThat(house.halt.isOn()).isTrue();
  }

  @Test
  void a_link_from_elsewhere_finds_the_session_again() throws Exception {
    HttpResponse<String> answer =
        house.send(house.request("/incidents/7").header("Sec-Fetch-Site", "cross-site").GET());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("http-equiv=\"refresh\"", "url=/incidents/7");
  }

  @Test
  void an_empty_house_says_what_to_do() throws Exception {
    signIn(Role.ADMIN);
    assertThat(get("/incidents").body()).contains("No incident yet", "/api/v1/events", "/access");
    house.incident(1, State.HEALED, Optional.of(TestHouse.remedy()), "Shop.buy");
    assertThat(get("/incidents?show=waiting").body())
        .contains("None of these")
        .doesNotContain("No incident yet");
  }

  @Test
  void the_list_counts_states_and_shows_those_that_are_chosen() throws Exception {
    signIn(Role.VIEWER);
    house.asking(1);
    house.incident(2, State.HEALED, Optional.of(TestHouse.remedy()), "Shop.buy");
    String all = get("/incidents").body();
    assertThat(all).contains("PriceTable.lookup", "Shop.buy", "All <b>2</b>");
    String waiting = get("/incidents?show=waiting").body();
    assertThat(waiting).contains("PriceTable.lookup").doesNotContain("Shop.buy");
  }

  @Test
  void the_page_of_an_incident_shows_how_its_repair_does_and_who_may_say_what() throws Exception {
    house.rollingOut(7, State.HELD);
    signIn(Role.OPERATOR);
    assertThat(get("/incidents/7").body())
        .contains("href=\"/incidents/7/rollback\"")
        .doesNotContain("href=\"/incidents/7/promote\"", "href=\"/incidents/7/continue\"");
    signIn(Role.APPROVER);
    String page = get("/incidents/7").body();
    assertThat(page)
        .containsSubsequence(
            "canary undecided",
            "href=\"/incidents/7/continue\"",
            "href=\"/incidents/7/promote\"",
            "href=\"/incidents/7/rollback\"",
            "id=\"rollout\"",
            "f1x0000 keeps 50 % of the requests, b41c000 the others, until you decide.",
            "<polyline class=\"old\" points=\"0,",
            "<polyline class=\"fresh\" points=\"0,",
            "requests in this stage",
            "1 (10.0 %)",
            "that roll back",
            "power");
    assertThat(get("/incidents/7/rollback").body()).contains("Roll it back?", "value=\"f1x0000\"");
    assertThat(get("/incidents/7/promote").body()).contains("Give it all requests now?");
    assertThat(get("/incidents?show=waiting").body()).contains("PriceTable.lookup");
    HttpResponse<String> answer =
        form(
            "/incidents/7/rollback",
            "csrf",
            found(CSRF, page),
            "seen",
            "f1x0000",
            "reason",
            "too slow at noon");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(house.rollouts.wish(new Rollout.Key(7, 1)).orElseThrow().words())
        .endsWith(": too slow at noon");
  }

  @Test
  void the_page_of_an_incident_tells_it_in_the_order_a_reader_asks() throws Exception {
    signIn(Role.APPROVER);
    house.asking(7);
    String page = get("/incidents/7").body();
    assertThat(page)
        .containsSubsequence(
            "NullPointerException in PriceTable.lookup</h1>",
            "shop in production fails: 14 times so far, version b41c.",
            "First <time",
            "10 min ago",
            "Seen 2.0 s after it began.",
            "Hit are those who ask for GET /prices/4711.",
            "waits for your word",
            "href=\"/incidents/7/approve\"",
            "id=\"cause\"",
            "id=\"fix\"",
            "id=\"proof\"",
            "id=\"doubt\"",
            "id=\"timeline\"",
            "id=\"evidence\"");
    assertThat(page).contains("<span class=\"add\">+    <i class=\"word\">if</i> (price == ");
  }

  @Test
  void why_it_came_about_is_told_with_what_speaks_for_it_and_against_it() throws Exception {
    signIn(Role.VIEWER);
    house.incident(7, State.ESCALATED, Optional.empty(), "PriceTable.lookup");
    assertThat(get("/incidents/7").body()).doesNotContain("id=\"cause\"");
    house.incidents.explained(7, TestHouse.toldReport(""));
    String page = get("/incidents/7").body();
    assertThat(page)
        .containsSubsequence(
            "id=\"cause\"",
            "Code fault: PriceTable.java:58",
            "value=\"82\"",
            "<dt>Why</dt>",
            "9 of 9 were thrown there",
            "<dt>Doubt</dt>",
            "1 of 9 elsewhere",
            "<dt>Or else</dt>",
            "change of version: b41b → b41c",
            "<dt>Changed</dt>",
            "shop went to b41c",
            "<dt>As usual</dt>",
            "cpu of shop was as usual",
            "<dt>Hit</dt>",
            "shop",
            "0.18 of its requests",
            "<dt>Not known</dt>",
            "no metrics of that time are known",
            "<dt>In a model",
            "All of it was thrown there",
            "from: 9 of 9",
            "told by test/model; sentences left out because no evidence holds them: 2",
            "<dt>Then</dt>",
            "Repair the code");
    assertThat(page).doesNotContain("id=\"fix\"");
  }

  @Test
  void who_may_not_decide_is_not_shown_the_button() throws Exception {
    signIn(Role.VIEWER);
    house.asking(7);
    assertThat(get("/incidents/7").body())
        .doesNotContain("/incidents/7/approve", "/incidents/7/close")
        .contains("role approver decides");
  }

  @Test
  void approving_shows_what_will_happen_and_how_to_undo_it() throws Exception {
    signIn(Role.APPROVER);
    house.asking(7);
    String page = get("/incidents/7/approve").body();
    assertThat(page)
        .contains(
            "What happens then",
            "How to undo it",
            "git push origin --delete auto-fix/incident-",
            "src/main/java/shop");
    HttpResponse<String> answer =
        form("/incidents/7/approve", "csrf", found(CSRF, page), "seen", found(SEEN, page));
    assertThat(answer.headers().firstValue("Location")).contains("/incidents/7");
    assertThat(house.sent)
        .containsExactly("decision 7 APPROVE " + Desk.seen(TestHouse.remedy()) + " a-approver");
  }

  @Test
  void a_no_needs_a_reason_and_can_ask_for_another_repair() throws Exception {
    signIn(Role.APPROVER);
    house.asking(7);
    String page = get("/incidents/7/deny").body();
    String csrf = found(CSRF, page);
    String seen = found(SEEN, page);
    HttpResponse<String> without = form("/incidents/7/deny", "csrf", csrf, "seen", seen);
    assertThat(without.statusCode()).isEqualTo(400);
    assertThat(without.body()).contains("Say why");
    form("/incidents/7/deny", "csrf", csrf, "seen", seen, "reason", "not 0", "then", "again");
    form("/incidents/7/deny", "csrf", csrf, "seen", seen, "reason", "no", "then", "person");
    assertThat(house.sent)
        .containsExactly(
            "decision 7 SEND_BACK " + Desk.seen(TestHouse.remedy()) + " a-approver",
            "decision 7 DENY " + Desk.seen(TestHouse.remedy()) + " a-approver");
  }

  @Test
  void a_repair_that_changed_meanwhile_is_not_approved() throws Exception {
    signIn(Role.APPROVER);
    house.asking(7);
    String page = get("/incidents/7/approve").body();
    house.incident(
        7,
        State.APPROVAL,
        Optional.of(TestHouse.remedy("another cause", "+another line\n")),
        "PriceTable.lookup");
    HttpResponse<String> answer =
        form("/incidents/7/approve", "csrf", found(CSRF, page), "seen", found(SEEN, page));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("another repair is proposed by now");
    assertThat(house.sent).isEmpty();
  }

  @Test
  void text_of_the_patient_is_never_markup() throws Exception {
    signIn(Role.APPROVER);
    String evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e\u0007";
    house.incident(1, State.APPROVAL, Optional.of(TestHouse.remedy(evil, "+" + evil + "\n")), evil);
    house.incidents.note(1, new Note(TestHouse.NOON, evil, evil));
    house.incidents.explained(1, TestHouse.toldReport(evil));
    house.halt.stop(new Halt.Stopped(evil, TestHouse.NOON, evil));
    house.doorkeeper.add(new Visitor(evil, Role.ADMIN, "none"), "bob", Role.VIEWER, "x".repeat(20));
    for (String path :
        new String[] {
          "/incidents",
          "/incidents?service=" + encoded(evil),
          "/incidents/1",
          "/incidents/1/approve",
          "/incidents/1/deny",
          "/journal",
          "/stop",
          "/login?next=" + encoded(evil),
          "/welcome?token=" + encoded(evil),
          "/incidents/" + encoded(evil)
        }) {
      String page = get(path).body();
      assertThat(page).as(path).doesNotContain("<script>alert", "<img src=x", "\u202e", "\u0007");
    }
    assertThat(get("/incidents/1").body()).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
  }

  @Test
  void stop_is_always_in_sight_and_one_press_away() throws Exception {
    signIn(Role.APPROVER);
    house.asking(7);
    for (String path : new String[] {"/incidents", "/incidents/7", "/journal", "/stop"}) {
      assertThat(get(path).body()).as(path).contains("action=\"/stop\"", ">STOP</button>");
    }
    form("/stop", "csrf", found(CSRF, get("/incidents").body()), "reason", "strange");
    for (String path : new String[] {"/incidents", "/incidents/7", "/journal"}) {
      assertThat(get(path).body())
          .as(path)
          .contains("naosu is stopped", "Stopped by a-approver", "strange");
    }
    form("/resume", "csrf", found(CSRF, get("/stop").body()));
    assertThat(house.halt.isOn()).isFalse();
  }

  @Test
  void the_journal_shows_the_latest_first_and_can_be_verified() throws Exception {
    signIn(Role.OPERATOR);
    String page = get("/journal").body();
    assertThat(page).containsSubsequence("added a person", "made a token");
    assertThat(get("/journal/verify").body()).contains("none is missing");
    house.journal.change(2, "nothing happened");
    assertThat(get("/journal/verify").body())
        .contains("not what was written", "record 2 was changed", "Stop naosu");
  }

  @Test
  void the_first_person_is_made_with_the_one_time_token() throws Exception {
    house.accounts.tokens(ApiToken.Kind.API).forEach(each -> house.accounts.revoke(each.id()));
    house.accounts.people().forEach(each -> house.accounts.remove(each.name()));
    assertThat(get("/login").body()).contains("/welcome");
    String token = house.doorkeeper.firstToken().orElseThrow();
    assertThat(form("/login", "token", token).body())
        .contains("Welcome to naosu", "value=\"" + token);
    HttpResponse<String> weak =
        form("/welcome", "token", token, "name", "ada", "password", "short");
    assertThat(weak.statusCode()).isEqualTo(400);
    assertThat(weak.body()).contains("12");
    HttpResponse<String> made =
        form("/welcome", "token", token, "name", "ada", "password", TestHouse.PASSWORD);
    assertThat(made.statusCode()).isEqualTo(303);
    cookie = session(made);
    assertThat(get("/access").body()).contains("ada, admin");
    assertThat(
            form("/welcome", "token", token, "name", "eve", "password", TestHouse.PASSWORD)
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void an_admin_makes_a_token_that_is_shown_once() throws Exception {
    signIn(Role.ADMIN);
    String csrf = found(CSRF, get("/access").body());
    HttpResponse<String> made =
        form("/access/tokens", "csrf", csrf, "name", "ci", "role", "operator", "days", "7");
    String secret = found(Pattern.compile("(naosu_[0-9a-f]{16}_[\\w-]{43})"), made.body());
    assertThat(get("/access").body()).contains("ci").doesNotContain(secret);
    HttpRequest.Builder me =
        house.request("/api/v1/me").header("Authorization", "Bearer " + secret).GET();
    assertThat(house.send(me).body()).contains("operator");
  }

  @Test
  void pages_need_no_script_and_no_style_of_their_own() throws Exception {
    signIn(Role.ADMIN);
    house.asking(7);
    for (String path :
        new String[] {
          "/incidents", "/incidents/7", "/incidents/7/approve", "/journal", "/access", "/stop"
        }) {
      assertThat(get(path).body())
          .as(path)
          .doesNotContain("<style", " style=", "onclick", "javascript:")
          .contains("<html lang=\"en\">", "<main id=\"main\"", "name=\"viewport\"");
    }
    for (String file : new String[] {"style.css", "htmx.js", "sse.js", "icon.svg"}) {
      HttpResponse<String> first = get("/static/" + file);
      assertThat(first.statusCode()).as(file).isEqualTo(200);
      String tag = first.headers().firstValue("ETag").orElse("");
      assertThat(
              house
                  .send(house.request("/static/" + file).header("If-None-Match", tag).GET())
                  .statusCode())
          .as(file)
          .isEqualTo(304);
    }
    assertThat(get("/static/other").statusCode()).isEqualTo(404);
    assertThat(get("/static/..%2Fstyle.css").statusCode()).isIn(400, 404);
  }

  @Test
  void a_part_of_a_page_that_is_asked_for_after_the_session_sends_the_whole_page_to_the_door()
      throws Exception {
    HttpResponse<String> answer =
        house.send(house.request("/incidents").header("HX-Request", "true").GET());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("HX-Redirect").orElse("")).startsWith("/login");
  }

  @Test
  void a_fault_of_naosu_is_told_with_a_reference_and_nothing_else() throws Exception {
    signIn(Role.VIEWER);
    HttpResponse<String> answer = get("/journal?before=abc");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("What to do").doesNotContain("Exception");
  }

  @Test
  void an_approval_names_the_repair_that_was_shown() throws Exception {
    signIn(Role.APPROVER);
    house.asking(7);
    assertThat(found(SEEN, get("/incidents/7/approve").body()))
        .isEqualTo(house.desk.card(7).orElseThrow().seen());
  }

  private void signIn(Role role) throws IOException, InterruptedException {
    cookie = "";
    cookie = session(form("/login", "name", "a-" + role.word(), "password", TestHouse.PASSWORD));
  }

  private static String session(HttpResponse<String> answer) {
    String header = answer.headers().firstValue("Set-Cookie").orElse("");
    return header.substring(0, Math.max(0, header.indexOf(';')));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest.Builder request = house.request(path).header("Accept", "text/html").GET();
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return house.send(request);
  }

  private HttpResponse<String> form(String path, String... fields)
      throws IOException, InterruptedException {
    Map<String, String> pairs = new java.util.LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      pairs.put(fields[i], fields[i + 1]);
    }
    String body =
        pairs.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        house
            .request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return house.send(request);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String found(Pattern pattern, String page) {
    Matcher matcher = pattern.matcher(page);
    assertThat(matcher.find()).as("%s in %s", pattern, page).isTrue();
    return matcher.group(1);
  }
}
