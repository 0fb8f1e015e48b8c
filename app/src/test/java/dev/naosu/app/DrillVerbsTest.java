package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.access.Role;
import dev.naosu.app.rest.DrillDoor;
import dev.naosu.app.runtime.DrillWay;
import dev.naosu.app.runtime.Roads;
import dev.naosu.app.runtime.SwitchHouse;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.chaos.UndoDrill;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.postgres.Database;
import dev.naosu.postgres.EmbeddedPostgres;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import dev.naosu.prove.safety.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Drills of undoing, by commands against a real server with a real road.
class DrillVerbsTest {
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
                    new DrillDoor(
                            SwitchHouse.equipment(place, plan).catalogue(),
                            decider ->
                                new UndoDrill(
                                    SwitchHouse.equipment(place, plan).catalogue(),
                                    SwitchHouse.equipment(place, plan).gauge(),
                                    new DrillWay(roads.road(), roads.desk(), decider),
                                    roads.drills(),
                                    Thread::sleep,
                                    InstantSource.system()),
                            roads.drills(),
                            made.doorkeeper)
                        .routes())
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

  private int drill(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "drill",
                "undo",
                "switch",
                "--service",
                "shop",
                "--component",
                "lamp",
                "--environment",
                "test",
                "--set",
                "to=on",
                "--within",
                "2s"));
    if (!List.of(more).contains("--hold")) {
      words.addAll(List.of("--hold", "1s"));
    }
    words.addAll(List.of(more));
    return typed.run(words.toArray(String[]::new));
  }

  @Test
  void what_was_done_and_put_back_is_kept_as_passed_and_lets_the_action_be_auto() throws Exception {
    assertThat(roads.drills().last("switch", "shop")).isEmpty();
    assertThat(drill("--steady", "on < 2")).isZero();
    assertThat(typed.output()).contains("switch", "shop");
    assertThat(Files.readString(place.resolve("shop_lamp"))).isEqualTo("off");
    assertThat(roads.drills().last("switch", "shop").orElseThrow().passed()).isTrue();
    assertThat(typed.run("drill", "list", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(typed.output()).path("drills").path(0).path("passed"))
        .hasToString("true");
  }

  @Test
  void an_undo_that_breaks_things_has_failed_and_is_listed_so() {
    assertThat(drill("--set", "undoBreaks=true", "--steady", "on < 2")).isEqualTo(1);
    assertThat(roads.drills().last("switch", "shop").orElseThrow().passed()).isFalse();
    assertThat(typed.run("drill", "list")).isZero();
    assertThat(typed.output()).contains("✗  switch on shop", "not as before");
  }

  @Test
  void while_it_is_not_well_nothing_is_drilled() {
    assertThat(drill("--steady", "on > 0.5")).isEqualTo(1);
    assertThat(Files.exists(place.resolve("shop_lamp"))).isFalse();
    assertThat(roads.drills().last("switch", "shop")).isEmpty();
  }

  @Test
  void who_may_not_approve_may_not_drill() {
    environment.put("NAOSU_TOKEN", house.token(Role.OPERATOR));
    assertThat(drill("--steady", "on < 2")).isEqualTo(3);
    assertThat(typed.errors()).contains("approver");
    assertThat(Files.exists(place.resolve("shop_lamp"))).isFalse();
  }

  @Test
  void mistakes_are_told_with_what_is_right() {
    assertThat(drill("--steady", "well")).isEqualTo(2);
    assertThat(typed.errors()).contains("'http.ok > 99'");
    assertThat(drill("--steady", "on < 2", "--hold", "9h")).isNotZero();
    assertThat(typed.errors()).contains("25s");
    assertThat(typed.run("drill", "undo", "no.such", "--service", "shop", "--steady", "on < 2"))
        .isNotZero();
    assertThat(typed.errors()).contains("There is no action no.such");
  }
}
