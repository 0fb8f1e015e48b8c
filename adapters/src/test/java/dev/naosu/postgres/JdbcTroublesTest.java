package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.runtime.Exhibit;
import dev.naosu.cycle.runtime.Trouble;
import dev.naosu.cycle.runtime.Trouble.Phase;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.vitals.Target;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcTroublesTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Target APP = new Target("shop", "app", "a1b2:2");

  @TempDir static Path place;
  private static EmbeddedPostgres postgres;
  private Database database;
  private JdbcTroubles troubles;
  private JdbcIncidents incidents;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.open(place, TestDatabase.cache(), Use.SERVER);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void connect() {
    DatabaseAddress address = postgres.address();
    Jdbi.create(address.url(), address.user(), address.password())
        .useHandle(handle -> handle.execute("DROP SCHEMA IF EXISTS naosu CASCADE"));
    database = Database.open(address, 8);
    troubles = new JdbcTroubles(database);
    incidents = new JdbcIncidents(database);
  }

  @AfterEach
  void disconnect() {
    database.close();
  }

  @Test
  void everything_of_a_trouble_survives() {
    Trouble kept = troubles.keep(trouble(0, Phase.ASKED, List.of(7L), false));

    assertThat(kept.id()).isPositive();
    assertThat(kept).isEqualTo(trouble(0, Phase.ASKED, List.of(7L), false).numbered(kept.id()));
    assertThat(new JdbcTroubles(database).current()).containsExactly(kept);
  }

  @Test
  void an_incident_that_was_added_meanwhile_is_not_lost() {
    Trouble kept = troubles.keep(trouble(0, Phase.TREATED, List.of(7L), false));
    troubles.keep(trouble(kept.id(), Phase.TREATED, List.of(7L, 9L), false));

    Trouble late = troubles.keep(trouble(kept.id(), Phase.TREATED, List.of(7L, 8L), false));

    assertThat(late.incidents()).containsExactly(7L, 9L, 8L);
  }

  @Test
  void what_is_over_and_told_is_not_current_and_is_still_counted() {
    Trouble open = troubles.keep(trouble(0, Phase.TREATED, List.of(7L), true));
    Trouble untold = troubles.keep(trouble(0, Phase.HELPED, List.of(8L), false));
    Trouble over = troubles.keep(trouble(0, Phase.HELPED, List.of(9L), true));

    assertThat(troubles.current()).containsExactly(open, untold);
    assertThat(troubles.since(APP.whole(), "deadlock", NOON)).containsExactly(over, untold, open);
    assertThat(troubles.since(APP.whole(), "deadlock", NOON.plusSeconds(1))).isEmpty();
    assertThat(troubles.since(APP.whole(), "disk-low", NOON)).isEmpty();
  }

  @Test
  void evidence_is_kept_with_its_incident_and_has_an_end() {
    long incident = ((Absorbed.Opened) absorb("first")).incident();
    Exhibit exhibit =
        new Exhibit("thread-dump", APP, NOON, "2 threads wait for each other", "all\0 of it");
    troubles.attach(incident, exhibit);
    assertThat(troubles.of(incident))
        .singleElement()
        .extracting(Exhibit::target, Exhibit::at, Exhibit::summary)
        .containsExactly(APP, NOON, "2 threads wait for each other");

    for (int i = 0; i < 80; i++) {
      troubles.attach(incident, exhibit);
    }
    assertThat(troubles.of(incident)).hasSize(50);
    assertThat(troubles.of(incident + 1)).isEmpty();
  }

  @Test
  void signals_join_what_runtime_healing_has_until_that_is_over() {
    long incident = ((Absorbed.Opened) absorb("first")).incident();
    incidents.move(incident, State.OPEN, State.HANDED_OVER, "", note());
    for (int i = 0; i < 50; i++) {
      assertThat(absorb("alert " + i)).isEqualTo(new Absorbed.Joined(incident));
    }

    incidents.move(incident, State.HANDED_OVER, State.HEALED, "", note());
    assertThat(absorb("later")).isInstanceOf(Absorbed.Opened.class);
  }

  private Absorbed absorb(String id) {
    Signal signal =
        new Signal(
            id,
            Signal.Kind.HEALTH,
            new Origin("shop", "", "production"),
            NOON,
            NOON,
            "A disk is nearly full: shop/logs",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            new TreeMap<>());
    return incidents.absorb(signal, Fingerprint.of(signal), NOON.plus(Duration.ofHours(1)));
  }

  private static Note note() {
    return new Note(NOON, Note.NAOSU, "moved");
  }

  private static Trouble trouble(long id, Phase phase, List<Long> incidents, boolean settled) {
    return new Trouble(
        id,
        APP,
        "production",
        "deadlock",
        incidents,
        NOON,
        phase,
        1,
        true,
        Optional.of("7"),
        List.of("step 1, jvm.gc did not help"),
        NOON.plusSeconds(3),
        settled);
  }
}
