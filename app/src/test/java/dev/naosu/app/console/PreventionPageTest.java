package dev.naosu.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.access.Role;
import dev.naosu.app.prevent.Foresight;
import dev.naosu.app.prevent.PreventionJson;
import dev.naosu.app.rest.PreventionApi;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.upkeep.Case;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.repair.upkeep.Need;
import dev.naosu.repair.upkeep.Schedule;
import dev.naosu.repair.upkeep.Urgency;
import dev.naosu.repair.upkeep.Window;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What should be done before something breaks, as people and programs see it.
class PreventionPageTest {
  private static final String HOSTILE = "<script>alert(1)</script>";

  private final List<String> ran = new ArrayList<>();
  private final List<Case> cases = new ArrayList<>();
  private TestHouse house;

  @BeforeEach
  void open() throws IOException {
    house =
        new TestHouse(
                ApprovalRules.one(),
                made ->
                    Stream.of(
                            new PreventionApi(new Seen()).routes(),
                            new PreventionPage(new Seen(), made.halt, made.clock(), "1.2.3")
                                .routes())
                        .flatMap(List::stream)
                        .toList())
            .start();
    for (int i = 0; i < 23; i++) {
      cases.add(library("org.example:part-" + i, Urgency.SOME_DAY, Optional.empty()));
    }
    cases.add(
        library(
            "org.example:holey " + HOSTILE,
            Urgency.SOON,
            Optional.of(TestHouse.NOON.plus(Duration.ofDays(3)))));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void what_mends_a_hole_stands_first_and_all_other_libraries_in_one_line() throws Exception {
    String page = house.get(Role.OPERATOR, "/prevention").body();
    assertThat(page).contains("23 newer libraries", "none is known to mend a hole in security");
    assertThat(page.indexOf("holey")).isPositive().isLessThan(page.indexOf("23 newer libraries"));
    // closed until somebody wants to see them, and each can be met
    assertThat(page.indexOf("part-7")).isGreaterThan(page.indexOf("<details class=\"card\""));
    assertThat(page).contains("value=\"dependency-org.example-part-7\"");
    assertThat(page).doesNotContain(HOSTILE).contains("&lt;script&gt;");
  }

  @Test
  void who_only_looks_has_no_buttons() throws Exception {
    assertThat(house.get(Role.VIEWER, "/prevention").body())
        .contains("23 newer libraries")
        .doesNotContain("/prevention/run");
  }

  @Test
  void one_newer_library_is_no_crowd() throws Exception {
    cases.subList(1, 23).clear();
    assertThat(house.get(Role.VIEWER, "/prevention").body()).contains("1 newer library<");
  }

  @Test
  void programs_are_told_each_of_them() throws Exception {
    JsonNode told =
        new ObjectMapper().readTree(house.get(Role.VIEWER, "/api/v1/prevention").body());
    assertThat(told.path("schema").asText()).isEqualTo("naosu/prevent/1");
    assertThat(told.path("needs")).hasSize(24);
    assertThat(told.path("windows").path(0).asText()).contains("02:00");
    assertThat(told.path("onTime").path("share").isNull()).isTrue();
  }

  @Test
  void a_need_is_met_on_request_by_who_may() throws Exception {
    String known = "{\"need\": \"dependency-org.example-part-7\"}";
    assertThat(house.post(Role.VIEWER, "/api/v1/prevention/run", known).statusCode())
        .isEqualTo(403);
    assertThat(ran).isEmpty();
    HttpResponse<String> met = house.post(Role.OPERATOR, "/api/v1/prevention/run", known);
    assertThat(met.statusCode()).isEqualTo(200);
    assertThat(new ObjectMapper().readTree(met.body()).path("means").path("to").asText())
        .isEqualTo("1.1");
    assertThat(ran).containsExactly("dependency-org.example-part-7 by token:operator");
  }

  @Test
  void what_is_not_needed_or_not_named_is_refused() throws Exception {
    assertThat(run("{\"need\": \"disk-unknown\"}").statusCode()).isEqualTo(404);
    assertThat(run("{\"need\": \"\"}").statusCode()).isEqualTo(400);
    assertThat(run("[]").statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> run(String json) throws IOException, InterruptedException {
    return house.post(Role.OPERATOR, "/api/v1/prevention/run", json);
  }

  private static Case library(String name, Urgency urgency, Optional<Instant> until) {
    Need need =
        new Need(
            Subject.of(Kind.DEPENDENCY, name),
            name + " 1.0 is behind 1.1",
            urgency,
            Duration.ofMinutes(30),
            Duration.ZERO,
            "it gets older",
            until,
            0.5,
            List.of("its repository has 1.1"),
            List.of("project:shop"),
            new Means.Update("write 1.1 into pom.xml", "shop", "pom.xml", name, "1.0", "1.1"));
    return new Case(
        1,
        need,
        TestHouse.NOON,
        until,
        Optional.empty(),
        Optional.empty(),
        Case.State.OPEN,
        TestHouse.NOON,
        "");
  }

  /// What was seen.
  private final class Seen implements Foresight {
    @Override
    public PreventionJson.Told told() {
      List<Window> windows =
          List.of(Window.parse("Sun 02:00-04:00 UTC", ZoneOffset.UTC).orElseThrow());
      return new PreventionJson.Told(
          List.copyOf(cases),
          List.of(),
          Schedule.of(cases.stream().map(Case::need).toList(), windows, TestHouse.NOON),
          List.of(),
          windows,
          Optional.of(TestHouse.NOON));
    }

    @Override
    public Optional<Case> run(String need, String by) {
      Optional<Case> known =
          cases.stream().filter(each -> each.need().name().equals(need)).findFirst();
      known.ifPresent(_ -> ran.add(need + " by " + by));
      return known;
    }
  }
}
