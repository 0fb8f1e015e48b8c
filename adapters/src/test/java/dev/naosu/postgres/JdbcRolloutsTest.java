package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import dev.naosu.ship.canary.Evidence;
import dev.naosu.ship.canary.KnownFailures;
import dev.naosu.ship.canary.Power;
import dev.naosu.ship.canary.Window;
import dev.naosu.ship.rollout.Failures;
import dev.naosu.ship.rollout.Judgement;
import dev.naosu.ship.rollout.Judgement.Ruling;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollout.Phase;
import dev.naosu.ship.rollout.Wish;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcRolloutsTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00.123456Z");
  private static final Version OLD = new Version("0ld0000");
  private static final Version FRESH = new Version("f4e5b1c");

  @TempDir static Path place;
  private static EmbeddedPostgres postgres;
  private Database database;
  private JdbcIncidents incidents;
  private JdbcRollouts rollouts;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.open(place, TestDatabase.cache(), Use.SERVER);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void open() throws Exception {
    database = Database.open(postgres.address(), 4);
    database.jdbi().useHandle(handle -> handle.execute("TRUNCATE naosu.incident CASCADE"));
    incidents = new JdbcIncidents(database);
    rollouts = new JdbcRollouts(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void what_is_kept_comes_back_as_it_was() {
    Rollout planned = planned("a", FRESH);
    Rollout full =
        new Rollout(
            planned.key(),
            "shop",
            FRESH,
            NOON,
            2,
            Optional.of(OLD),
            Phase.HELD,
            1,
            NOON.plusSeconds(30),
            Optional.of(NOON.plusSeconds(60)),
            "ada",
            "too few requests",
            Optional.of(
                new Judgement(
                    Ruling.COULD_NOT_TELL,
                    "too few",
                    new Evidence(
                        1,
                        0.5,
                        Duration.ofSeconds(30),
                        Answers.NONE,
                        Answers.NONE,
                        1.5,
                        200,
                        0.5,
                        333,
                        new TreeSet<>(Set.of("f")),
                        new Power(40, 0.01, 0.5, Duration.ofSeconds(30), 200, 0.95)))),
            Optional.of(traffic(7)));
    rollouts.keep(full, new Window(1, traffic(3)));
    assertThat(rollouts.find(planned.key())).contains(full);
    assertThat(rollouts.of(planned.key().incident())).containsExactly(full);
    assertThat(rollouts.windows(planned.key())).containsExactly(new Window(1, traffic(3)));
  }

  @Test
  void a_plan_that_is_told_again_changes_nothing() {
    Rollout planned = planned("a", FRESH);
    Rollout later = planned.in(Phase.WATCHING, "");
    rollouts.keep(later);
    rollouts.plan(planned);
    assertThat(rollouts.find(planned.key())).contains(later);
  }

  @Test
  void of_one_service_one_is_under_way_at_a_time() {
    Rollout.Key first = planned("a", FRESH).key();
    Rollout.Key second = planned("b", new Version("0the400")).key();
    assertThat(rollouts.takeUp(first)).isTrue();
    assertThat(rollouts.takeUp(first)).isTrue();
    assertThat(rollouts.takeUp(second)).isFalse();
    assertThat(rollouts.find(second).orElseThrow().phase()).isEqualTo(Phase.WAITING);
    rollouts.keep(rollouts.find(first).orElseThrow().in(Phase.ROLLED_BACK, ""));
    assertThat(rollouts.takeUp(second)).isTrue();
  }

  @Test
  void only_windows_of_the_present_round_are_told() {
    Rollout planned = planned("a", FRESH);
    rollouts.keep(planned, new Window(0, traffic(1)));
    rollouts.keep(planned, new Window(0, traffic(2)));
    assertThat(rollouts.windows(planned.key())).hasSize(2);
    Rollout again =
        new Rollout(
            planned.key(),
            "shop",
            FRESH,
            NOON,
            2,
            Optional.empty(),
            Phase.STARTING,
            0,
            NOON,
            Optional.empty(),
            "",
            "",
            Optional.empty(),
            Optional.empty());
    rollouts.keep(again, new Window(0, traffic(3)));
    assertThat(rollouts.windows(planned.key())).containsExactly(new Window(0, traffic(3)));
  }

  @Test
  void a_wish_stays_until_it_is_granted_whatever_else_is_kept() {
    Rollout planned = planned("a", FRESH);
    Wish wish = new Wish(Wish.Kind.ROLL_BACK, "ada", "slow \u0000 at noon");
    assertThat(rollouts.wish(planned.key())).isEmpty();
    rollouts.wish(planned.key(), wish);
    rollouts.keep(planned.in(Phase.WATCHING, ""));
    assertThat(rollouts.wish(planned.key())).contains(wish);
    rollouts.grant(planned.key());
    assertThat(rollouts.wish(planned.key())).isEmpty();
  }

  @Test
  void what_a_version_throws_is_known_by_its_name_or_its_short_name() {
    planned("a", FRESH);
    signal("1", "f4e5b1c", "c1");
    signal("2", "f4e5b1c0d9".repeat(4), "c2");
    signal("3", "0ld0000", "c3");
    signal("4", "", "c4");
    signal("5", "f4e5", "c5");
    signal("6", "0ld0000", "c2");
    assertThat(failures("shop", Instant.EPOCH, NOON))
        .isEqualTo(
            new Failures(
                Set.of(cause("c1"), cause("c2")),
                Set.of(cause("a"), cause("c2"), cause("c3"), cause("c4"), cause("c5"))));
    assertThat(failures("front", Instant.EPOCH, NOON)).isEqualTo(Failures.NONE);
    assertThat(failures("shop", NOON, NOON.plusSeconds(9))).isEqualTo(Failures.NONE);
    KnownFailures known = rollouts.known("shop", NOON.plus(Duration.ofDays(2)));
    assertThat(known.fingerprints()).hasSize(6).contains(cause("a"));
    assertThat(known.watched()).isEqualTo(Duration.ofDays(2));
    assertThat(rollouts.known("shop", NOON)).isEqualTo(KnownFailures.NONE);
    assertThat(rollouts.known("front", NOON)).isEqualTo(KnownFailures.NONE);
  }

  @Test
  void a_version_is_only_tried_until_it_is_promoted() {
    Rollout planned = planned("a", FRESH);
    assertThat(rollouts.tried("shop", "f4e5b1c")).contains(planned.key());
    assertThat(rollouts.tried("shop", "f4e5b1c0d9")).contains(planned.key());
    assertThat(rollouts.tried("shop", "f4e5")).isEmpty();
    assertThat(rollouts.tried("front", "f4e5b1c")).isEmpty();
    rollouts.keep(planned.in(Phase.ROLLED_BACK, ""));
    assertThat(rollouts.tried("shop", "f4e5b1c")).contains(planned.key());
    rollouts.keep(planned.in(Phase.PROMOTED, ""));
    assertThat(rollouts.tried("shop", "f4e5b1c")).isEmpty();
  }

  @Test
  void the_last_rollout_of_a_version_is_found() {
    Rollout planned = planned("a", FRESH);
    rollouts.keep(planned.in(Phase.PROMOTED, "it did well"));
    assertThat(rollouts.latest("shop", FRESH).orElseThrow().phase()).isEqualTo(Phase.PROMOTED);
    assertThat(rollouts.latest("front", FRESH)).isEmpty();
    assertThat(rollouts.latest("shop", new Version("other"))).isEmpty();
  }

  @Test
  void rollouts_are_forgotten_with_their_incident() {
    Rollout planned = planned("a", FRESH);
    rollouts.keep(planned, new Window(0, traffic(1)));
    database.jdbi().useHandle(handle -> handle.execute("DELETE FROM naosu.incident"));
    assertThat(rollouts.find(planned.key())).isEmpty();
    assertThat(rollouts.windows(planned.key())).isEmpty();
  }

  private Failures failures(String service, Instant from, Instant to) {
    return rollouts.failures(service, FRESH, from, to);
  }

  private Rollout planned(String cause, Version candidate) {
    long incident = signal("opens " + cause, "0ld0000", cause);
    Rollout planned = Rollout.planned(new Rollout.Key(incident, 1), "shop", candidate, NOON);
    rollouts.plan(planned);
    return planned;
  }

  private long signal(String id, String version, String cause) {
    Signal signal =
        new Signal(
            id,
            Signal.Kind.EXCEPTION,
            new Origin("shop", version, "production"),
            NOON,
            NOON,
            "boom",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            new TreeMap<>());
    return switch (incidents.absorb(signal, new Fingerprint(cause(cause), "boom"), NOON)) {
      case Absorbed.Opened(long incident) -> incident;
      case Absorbed.Joined(long incident) -> incident;
      case Absorbed.Duplicate _, Absorbed.Kept _ -> throw new AssertionError("not taken in");
    };
  }

  private static String cause(String letters) {
    return (letters + "0".repeat(32)).substring(0, 32);
  }

  private static Traffic traffic(long requests) {
    return new Traffic(
        NOON,
        NOON.plusSeconds(10),
        Map.of(
            OLD,
            Answers.NONE,
            FRESH,
            new Answers(
                requests, 1, new Latencies(new TreeMap<>(Map.of(120, requests))), Set.of("f"))));
  }
}
