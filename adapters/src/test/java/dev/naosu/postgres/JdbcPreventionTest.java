package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.cycle.upkeep.Case;
import dev.naosu.cycle.upkeep.Share;
import dev.naosu.detect.forecast.Endings;
import dev.naosu.detect.forecast.Reading;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import dev.naosu.detect.vitals.Target;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.repair.upkeep.Need;
import dev.naosu.repair.upkeep.Urgency;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcPreventionTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00.123456Z");

  @TempDir static Path place;
  private static EmbeddedPostgres postgres;
  private Database database;
  private JdbcCases cases;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.open(place, TestDatabase.cache(), Use.SERVER);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void open() {
    database = Database.open(postgres.address(), 4);
    database.jdbi().useHandle(handle -> handle.execute("TRUNCATE naosu.upkeep, naosu.reading"));
    cases = new JdbcCases(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void a_need_comes_back_as_it_was_with_each_of_its_means() {
    Target target = new Target("shop", "logs", "");
    List<Means> all =
        List.of(
            new Means.Act("clean it", target, "disk.clean", Map.of("names", "*.log")),
            new Means.Update("update it", "shop", "pom.xml", "a:b", "1.0", "1.1"),
            new Means.ByPerson("do it \u0000 \ud83d\ude00"));
    for (int i = 0; i < all.size(); i++) {
      Case kept = cases.keep(opened("/disk" + i, all.get(i)));
      assertThat(kept.id()).isPositive();
      assertThat(cases.latest(kept.need().name())).contains(kept);
    }
    assertThat(cases.open()).hasSize(3);
  }

  @Test
  void what_is_over_is_counted_and_the_same_need_may_come_again() {
    Case first = cases.keep(opened("/a", new Means.ByPerson("x")));
    assertThatThrownBy(() -> cases.keep(opened("/a", new Means.ByPerson("x"))))
        .isInstanceOf(DatabaseUnavailable.class);
    cases.keep(in(first, Case.State.DONE));
    Case again = cases.keep(opened("/a", new Means.ByPerson("x")));
    assertThat(cases.latest("disk-a")).contains(again);
    cases.keep(in(cases.keep(opened("/b", new Means.ByPerson("x"))), Case.State.MISSED));
    List<Case> over = cases.over(NOON.minusSeconds(60));
    assertThat(over).hasSize(2);
    assertThat(Share.of(over).value().orElseThrow()).isEqualTo(0.5);
    cases.forgetBefore(NOON.plus(Duration.ofDays(9)));
    assertThat(cases.over(Instant.EPOCH)).isEmpty();
    assertThat(cases.open()).containsExactly(again);
  }

  @Test
  void what_was_measured_comes_back_in_order_and_the_last_word_of_a_moment_counts() {
    JdbcReadings readings = new JdbcReadings(database);
    readings.add(NOON.plusSeconds(60), Map.of("disk:/", 2.0));
    readings.add(NOON, Map.of("disk:/", 1.0, "disk:/var", 7.0));
    readings.add(NOON, Map.of("disk:/", 1.5));
    assertThat(readings.of("disk:/", NOON))
        .containsExactly(new Reading(NOON, 1.5), new Reading(NOON.plusSeconds(60), 2.0));
    readings.forgetBefore(NOON.plusSeconds(1));
    assertThat(readings.of("disk:/", NOON)).hasSize(1);
  }

  @Test
  void of_two_processes_one_works_at_a_time() throws Exception {
    boolean first =
        cases.alone(
            () -> {
              assertThat(new JdbcCases(database).alone(() -> null)).isFalse();
              return null;
            });
    assertThat(first).isTrue();
    assertThat(cases.alone(() -> null)).isTrue();
  }

  @Test
  void a_database_tells_its_connections_its_dead_rows_and_what_it_does_not_count() {
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("CREATE TABLE IF NOT EXISTS public.items (id int)");
              handle.execute("INSERT INTO public.items SELECT generate_series(1, 20000)");
              handle.execute("DELETE FROM public.items WHERE id <= 15000");
              handle.execute("SELECT pg_stat_force_next_flush()");
            });
    List<Sighting> seen =
        new DatabaseWear("orders", postgres.address(), Optional.empty(), Endings.known()).look();
    assertThat(seen)
        .anySatisfy(
            each ->
                assertThat(each)
                    .isInstanceOfSatisfying(
                        Sighting.Level.class,
                        level -> {
                          assertThat(level.subject().kind()).isEqualTo(Kind.CONNECTIONS);
                          assertThat(level.value()).isBetween(1.0, level.limit());
                        }))
        .anySatisfy(
            each ->
                assertThat(each)
                    .isInstanceOfSatisfying(
                        Sighting.Table.class,
                        table -> {
                          assertThat(table.table()).isEqualTo("public.items");
                          assertThat(table.dead()).isEqualTo(15_000);
                        }))
        .anySatisfy(
            each ->
                assertThat(each)
                    .isInstanceOfSatisfying(
                        Sighting.Unseen.class,
                        unseen -> assertThat(unseen.why()).contains("CREATE EXTENSION")));
  }

  @Test
  void a_database_that_is_away_is_told_without_its_password() {
    List<Sighting> seen =
        new DatabaseWear(
                "orders",
                new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/orders", "ada", "s3cret"),
                Optional.empty(),
                Endings.known())
            .look();
    assertThat(seen).hasSize(1);
    assertThat(((Sighting.Unseen) seen.getFirst()).why())
        .contains("127.0.0.1:1/orders")
        .doesNotContain("s3cret");
  }

  private static Case in(Case kept, Case.State state) {
    return new Case(
        kept.id(),
        kept.need(),
        kept.found(),
        kept.until(),
        kept.planned(),
        Optional.of(NOON),
        state,
        NOON,
        "words");
  }

  private static Case opened(String disk, Means means) {
    Need need =
        new Need(
            new Subject(Kind.DISK, disk, Optional.of(new Target("shop", "logs", ""))),
            disk + " is full",
            Urgency.SOON,
            Duration.ofMinutes(15),
            Duration.ZERO,
            "it breaks",
            Optional.of(NOON.plus(Duration.ofDays(2))),
            0.9,
            List.of("it grows"),
            List.of("shop/logs"),
            means);
    return new Case(
        0, need, NOON, need.until(), Optional.empty(), Optional.empty(), Case.State.OPEN, NOON, "");
  }
}
