package dev.naosu.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.access.Role;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.serve.Decoders;
import dev.naosu.app.serve.Senders;
import dev.naosu.app.web.Access;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.TestHouse;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.AlertLabels;
import dev.naosu.telemetry.GithubRuns.Deployed;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Walks over every route there is: no door is open by accident.
class RouteWalkTest {
  private static final SharedSecret SECRET = new SharedSecret("a secret of the tests");

  /// With everybody who can be told of, so that all doors are there.
  private static final Senders SENDERS =
      new Senders(
          Map.of("99", "shop"),
          AlertLabels.usual(),
          Optional.of(
              new Senders.Github(SECRET, Map.of("team/shop", new Deployed("shop", "main")))),
          Map.of("99", SECRET));

  private TestHouse house;

  @BeforeEach
  void open() throws IOException {
    house = new TestHouse(Decoders.all(new Redaction(false), SENDERS)).start();
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void the_router_has_what_the_table_has_and_nothing_else() {
    assertThat(house.server.registered())
        .containsExactlyInAnyOrderElementsOf(
            house.server.routes().stream()
                .map(route -> route.verb().name() + " " + route.path())
                .toList())
        .hasSizeGreaterThan(20);
  }

  @Test
  void open_routes_are_the_ones_that_we_mean() {
    assertThat(
            house.server.routes().stream()
                .filter(route -> route.access() instanceof Access.Open)
                .map(route -> route.verb().name() + " " + route.path()))
        .containsExactlyInAnyOrder(
            "POST /api/v1/first",
            "GET /health",
            "GET /ready",
            "GET /openapi.json",
            "GET /login",
            "POST /login",
            "GET /login/sso",
            "GET /login/sso/back",
            "GET /welcome",
            "POST /welcome",
            "GET /static/{file}");
  }

  @Test
  void signed_routes_are_the_ones_that_we_mean_and_no_token_opens_them() throws Exception {
    List<Route> signed =
        house.server.routes().stream()
            .filter(route -> route.access() instanceof Access.Signed)
            .toList();
    assertThat(signed)
        .extracting(RouteWalkTest::name)
        .containsExactlyInAnyOrder("POST /api/v1/github", "POST /api/v1/webhooks/{name}");
    for (Route route : signed) {
      for (Optional<String> token : List.of(Optional.<String>empty(), admin())) {
        HttpResponse<String> answer = walk(route, token);
        assertThat(answer.statusCode()).as(name(route)).isEqualTo(401);
        assertThat(TestHouse.json(answer).path("remedy").asText()).as(name(route)).isNotBlank();
      }
    }
    assertThat(house.sent).isEmpty();
  }

  private Optional<String> admin() {
    return Optional.of(house.token(Role.ADMIN));
  }

  @Test
  void without_credentials_nobody_comes_in() throws Exception {
    for (Route route : guarded()) {
      HttpResponse<String> answer = walk(route, Optional.empty());
      if (route.face() == Route.Face.PAGE) {
        assertThat(answer.statusCode()).as(name(route)).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElse(""))
            .as(name(route))
            .startsWith("/login?next=");
      } else {
        assertThat(answer.statusCode()).as(name(route)).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).as(name(route)).isPresent();
        assertThat(TestHouse.json(answer).path("remedy").asText()).as(name(route)).isNotBlank();
      }
    }
  }

  @Test
  void with_a_forged_or_an_expired_token_nobody_comes_in() throws Exception {
    String good = house.token(Role.ADMIN);
    String forged = good.substring(0, good.length() - 4) + "AAAA";
    for (Route route : guarded()) {
      for (String token : List.of(forged, "x", "")) {
        assertThat(walk(route, Optional.of(token)).statusCode()).as(name(route)).isIn(401, 303);
      }
    }
    house.passes(Duration.ofDays(2));
    for (Route route : guarded()) {
      HttpResponse<String> answer = walk(route, Optional.of(good));
      assertThat(answer.statusCode()).as(name(route)).isIn(401, 303);
      if (route.face() == Route.Face.API) {
        assertThat(TestHouse.json(answer).path("title").asText()).contains("expired");
      }
    }
  }

  @Test
  void with_too_low_a_role_nobody_comes_in() throws Exception {
    int walked = 0;
    for (Route route : guarded()) {
      Role needed = ((Access.Needs) route.access()).role();
      for (Role low : Stream.of(Role.values()).filter(role -> !role.covers(needed)).toList()) {
        HttpResponse<String> answer = walk(route, Optional.of(house.token(low)));
        assertThat(answer.statusCode()).as(name(route) + " as " + low).isEqualTo(403);
        assertThat(answer.body()).as(name(route)).contains(needed.word()).contains(low.word());
        walked++;
      }
    }
    assertThat(walked).isGreaterThan(10);
    assertThat(house.halt.isOn()).isFalse();
    assertThat(house.sent).isEmpty();
  }

  @Test
  void with_the_right_role_every_door_opens() throws Exception {
    for (Route route : guarded()) {
      Role needed = ((Access.Needs) route.access()).role();
      HttpResponse<String> answer = walk(route, Optional.of(house.token(needed)));
      // what is asked for may not be there, or be asked for badly; who asks is not the matter
      assertThat(answer.statusCode()).as(name(route)).isNotIn(401, 403, 405, 500);
      if (answer.statusCode() == 303) {
        assertThat(answer.headers().firstValue("Location").orElse(""))
            .as(name(route))
            .doesNotContain("/login?next");
      }
    }
  }

  @Test
  void every_answer_carries_the_headers_that_keep_a_browser_safe() throws Exception {
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (Route route : house.server.routes()) {
      answers.add(walk(route, Optional.of(house.token(Role.ADMIN))));
    }
    answers.add(house.get(Role.ADMIN, "/nothing/here"));
    for (HttpResponse<String> answer : answers) {
      String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
      assertThat(policy)
          .as(answer.uri().toString())
          .contains("default-src 'none'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Cache-Control")).isPresent();
      assertThat(answer.headers().firstValue("Server")).isEmpty();
    }
  }

  @Test
  void the_openapi_document_describes_exactly_the_routes_of_the_api() throws Exception {
    JsonNode document = TestHouse.json(house.send(house.request("/openapi.json").GET()));
    List<String> described = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        verb ->
                            described.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(document.path("openapi").asText()).startsWith("3.1");
    List<String> pages =
        house.server.routes().stream()
            .filter(route -> route.face() == Route.Face.PAGE)
            .map(RouteWalkTest::name)
            .toList();
    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            house.server.registered().stream().filter(each -> !pages.contains(each)).toList());
    for (Route route : house.server.routes()) {
      if (route.face() == Route.Face.API) {
        JsonNode operation =
            document
                .path("paths")
                .path(route.path())
                .path(route.verb().name().toLowerCase(Locale.ROOT));
        boolean needsNobody = !(route.access() instanceof Access.Needs);
        assertThat(operation.path("security").isEmpty()).as(name(route)).isEqualTo(needsNobody);
      }
    }
    List<String> references = document.findValuesAsText("$ref");
    assertThat(references).isNotEmpty();
    references.forEach(
        reference ->
            assertThat(document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
  }

  private List<Route> guarded() {
    return house.server.routes().stream()
        .filter(route -> route.access() instanceof Access.Needs)
        .toList();
  }

  private static String name(Route route) {
    return route.verb().name() + " " + route.path();
  }

  /// The head of the answer of an event stream, the whole of any other.
  private HttpResponse<String> walk(Route route, Optional<String> token) throws Exception {
    String path = route.path().replace("{file}", "style.css").replaceAll("\\{\\w+}", "99");
    boolean sends = !route.isSafe() && !route.verb().name().equals("DELETE");
    HttpRequest.Builder request =
        house
            .request(path)
            .method(
                route.verb().name(),
                sends
                    ? HttpRequest.BodyPublishers.ofString("{}")
                    : HttpRequest.BodyPublishers.noBody());
    if (sends) {
      request.header("Content-Type", "application/json");
    }
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    if (path.equals("/api/v1/events") && route.isSafe()) {
      return Streams.head(house, request);
    }
    return house.send(request);
  }
}
