package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.console.ActionPages;
import dev.naosu.app.rest.ActionDoor;
import dev.naosu.app.runtime.Roads;
import dev.naosu.app.runtime.SwitchHouse;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.postgres.Database;
import dev.naosu.postgres.EmbeddedPostgres;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import dev.naosu.prove.safety.Mode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people and programs do about actions: by commands, addresses and pages of a real server.
class ActionVerbsTest {
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]+)\"");

  @TempDir Path cluster;
  @TempDir Path place;
  private final TypedLine typed = new TypedLine();
  private final Map<String, String> environment = typed.environment();
  private EmbeddedPostgres postgres;
  private Database database;
  private SwitchHouse.Plan plan;
  private Roads roads;
  private TestHouse house;

  @BeforeEach
  void open() throws Exception {
    postgres =
        EmbeddedPostgres.open(
            cluster, Path.of("target", "postgres-cache").toAbsolutePath(), Use.SERVER);
    database = Database.open(postgres.address(), 6);
    plan = new SwitchHouse.Plan();
    plan.mode = Mode.SUGGEST;
    roads = SwitchHouse.roads(database, place, plan).begin();
    house =
        new TestHouse(
                ApprovalRules.one(),
                made ->
                    Stream.of(
                            new ActionDoor(roads.desk(), roads::kpis, made.doorkeeper).routes(),
                            new ActionPages(
                                    roads.desk(),
                                    roads::kpis,
                                    made.halt,
                                    made.doorkeeper,
                                    made.clock(),
                                    "1.2.3")
                                .routes())
                        .flatMap(List::stream)
                        .toList())
            .start();
    environment.put("NAOSU_SERVER", house.at("").toString());
    environment.put("NAOSU_TOKEN", house.token(Role.APPROVER));
  }

  @AfterEach
  void close() throws Exception {
    house.close();
    roads.close();
    SwitchHouse.endGuards(place);
    database.close();
    postgres.close();
  }

  private int run(String... arguments) {
    return typed.run(arguments);
  }

  private String output() {
    return typed.output();
  }

  private String errors() {
    return typed.errors();
  }

  @Test
  void what_is_proposed_is_listed_shown_approved_and_told() throws Exception {
    assertThat(run("actions", "list")).isZero();
    assertThat(output()).contains("nothing is asked");
    roads.road().walk(SwitchHouse.proposal(SwitchHouse.order("shop", "on")));
    assertThat(run("actions", "list")).isZero();
    assertThat(output()).contains("waits for a word", "switch on shop/lamp", "from off to on");
    assertThat(run("actions", "show", "1")).isZero();
    assertThat(output()).contains("it is dark", "runbook dark", "naosu actions approve 1");
    assertThat(run("actions", "approve", "1", "--seen", "0123456789abcdef")).isEqualTo(1);
    assertThat(errors()).contains("read it and decide again");
    assertThat(run("actions", "approve", "1", "--reason", "looked")).isZero();
    assertThat(output()).contains("turned");
    assertThat(run("actions", "list", "--json")).isZero();
    JsonNode page = new ObjectMapper().readTree(output());
    assertThat(page.path("actions").path(0).path("phase").asText()).isEqualTo("HELPED");
    assertThat(run("actions", "undo", "1")).isZero();
    assertThat(output()).contains("turned back");
    assertThat(run("actions", "approve", "1")).isEqualTo(1);
    assertThat(run("actions", "show", "99")).isEqualTo(1);
  }

  @Test
  void modes_are_set_as_far_as_they_were_earned() throws Exception {
    assertThat(run("actions", "mode", "auto", "--action", "switch", "--service", "shop"))
        .isEqualTo(3);
    assertThat(errors()).contains("it takes 20");
    assertThat(run("actions", "mode", "off", "--service", "shop", "--reason", "no")).isZero();
    assertThat(run("actions", "mode", "sometimes")).isEqualTo(2);
    assertThat(run("actions", "kpis")).isZero();
    assertThat(output())
        .contains("Actions that helped", "off  * of shop", "suggest  where nothing");
    assertThat(run("actions", "pause", "--reason", "fire")).isZero();
    assertThat(run("actions", "list")).isZero();
    assertThat(output()).contains("actions are paused", "fire");
    environment.put("NAOSU_TOKEN", house.token(Role.OPERATOR));
    assertThat(run("actions", "resume")).isEqualTo(3);
    environment.put("NAOSU_TOKEN", house.token(Role.APPROVER));
    assertThat(run("actions", "resume")).isZero();
    assertThat(run("actions")).isEqualTo(2);
  }

  @Test
  void people_see_it_on_pages_and_decide_there() throws Exception {
    house.doorkeeper.add(
        new Visitor("root", Role.ADMIN, "none"), "ada", Role.APPROVER, TestHouse.PASSWORD);
    roads.road().walk(SwitchHouse.proposal(SwitchHouse.order("shop", "on")));
    String cookie =
        form("", "/login", "name=ada&password=" + TestHouse.PASSWORD.replace(" ", "+"))
            .headers()
            .firstValue("Set-Cookie")
            .orElse("")
            .split(";", 2)[0];
    assertThat(get(cookie, "/actions"))
        .contains("waits for a word", "switch · shop/lamp", "Time to repair", "/actions/1");
    String page = get(cookie, "/actions/1");
    assertThat(page).contains("turns it from off to on", "Have it done", "it is dark");
    HttpResponse<String> answer =
        form(
            cookie,
            "/actions/1/approve",
            "csrf=" + found(CSRF, page) + "&seen=" + found(SEEN, page) + "&reason=yes");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(get(cookie, "/actions/1")).contains("helped", "ada", "Put it back now");
    assertThat(get(cookie, "/actions")).contains("helped 1, failed 0");
    assertThat(form(cookie, "/actions/1/approve", "csrf=wrong").statusCode()).isEqualTo(403);
  }

  private String get(String cookie, String path) throws IOException, InterruptedException {
    return house.send(house.request(path).header("Cookie", cookie).GET()).body();
  }

  private HttpResponse<String> form(String cookie, String path, String body)
      throws IOException, InterruptedException {
    return house.send(
        house
            .request(path)
            .header("Cookie", cookie.isEmpty() ? "none=1" : cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", house.at("").toString())
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String found(Pattern pattern, String page) {
    Matcher matcher = pattern.matcher(page);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
