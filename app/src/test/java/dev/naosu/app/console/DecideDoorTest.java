package dev.naosu.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.web.Colleague;
import dev.naosu.app.web.DecisionLinks;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.State;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecideDoorTest {
  private static final String MAIL = "ada@example.org";

  private TestHouse house;
  private DecisionLinks links;
  private Card card;

  @BeforeEach
  void open() throws IOException {
    house =
        new TestHouse(
                ApprovalRules.one(),
                made ->
                    new DecideDoor(
                            made.desk,
                            made.approvals,
                            links(made.clock()),
                            List.of(
                                new Colleague(
                                    "ada", Role.APPROVER, Optional.empty(), Optional.of(MAIL)),
                                new Colleague(
                                    "eve",
                                    Role.VIEWER,
                                    Optional.empty(),
                                    Optional.of("eve@example.org"))),
                            made.clock(),
                            "1.2.3")
                        .routes())
            .start();
    // of another process with the same key
    links = links(house.clock());
    house.asking(7);
    card = house.desk.card(7).orElseThrow();
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void to_open_a_link_shows_the_card_and_decides_nothing() throws Exception {
    String token = links.token(card, "ada", MAIL);
    for (int each = 0; each < 3; each++) {
      HttpResponse<String> page = get(token);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains("waits for your word", "no test says what the price", "You decide as <b>ada");
      assertThat(page.body().indexOf("What speaks against it"))
          .isLessThan(page.body().indexOf("value=\"approve\""));
    }
    assertThat(house.sent).isEmpty();
  }

  @Test
  void the_button_decides_once_and_the_journal_says_for_how_long_it_was_read() throws Exception {
    String token = links.token(card, "ada", MAIL);
    String page = get(token).body();
    house.passes(Duration.ofSeconds(33));
    HttpResponse<String> done = post(page, "approve", "");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(done.body()).contains("Approved");
    assertThat(house.sent)
        .containsExactly("decision 7 APPROVE " + Desk.seen(TestHouse.remedy()) + " ada");
    assertThat(house.get(Role.VIEWER, "/api/v1/journal?limit=200").body())
        .contains("by mail", "decided 33 s later");
    HttpResponse<String> again = post(page, "deny", "no");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("used already");
    assertThat(house.sent).hasSize(1);
  }

  @Test
  void a_no_needs_a_reason_and_the_link_stays_good_until_there_is_one() throws Exception {
    String page = get(links.token(card, "ada", MAIL)).body();
    HttpResponse<String> silent = post(page, "deny", " ");
    assertThat(silent.statusCode()).isEqualTo(400);
    assertThat(silent.body()).contains("Say why");
    assertThat(post(silent.body(), "deny", "wrong place").statusCode()).isEqualTo(200);
    assertThat(house.sent)
        .containsExactly("decision 7 DENY " + Desk.seen(TestHouse.remedy()) + " ada");
  }

  @Test
  void a_card_that_has_gone_stale_is_refused_and_the_fresh_one_is_shown() throws Exception {
    String token = links.token(card, "ada", MAIL);
    String page = get(token).body();
    house.passes(Duration.ofHours(25));
    HttpResponse<String> refused = post(page, "approve", "");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("Nothing was decided", "asked again");
    assertThat(house.sent).isEmpty();
    assertThat(post(refused.body(), "approve", "").statusCode()).isEqualTo(200);
    assertThat(house.sent).hasSize(1);
  }

  @Test
  void a_link_that_was_changed_or_is_for_somebody_else_or_has_expired_is_worth_nothing()
      throws Exception {
    String token = links.token(card, "ada", MAIL);
    assertThat(get(token.substring(1)).statusCode()).isEqualTo(404);
    assertThat(get(flipped(token)).statusCode()).isEqualTo(404);
    assertThat(get(links.token(card, "ada", "old@example.org")).statusCode()).isEqualTo(403);
    assertThat(get(links.token(card, "eve", "eve@example.org")).statusCode()).isEqualTo(403);
    house.passes(Duration.ofHours(49));
    assertThat(get(token).statusCode()).isEqualTo(410);
    assertThat(house.sent).isEmpty();
  }

  @Test
  void a_form_from_elsewhere_is_refused() throws Exception {
    String token = links.token(card, "ada", MAIL);
    HttpResponse<String> answer =
        house.send(
            house
                .request(DecisionLinks.PATH + token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(HttpRequest.BodyPublishers.ofString("verdict=approve&seen=" + card.seen())));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(house.sent).isEmpty();
  }

  @Test
  void when_nothing_is_asked_any_more_the_page_says_so() throws Exception {
    String token = links.token(card, "ada", MAIL);
    house.incident(7, State.HEALED, Optional.of(TestHouse.remedy()), "PriceTable.lookup");
    assertThat(get(token).statusCode()).isEqualTo(409);
    assertThat(get(token).body()).contains("Nothing is asked now");
  }

  private static DecisionLinks links(InstantSource clock) {
    return new DecisionLinks(
        new SharedSecret("a key of the tests"), new SecureRandom(), clock, Duration.ofDays(2));
  }

  /// The first letter of the signature is another one.
  private static String flipped(String token) {
    int at = token.indexOf('.') + 1;
    char other = token.charAt(at) == '0' ? '1' : '0';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  private HttpResponse<String> get(String token) throws IOException, InterruptedException {
    return house.send(house.request(DecisionLinks.PATH + token).GET());
  }

  /// Presses a button of a page.
  private HttpResponse<String> post(String page, String verdict, String reason)
      throws IOException, InterruptedException {
    return house.send(
        house
            .request(found("action=\"([^\"]*)\"", page))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Sec-Fetch-Site", "same-origin")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "seen="
                        + found("name=\"seen\" value=\"([^\"]*)\"", page)
                        + "&shown="
                        + found("name=\"shown\" value=\"([^\"]*)\"", page)
                        + "&verdict="
                        + verdict
                        + "&reason="
                        + URLEncoder.encode(reason, StandardCharsets.UTF_8))));
  }

  private static String found(String pattern, String page) {
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    assertThat(matcher.find()).as(page).isTrue();
    return matcher.group(1);
  }
}
