package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.cycle.incident.Approval;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.cycle.people.Dispatch;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcPeopleTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir static Path place;
  private static EmbeddedPostgres postgres;
  private Database database;
  private JdbcApprovals approvals;
  private JdbcDispatches dispatches;
  private long incident;

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
    approvals = new JdbcApprovals(database);
    dispatches = new JdbcDispatches(database);
    incident = open();
  }

  @AfterEach
  void disconnect() {
    database.close();
  }

  @Test
  void approvals_survive_and_a_second_one_of_the_same_person_changes_nothing() {
    approvals.add(approval("ada", "ada"));
    assertThat(approvals.add(approval("ada", "token:laptop"))).hasSize(1);
    JdbcApprovals other = new JdbcApprovals(database);
    assertThat(other.add(approval("bob", "bob")))
        .containsExactly(approval("ada", "ada"), approval("bob", "bob"));
    assertThat(other.of(incident, "another")).isEmpty();
  }

  @Test
  void of_people_who_approve_at_once_the_last_sees_all_of_them() throws Exception {
    List<Callable<Integer>> all =
        IntStream.range(0, 8)
            .<Callable<Integer>>mapToObj(
                each -> () -> approvals.add(approval("p" + each, "p" + each)).size())
            .toList();
    List<Integer> seen = new ArrayList<>();
    try (ExecutorService people = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> each : people.invokeAll(all)) {
        seen.add(each.get());
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void when_somebody_was_shown_a_card_first_is_kept_with_its_text() {
    approvals.shown(card(), "ada", NOON);
    approvals.shown(card(), "ada", NOON.plusSeconds(60));
    assertThat(approvals.firstShown(incident, card().seen(), "ada")).contains(NOON);
    assertThat(approvals.firstShown(incident, card().seen(), "bob")).isEmpty();
    String text =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle.createQuery("SELECT text FROM naosu.card").mapTo(String.class).one());
    assertThat(text).isEqualTo(card().text());
  }

  @Test
  void a_link_is_used_once() {
    assertThat(approvals.use("nonce", incident, NOON)).isTrue();
    assertThat(approvals.use("nonce", incident, NOON)).isFalse();
  }

  @Test
  void all_processes_have_one_key() {
    assertThat(approvals.key("links", "first")).isEqualTo("first");
    assertThat(new JdbcApprovals(database).key("links", "second")).isEqualTo("first");
  }

  @Test
  void what_was_told_is_remembered_and_found_again() {
    Dispatch told =
        new Dispatch("slack", incident, "C1 1.1", "asked-1", "print", false, 0, "", NOON, NOON);
    dispatches.keep(told);
    assertThat(dispatches.of("slack", List.of(incident, 99L)))
        .containsOnly(Map.entry(incident, told));
    assertThat(dispatches.of("mail", List.of(incident))).isEmpty();
    assertThat(dispatches.unfinished("slack", 10)).containsExactly(incident);
    assertThat(dispatches.begunSince("slack", NOON)).isEqualTo(1);
    assertThat(dispatches.begunSince("slack", NOON.plusSeconds(1))).isZero();
  }

  @Test
  void one_process_at_a_time_tells_and_another_one_takes_over_when_it_ended() {
    assertThat(dispatches.claim("slack", incident, NOON, NOON.plusSeconds(60))).isTrue();
    assertThat(dispatches.claim("slack", incident, NOON, NOON.plusSeconds(60))).isFalse();
    assertThat(dispatches.claim("slack", incident, NOON.plusSeconds(60), NOON.plusSeconds(120)))
        .isTrue();
  }

  @Test
  void what_was_told_just_now_is_not_claimed_before_it_is_due() {
    dispatches.keep(
        new Dispatch(
            "slack", incident, "C1 1.1", "k", "p", false, 0, "", NOON.plusSeconds(3), NOON));
    assertThat(dispatches.claim("slack", incident, NOON, NOON.plusSeconds(60))).isFalse();
    assertThat(dispatches.claim("slack", incident, NOON.plusSeconds(3), NOON.plusSeconds(60)))
        .isTrue();
  }

  @Test
  void what_belongs_to_a_forgotten_incident_is_forgotten() {
    approvals.add(approval("ada", "ada"));
    dispatches.keep(new Dispatch("slack", incident, "C1 1.1", "k", "p", true, 0, "", NOON, NOON));
    database.jdbi().useHandle(handle -> handle.execute("DELETE FROM naosu.incident"));
    dispatches.forget();
    assertThat(approvals.of(incident, "0123456789abcdef")).isEmpty();
    assertThat(dispatches.of("slack", List.of(incident))).isEmpty();
  }

  private Approval approval(String human, String name) {
    return new Approval(incident, "0123456789abcdef", human, name, Role.APPROVER, NOON);
  }

  private Card card() {
    return new Card(
        incident,
        "0123456789abcdef",
        NOON,
        1,
        "It waits.",
        "shop",
        "shop: NPE",
        List.of(),
        "return 0",
        "+ return 0;",
        List.of(),
        List.of("a doubt"),
        0.6,
        "Delete the branch.",
        new Quorum(1, Role.APPROVER));
  }

  private long open() {
    Absorbed absorbed =
        new JdbcIncidents(database)
            .absorb(
                new Signal(
                    "s1",
                    Signal.Kind.EXCEPTION,
                    new Origin("shop", "b41c", "production"),
                    NOON,
                    NOON,
                    "NPE",
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    new TreeMap<>()),
                new Fingerprint("ab".repeat(16), "NPE in Cart.total"),
                NOON);
    return ((Absorbed.Opened) absorbed).incident();
  }
}
