package dev.naosu.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.naosu.access.GroupRoles;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.web.SingleSignOn;
import dev.naosu.app.web.TestHouse;
import dev.naosu.app.web.TestProvider;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Sealed;
import dev.naosu.oidc.OidcProvider;
import dev.naosu.oidc.Registration;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// People who are known at an OpenID provider, through the whole server and a real provider.
class SingleSignOnTest {
  private static final String ADDRESS = "https://naosu.example.org";
  private static final Pattern BUTTON =
      Pattern.compile("<a class=\"button main\" href=\"([^\"]+)\"");
  private static final Visitor ROOT = new Visitor("root", Role.ADMIN, "none");

  private TestProvider provider;
  private TestHouse house;
  private Browser browser;

  @BeforeEach
  void open() throws IOException {
    provider = new TestProvider();
    house = house(Optional.empty(), UnaryOperator.identity());
    browser = new Browser();
  }

  @AfterEach
  void close() {
    house.close();
    provider.close();
  }

  @Test
  void who_is_known_there_comes_in_with_the_role_of_the_group_and_where_they_wanted_to_go()
      throws Exception {
    assertThat(browser.get("/login").body()).contains("Sign in with Example</a>");

    HttpResponse<String> arrived = browser.signIn("/incidents/7");

    assertThat(arrived.statusCode()).isEqualTo(200);
    assertThat(arrived.body()).contains("content=\"0; url=/incidents/7\"", "href=\"/incidents/7\"");
    assertThat(String.join("\n", arrived.headers().allValues("Set-Cookie")))
        .contains("naosu_session=", "HttpOnly", "SameSite=Strict", "Path=/");
    assertThat(browser.get("/incidents").body()).contains("ada, viewer");
    assertThat(entries("signed in as viewer"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.actor()).isEqualTo("ada");
              assertThat(entry.subject()).isEqualTo(provider.issuer());
              assertThat(entry.detail()).contains("subject-17");
            });
  }

  @Test
  void the_way_there_carries_a_challenge_and_comes_back_to_the_configured_address_only()
      throws Exception {
    HttpResponse<String> there =
        house.send(
            house
                .request("/login/sso?next=/stop")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "host=evil.example")
                .GET());
    Map<String, String> query = TestProvider.query(location(there));

    assertThat(there.statusCode()).isEqualTo(303);
    assertThat(location(there)).startsWith(provider.issuer() + "/authorize?");
    assertThat(query)
        .containsEntry("redirect_uri", ADDRESS + "/login/sso/back")
        .containsEntry("response_type", "code")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("scope", "openid profile email");
    assertThat(query.get("state")).hasSizeGreaterThanOrEqualTo(43);
    assertThat(query.get("nonce")).hasSizeGreaterThanOrEqualTo(43);
    assertThat(query.get("code_challenge")).hasSize(43);
    assertThat(there.headers().firstValue("Set-Cookie").orElse(""))
        .contains("naosu_sign_in=", "HttpOnly", "SameSite=Lax", "Max-Age=600", "Path=/login/sso");
  }

  @Test
  void of_several_groups_the_highest_role_counts() throws Exception {
    provider.claims.put("groups", List.of("everybody", "leads", "nothing", "oncall"));
    browser.signIn("");
    assertThat(browser.get("/incidents").body()).contains("ada, approver");
  }

  @Test
  void groups_may_be_within_claims_or_told_only_when_asked_for() throws Exception {
    provider.claims.remove("groups");
    provider.more.put("groups", "oncall");
    browser.signIn("");
    assertThat(browser.get("/incidents").body()).contains("ada, operator");

    house.close();
    house = house(Optional.empty(), each -> withClaims(each, "mail", "realm.roles"));
    browser = new Browser();
    provider.claims.put("mail", "Ada.L@Example.org");
    provider.claims.put("realm", Map.of("roles", List.of("platform")));
    browser.signIn("");
    assertThat(browser.get("/incidents").body()).contains("ada.l@example.org, admin");
  }

  @Test
  void a_provider_may_change_its_key() throws Exception {
    browser.signIn("");
    provider.changesKey();
    Browser other = new Browser();
    assertThat(other.signIn("").statusCode()).isEqualTo(200);
    assertThat(other.get("/incidents").body()).contains("ada, viewer");
  }

  static Stream<Consumer<TestProvider>> lies() {
    Instant now = Instant.now();
    return Stream.of(
        lie("nonce", set -> set.claim("nonce", "another")),
        lie("no nonce", set -> set.claim("nonce", null)),
        lie("audience", set -> set.audience("somebody-else")),
        lie("issuer", set -> set.issuer("https://evil.example")),
        lie("expired", set -> set.expirationTime(Date.from(now.minusSeconds(120)))),
        lie("no end", set -> set.expirationTime(null)),
        lie("from the future", set -> set.issueTime(Date.from(now.plusSeconds(600)))),
        lie("no subject", set -> set.subject(null)),
        named("not signed", each -> each.signsBy(each::unsigned)),
        named("forged", each -> each.signsBy(each::forged)),
        named("by the secret", each -> each.signsBy(each::byTheSecret)));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void a_token_that_does_not_hold_opens_nothing(Consumer<TestProvider> lie) throws Exception {
    lie.accept(provider);
    HttpResponse<String> answer = browser.signIn("");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("You were not signed in", "What to do");
    assertNobodyIsIn();
  }

  @Test
  void a_clock_that_is_some_seconds_off_is_no_lie() throws Exception {
    provider.twists(
        set ->
            set.issueTime(Date.from(Instant.now().plusSeconds(30)))
                .expirationTime(Date.from(Instant.now().minusSeconds(20))));
    assertThat(browser.signIn("").statusCode()).isEqualTo(200);
  }

  @Test
  void an_answer_is_taken_once() throws Exception {
    String back = browser.there("");
    assertThat(browser.get(back).statusCode()).isEqualTo(200);
    HttpResponse<String> again = browser.get(back);
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(again.body()).contains("This sign-in is not known", "Begin again");
    assertThat(again.headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void an_answer_is_taken_from_the_browser_that_asked_and_no_other() throws Exception {
    String back = browser.there("");
    Browser victim = new Browser();
    assertThat(victim.get(back).statusCode()).isEqualTo(400);
    victim.there("");
    assertThat(victim.get(back).statusCode()).isEqualTo(400);
    assertNobodyIsIn();
    assertThat(browser.get(back).statusCode()).as("whose it is").isEqualTo(200);
  }

  @Test
  void two_pages_of_one_browser_may_sign_in_at_the_same_time() throws Exception {
    String one = browser.there("/stop");
    String other = browser.there("/journal");
    assertThat(browser.get(one).body()).contains("url=/stop");
    assertThat(browser.get(other).body()).contains("url=/journal");
  }

  @Test
  void an_answer_that_comes_too_late_or_says_too_little_opens_nothing() throws Exception {
    String back = browser.there("");
    house.passes(Duration.ofMinutes(10));
    assertThat(browser.get(back).statusCode()).isEqualTo(400);
    for (String query : List.of("", "?code=x", "?state=x&code=x", "?state=&state=", "?error=x")) {
      assertThat(browser.get("/login/sso/back" + query).statusCode()).as(query).isEqualTo(400);
    }
    assertNobodyIsIn();
  }

  @Test
  void an_answer_in_the_name_of_another_provider_opens_nothing() throws Exception {
    String back = browser.there("");
    HttpResponse<String> answer = browser.get(back.replaceAll("iss=[^&]*", "iss=https://evil"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(browser.get(browser.there("").replaceAll("&iss=[^&]*", "")).statusCode())
        .isEqualTo(403);
    assertNobodyIsIn();
  }

  @Test
  void who_does_not_agree_there_is_told_so_here() throws Exception {
    provider.refuses();
    HttpResponse<String> answer = browser.signIn("");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("it was not allowed there, Not today.", "agree");
    assertNobodyIsIn();
  }

  @Test
  void a_provider_that_is_away_at_the_start_is_told_and_found_when_it_is_back() throws Exception {
    provider.goesAway();
    HttpResponse<String> answer = browser.get("/login/sso");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains("The identity provider cannot be reached", "sign in with a password");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(browser.get("/login").statusCode()).isEqualTo(200);

    provider.comesBack();
    house.passes(Duration.ofSeconds(5));
    assertThat(browser.signIn("").statusCode()).isEqualTo(200);
  }

  @Test
  void a_provider_that_goes_away_in_between_is_told() throws Exception {
    String back = browser.there("");
    provider.goesAway();
    HttpResponse<String> answer = browser.get(back);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("cannot be reached").doesNotContain(TestProvider.SECRET);
    assertNobodyIsIn();
  }

  @Test
  void what_a_provider_says_of_itself_is_asked_once_in_a_while_and_has_to_fit() throws Exception {
    browser.signIn("");
    new Browser().signIn("");
    assertThat(provider.asked).filteredOn(path -> path.contains("well-known")).hasSize(1);
    house.passes(Duration.ofHours(2));
    provider.metadata.put("issuer", "https://evil.example");
    assertThat(new Browser().signIn("").statusCode()).as("as it was known").isEqualTo(200);

    house.close();
    house = house(Optional.empty(), UnaryOperator.identity());
    assertThat(browser.get("/login/sso").body()).contains("it calls itself https://evil.example");
    provider.metadata.clear();
    provider.metadata.put("token_endpoint", "http://evil.example/token");
    house.passes(Duration.ofSeconds(5));
    assertThat(browser.get("/login/sso").body()).contains("its token_endpoint is missing, or is");
    provider.metadata.clear();
    provider.metadata.put("id_token_signing_alg_values_supported", List.of("HS256", "none"));
    house.passes(Duration.ofSeconds(5));
    assertThat(browser.get("/login/sso").body()).contains("let it use RS256");
    provider.metadata.clear();
    provider.metadata.put("filling", "x".repeat(600 * 1024));
    house.passes(Duration.ofSeconds(5));
    assertThat(browser.get("/login/sso").statusCode()).as("too large").isEqualTo(503);
  }

  @Test
  void who_is_in_no_group_that_counts_is_refused_and_told_what_to_do() throws Exception {
    provider.claims.put("groups", List.of("gardeners", "<b>cooks</b>"));
    HttpResponse<String> answer = browser.signIn("");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .contains("You have no role here", "ada", "gardeners, &lt;b&gt;cooks", "oidc.roles");
    assertNobodyIsIn();
  }

  @Test
  void where_there_is_a_role_for_everybody_nobody_needs_a_group() throws Exception {
    house.close();
    house = house(Optional.of(Role.VIEWER), UnaryOperator.identity());
    provider.claims.remove("groups");
    browser.signIn("");
    assertThat(browser.get("/incidents").body()).contains("ada, viewer");
  }

  @Test
  void nobody_comes_in_under_the_name_of_somebody_who_has_a_password_here() throws Exception {
    house.doorkeeper.add(ROOT, "ada", Role.ADMIN, TestHouse.PASSWORD);
    HttpResponse<String> answer = browser.signIn("");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("under that name", "ada has a password here");
    provider.claims.put("preferred_username", "ADA");
    assertThat(browser.signIn("").statusCode()).isEqualTo(403);
    assertNobodyIsIn();
  }

  @Test
  void who_gets_a_password_here_is_the_only_one_of_that_name_from_then_on() throws Exception {
    browser.signIn("");
    house.doorkeeper.add(ROOT, "ada", Role.ADMIN, TestHouse.PASSWORD);
    assertNobodyIsIn();
  }

  @Test
  void a_name_that_cannot_be_used_here_is_told_with_another_way() throws Exception {
    for (String name : List.of("Ada Lovelace", "token:ci", "naosu", "ädä", "x".repeat(65))) {
      provider.claims.put("preferred_username", name);
      HttpResponse<String> answer = browser.signIn("");
      assertThat(answer.statusCode()).as(name).isEqualTo(403);
      assertThat(answer.body()).contains("under that name", "ask for another claim");
    }
    provider.claims.remove("preferred_username");
    assertThat(browser.signIn("").body()).contains("does not say preferred_username");
    assertNobodyIsIn();
  }

  @Test
  void an_address_that_nobody_has_verified_is_no_name() throws Exception {
    house.close();
    house = house(Optional.empty(), each -> withClaims(each, "email", "groups"));
    provider.claims.put("email", "ada@example.org");
    provider.claims.put("email_verified", false);
    assertThat(browser.signIn("").body()).contains("not verified");
    assertNobodyIsIn();
    provider.claims.put("email_verified", true);
    browser.signIn("");
    assertThat(browser.get("/incidents").body()).contains("ada@example.org, viewer");
  }

  @Test
  void nobody_is_led_elsewhere_by_a_link_to_sign_in_there() throws Exception {
    for (String evil : List.of("//evil.example/", "https://evil.example", "/\\evil", "x")) {
      assertThat(new Browser().signIn(evil).body())
          .contains("url=/incidents\"")
          .doesNotContain("evil");
    }
  }

  @Test
  void a_sign_in_that_the_journal_cannot_hold_opens_nothing() throws Exception {
    String back = browser.there("");
    house.journal.away(true);
    assertThat(browser.get(back).statusCode()).isEqualTo(503);
    house.journal.away(false);
    assertNobodyIsIn();
    assertThat(house.doorkeeper.vouched()).isEmpty();
  }

  @Test
  void an_admin_sees_who_came_by_the_provider_and_can_end_it() throws Exception {
    browser.signIn("");
    assertThat(house.get(Role.ADMIN, "/access").body())
        .contains("By the identity provider", "<b>ada</b>, viewer", "by " + provider.issuer());
    HttpRequest.Builder remove =
        house
            .request("/api/v1/people/ada")
            .header("Authorization", "Bearer " + house.token(Role.ADMIN))
            .DELETE();
    assertThat(house.send(remove).statusCode()).isEqualTo(200);
    assertNobodyIsIn();
    assertThat(entries("ended the sessions of a person")).hasSize(1);
    assertThat(house.send(remove).statusCode()).isEqualTo(404);
  }

  @Test
  void without_a_provider_there_is_no_button_and_no_way() throws Exception {
    house.close();
    house = new TestHouse().start();
    assertThat(browser.get("/login").body()).doesNotContain("/login/sso");
    for (String path : List.of("/login/sso", "/login/sso/back?code=x&state=x")) {
      HttpResponse<String> answer = browser.get(path);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("no identity provider is configured");
    }
  }

  @Test
  void a_secret_that_is_wrong_is_told_without_it() throws Exception {
    house.close();
    house =
        house(
            Optional.empty(),
            each ->
                new Registration(
                    each.issuer(),
                    each.client(),
                    "another secret",
                    each.back(),
                    each.scopes(),
                    each.name(),
                    each.groups()));
    assertThat(browser.signIn("").body())
        .contains("invalid_client; compare oidc.client and the secret")
        .doesNotContain("another secret");
  }

  private TestHouse house(Optional<Role> otherwise, UnaryOperator<Registration> change)
      throws IOException {
    GroupRoles roles =
        new GroupRoles(
            Map.of(
                "everybody", Role.VIEWER,
                "oncall", Role.OPERATOR,
                "leads", Role.APPROVER,
                "platform", Role.ADMIN),
            otherwise);
    return new TestHouse(
            clock ->
                Optional.of(
                    new SingleSignOn(
                        new OidcProvider(change.apply(provider.registration(ADDRESS)), clock),
                        roles,
                        "Sign in with Example",
                        ADDRESS)))
        .start();
  }

  private static Registration withClaims(Registration usual, String name, String groups) {
    return new Registration(
        usual.issuer(), usual.client(), usual.secret(), usual.back(), usual.scopes(), name, groups);
  }

  private static Consumer<TestProvider> lie(String name, Consumer<JWTClaimsSet.Builder> twist) {
    return named(name, provider -> provider.twists(twist));
  }

  private static Consumer<TestProvider> named(String name, Consumer<TestProvider> lie) {
    return new Consumer<>() {
      @Override
      public void accept(TestProvider provider) {
        lie.accept(provider);
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }

  private List<Entry> entries(String action) {
    return house.journal.after(0, 100).stream()
        .map(Sealed::entry)
        .filter(entry -> entry.action().equals(action))
        .toList();
  }

  private void assertNobodyIsIn() throws IOException, InterruptedException {
    assertThat(browser.get("/incidents").statusCode()).isEqualTo(303);
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  /// Keeps cookies, and goes to the provider and back.
  private final class Browser {
    private final Map<String, String> cookies = new TreeMap<>();

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
      HttpRequest.Builder request = house.request(path).header("Accept", "text/html").GET();
      if (!cookies.isEmpty()) {
        request.header(
            "Cookie",
            cookies.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; ")));
      }
      HttpResponse<String> answer = house.send(request);
      for (String header : answer.headers().allValues("Set-Cookie")) {
        String pair = header.substring(0, header.indexOf(';'));
        cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
      return answer;
    }

    /// As the button leads, up to where the provider sends the browser back to.
    ///
    /// @return path and query
    String there(String next) throws IOException, InterruptedException {
      String page = get("/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8)).body();
      Matcher button = BUTTON.matcher(page);
      assertThat(button.find()).as(page).isTrue();
      assertThat(button.group(1)).startsWith(ADDRESS + "/login/sso");
      HttpResponse<String> there = get(button.group(1).substring(ADDRESS.length()));
      assertThat(there.statusCode()).as(there.body()).isEqualTo(303);
      HttpResponse<String> asked =
          house.client.send(
              HttpRequest.newBuilder(URI.create(location(there))).GET().build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(asked.statusCode()).isEqualTo(302);
      assertThat(location(asked)).startsWith(ADDRESS + "/login/sso/back?");
      return location(asked).substring(ADDRESS.length());
    }

    HttpResponse<String> signIn(String next) throws IOException, InterruptedException {
      return get(there(next));
    }
  }
}
