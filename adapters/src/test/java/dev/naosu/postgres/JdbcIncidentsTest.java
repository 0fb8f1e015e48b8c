package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.cycle.incident.Incidents.Filter;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Vicinity;
import dev.naosu.detect.Body;
import dev.naosu.detect.Failure;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Frame;
import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Direction;
import dev.naosu.diagnose.cause.Evidence;
import dev.naosu.diagnose.cause.Impact;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Verification.Intact;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcIncidentsTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00.123456Z");
  private static final Fingerprint CAUSE = new Fingerprint("ab".repeat(16), "NPE in Cart.total");

  /// Two services of which one asks the other.
  private static final Vicinity NEAR = Vicinity.of(Set.of("shop", "front"));

  private static final Fingerprint OTHER = new Fingerprint("cd".repeat(16), "NPE in Shelf.find");

  /// What runs once the repair is deployed.
  private static final Origin REPAIRED = new Origin("shop", "d77f", "production");

  @TempDir static Path place;
  private static EmbeddedPostgres postgres;
  private Database database;
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
    incidents = new JdbcIncidents(database);
  }

  @AfterEach
  void disconnect() {
    database.close();
  }

  @Test
  void the_first_signal_opens_an_incident_and_the_next_ones_join_it() {
    long id = open("s1");

    assertThat(absorb(signal("s2", NOON.plusSeconds(60)))).isEqualTo(new Absorbed.Joined(id));
    assertThat(absorb(signal("s2", NOON.plusSeconds(60)))).isEqualTo(new Absorbed.Duplicate());

    Incident incident = incidents.find(id).orElseThrow();
    assertThat(incident)
        .isEqualTo(
            new Incident(
                id,
                CAUSE,
                new Origin("shop", "b41c", "production"),
                Signal.Kind.EXCEPTION,
                State.OPEN,
                NOON,
                NOON.plusSeconds(5),
                NOON.plusSeconds(60),
                NOON.plusSeconds(5),
                2,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                ""));
    assertThat(incidents.find(id + 1)).isEmpty();
  }

  @Test
  void an_incident_of_the_version_before_is_joined_by_what_it_took_for_the_fingerprint() {
    long id = open("s1");
    Fingerprint now =
        new Fingerprint("ef".repeat(16), "NPE in Cart.sum", Optional.of(CAUSE.value()));

    assertThat(incidents.isJoinable(signal("s2", NOON), now)).isTrue();
    assertThat(incidents.absorb(signal("s2", NOON), now, NOON)).isEqualTo(new Absorbed.Joined(id));
    assertThat(incidents.find(id).orElseThrow().fingerprint()).isEqualTo(CAUSE);

    // what was opened since goes by its own
    Absorbed other = incidents.absorb(signal("s3", NOON), OTHER, NOON);
    Fingerprint both = new Fingerprint(OTHER.value(), OTHER.title(), Optional.of(CAUSE.value()));
    assertThat(incidents.absorb(signal("s4", NOON), both, NOON))
        .isEqualTo(new Absorbed.Joined(((Absorbed.Opened) other).incident()));
    assertThat(incidents.isJoinable(signal("s5", NOON), new Fingerprint("12".repeat(16), "x")))
        .isFalse();
  }

  @Test
  void another_cause_environment_or_service_is_another_incident() {
    long id = open("s1");

    assertThat(incidents.absorb(signal("s2", NOON), OTHER, NOON))
        .isInstanceOf(Absorbed.Opened.class);
    assertThat(absorb(signal("s3", NOON, new Origin("shop", "b41c", "staging"))))
        .isInstanceOf(Absorbed.Opened.class);
    // the sender of another service may count its signals in the same way
    assertThat(absorb(signal("s1", NOON, new Origin("stock", "b41c", "production"))))
        .isInstanceOf(Absorbed.Opened.class);
    assertThat(incidents.find(id).orElseThrow().signals()).isEqualTo(1);
  }

  @Test
  void signals_that_come_all_at_once_open_one_incident_and_each_counts_once() throws Exception {
    List<Callable<Absorbed>> work = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Signal signal = signal("s" + i / 2, NOON);
      work.add(() -> absorb(signal));
    }
    List<Absorbed> absorbed = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Absorbed> each : threads.invokeAll(work)) {
        absorbed.add(each.get());
      }
    }

    assertThat(absorbed).filteredOn(each -> each instanceof Absorbed.Opened).hasSize(1);
    assertThat(absorbed).filteredOn(each -> each instanceof Absorbed.Joined).hasSize(19);
    assertThat(absorbed).filteredOn(each -> each instanceof Absorbed.Duplicate).hasSize(20);
    assertThat(incidents.list(Filter.ALL, Optional.empty(), 10))
        .extracting(Incident::signals)
        .containsExactly(20L);
  }

  @Test
  void a_signal_opens_a_new_incident_only_when_the_one_before_is_over() {
    for (State state : State.values()) {
      connectAfresh();
      long id = open("first");
      if (state != State.OPEN) {
        assertThat(incidents.move(id, State.OPEN, state, "", note(NOON))).isTrue();
      }
      Absorbed next = absorb(signal("next", NOON, REPAIRED));
      boolean over = Set.of(State.HEALED, State.HANDED_OVER, State.CLOSED).contains(state);
      assertThat(next)
          .as(state.name())
          .isInstanceOf(over ? Absorbed.Opened.class : Absorbed.Joined.class);
    }
  }

  @Test
  void what_is_left_to_the_rollout_of_its_version_opens_nothing_new_there() {
    long id = open("s1");
    incidents.move(id, State.OPEN, State.HANDED_OVER, "", note(NOON));

    assertThat(absorb(signal("s2", NOON))).isEqualTo(new Absorbed.Joined(id));
    assertThat(absorb(signal("s3", NOON, REPAIRED))).isInstanceOf(Absorbed.Opened.class);
  }

  @Test
  void late_signals_of_the_version_that_was_healed_open_nothing_new() {
    long id = open("s1");
    incidents.move(id, State.OPEN, State.HEALED, "", note(NOON));

    assertThat(absorb(signal("s2", NOON))).isEqualTo(new Absorbed.Joined(id));
    assertThat(absorb(signal("s3", NOON, REPAIRED))).isInstanceOf(Absorbed.Opened.class);
  }

  @Test
  void what_comes_back_knows_how_often_and_when_it_was_dealt_with() {
    long first = open("s1");
    incidents.move(first, State.OPEN, State.CLOSED, "", note(NOON.plusSeconds(10)));
    long second = open("s2");
    incidents.move(second, State.OPEN, State.HEALED, "", note(NOON.plusSeconds(20)));
    Absorbed again = absorb(signal("s3", NOON, REPAIRED));
    long third = ((Absorbed.Opened) again).incident();

    assertThat(incidents.dealtWithBefore(first)).isEmpty();
    assertThat(incidents.dealtWithBefore(second)).contains(NOON.plusSeconds(10));
    assertThat(incidents.dealtWithBefore(third)).contains(NOON.plusSeconds(20));
    assertThat(incidents.find(third).orElseThrow().recurrence()).isEqualTo(2);
  }

  @Test
  void fifty_different_alerts_and_the_exception_behind_them_are_one_incident() {
    for (int i = 0; i < 25; i++) {
      absorb(alert("before " + i, i % 2 == 0 ? "shop" : "front"), NOON.plusSeconds(i));
    }
    long exception =
        ((Absorbed.Opened)
                incidents.absorb(
                    signal("npe", NOON.plusSeconds(25)), CAUSE, NEAR, NOON.plusSeconds(25)))
            .incident();
    for (int i = 0; i < 25; i++) {
      absorb(alert("after " + i, i % 2 == 0 ? "shop" : "front"), NOON.plusSeconds(30 + i));
    }

    Incident whole = incidents.find(exception).orElseThrow();
    assertThat(openOnes()).containsExactly(whole);
    assertThat(whole.kind()).isEqualTo(Signal.Kind.EXCEPTION);
    assertThat(whole.signals()).isEqualTo(51);
    assertThat(whole.began()).isEqualTo(NOON);
    // what says most comes first, however many alerts there are
    assertThat(incidents.signals(exception, 5).getFirst().id()).isEqualTo("npe");
    assertThat(incidents.signals(exception, 100)).hasSize(51);
    assertThat(incidents.timeline(exception))
        .extracting(Note::text)
        .anyMatch(text -> text.startsWith("takes in incident "));
  }

  @Test
  void alerts_of_services_that_do_not_ask_each_other_and_of_other_environments_stay_apart() {
    absorb(alert("one", "shop"), NOON);
    Vicinity alone = Vicinity.of(Set.of());
    Signal elsewhere = alert("two", "mail");
    Signal staging = alert("three", "shop", new Origin("shop", "b41c", "staging"));

    assertThat(incidents.absorb(elsewhere, Fingerprint.of(elsewhere), alone, NOON))
        .isInstanceOf(Absorbed.Opened.class);
    assertThat(incidents.absorb(staging, Fingerprint.of(staging), NEAR, NOON))
        .isInstanceOf(Absorbed.Opened.class);
    assertThat(openOnes()).hasSize(3);
  }

  @Test
  void two_exceptions_stay_two_and_alerts_join_the_one_that_began_first() {
    long first =
        ((Absorbed.Opened) incidents.absorb(signal("a", NOON), CAUSE, NEAR, NOON)).incident();
    assertThat(incidents.absorb(signal("b", NOON), OTHER, NEAR, NOON))
        .isInstanceOf(Absorbed.Opened.class);

    assertThat(absorb(alert("slow", "front"), NOON)).isEqualTo(new Absorbed.Joined(first));
    assertThat(openOnes()).hasSize(2);
    assertThat(incidents.timeline(first))
        .extracting(Note::text)
        .containsExactly("also in front: alert of front: slow");
  }

  @Test
  void an_exception_that_is_there_for_long_does_not_explain_a_new_alert() {
    incidents.absorb(signal("a", NOON), CAUSE, NEAR, NOON);
    Instant later = NOON.plusSeconds(3_600);
    incidents.absorb(signal("b", later), CAUSE, NEAR, later);

    assertThat(absorb(alert("slow", "shop", later), later)).isInstanceOf(Absorbed.Opened.class);
  }

  @Test
  void an_alert_that_is_repeated_after_hours_belongs_where_it_belonged() {
    long id = ((Absorbed.Opened) absorb(alert("slow", "shop"), NOON)).incident();
    absorb(alert("errors", "shop"), NOON.plusSeconds(60));
    Instant later = NOON.plusSeconds(4 * 3_600);

    assertThat(absorb(alert("errors", "shop", later), later)).isEqualTo(new Absorbed.Joined(id));
  }

  @Test
  void a_new_alert_hours_later_is_another_incident() {
    absorb(alert("slow", "shop"), NOON);
    Instant later = NOON.plusSeconds(4 * 3_600);

    assertThat(absorb(alert("errors", "shop", later), later)).isInstanceOf(Absorbed.Opened.class);
  }

  @Test
  void a_deploy_in_between_does_not_split_what_belongs_together() {
    long id = ((Absorbed.Opened) absorb(alert("slow", "shop"), NOON)).incident();

    assertThat(absorb(alert("errors", "shop", REPAIRED), NOON.plusSeconds(60)))
        .isEqualTo(new Absorbed.Joined(id));
  }

  @Test
  void what_comes_and_goes_is_one_incident_and_is_left_alone_longer_each_time_it_comes_back() {
    long first = ((Absorbed.Opened) absorb(alert("flaps", "shop"), NOON)).incident();
    incidents.move(first, State.OPEN, State.CLOSED, "", note(NOON));
    Instant soon = NOON.plusSeconds(100);
    assertThat(absorb(alert("flaps", "shop", soon), soon)).isEqualTo(new Absorbed.Joined(first));

    Instant later = NOON.plusSeconds(150);
    Absorbed back = absorb(alert("flaps", "shop", later), later);
    long second = ((Absorbed.Opened) back).incident();
    assertThat(incidents.find(second).orElseThrow().recurrence()).isEqualTo(1);

    incidents.move(second, State.OPEN, State.CLOSED, "", note(later));
    Instant twiceAsLong = later.plusSeconds(220);
    assertThat(absorb(alert("flaps", "shop", twiceAsLong), twiceAsLong))
        .isEqualTo(new Absorbed.Joined(second));
  }

  @Test
  void a_sender_whose_clock_is_an_hour_slow_is_not_left_out() {
    long id = ((Absorbed.Opened) absorb(alert("slow", "shop"), NOON)).incident();

    assertThat(absorb(alert("errors", "shop", NOON.minusSeconds(3_600)), NOON.plusSeconds(60)))
        .isEqualTo(new Absorbed.Joined(id));
  }

  @Test
  void alerts_that_two_processes_take_in_at_once_open_one_incident() throws Exception {
    JdbcIncidents other = new JdbcIncidents(database);
    List<Callable<Absorbed>> work = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      JdbcIncidents taker = i % 2 == 0 ? incidents : other;
      Signal alert = alert("alert " + i, i % 3 == 0 ? "shop" : "front");
      work.add(() -> taker.absorb(alert, Fingerprint.of(alert), NEAR, NOON));
    }
    Signal exception = signal("npe", NOON);
    work.add(20, () -> other.absorb(exception, CAUSE, NEAR, NOON));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Absorbed> each : threads.invokeAll(work)) {
        assertThat(each.get()).isNotNull();
      }
    }

    assertThat(openOnes()).hasSize(1);
    assertThat(openOnes().getFirst().signals()).isEqualTo(41);
    assertThat(openOnes().getFirst().kind()).isEqualTo(Signal.Kind.EXCEPTION);
  }

  @Test
  void many_alerts_do_not_push_out_the_exceptions_of_an_incident() {
    long id =
        ((Absorbed.Opened) incidents.absorb(signal("e1", NOON), CAUSE, NEAR, NOON)).incident();
    incidents.absorb(signal("e2", NOON), CAUSE, NEAR, NOON);
    for (int i = 0; i < 700; i++) {
      absorb(alert("a " + i, "shop"), NOON);
    }

    assertThat(incidents.signals(id, 3)).extracting(Signal::id).startsWith("e1", "e2");
    assertThat(incidents.signals(id, 10_000)).hasSizeBetween(500, 610);
  }

  private List<Incident> openOnes() {
    return incidents.list(Filter.ALL, Optional.empty(), 100).stream()
        .filter(each -> each.state() != State.CLOSED)
        .toList();
  }

  @Test
  void only_one_of_two_moves_from_a_state_happens_and_only_that_is_noted() {
    long id = open("s1");

    assertThat(incidents.move(id, State.OPEN, State.HEALING, "its turn", note(NOON))).isTrue();
    assertThat(incidents.move(id, State.OPEN, State.CLOSED, "too late", note(NOON))).isFalse();

    incidents.note(id, new Note(NOON, "ada", "looks \0 at it \ud800"));
    Incident incident = incidents.find(id).orElseThrow();
    assertThat(incident.state()).isEqualTo(State.HEALING);
    assertThat(incident.reason()).isEqualTo("its turn");
    assertThat(incident.changed()).isEqualTo(NOON);
    assertThat(incidents.timeline(id))
        .containsExactly(note(NOON), new Note(NOON, "ada", "looks \ufffd at it \ufffd"));
  }

  @Test
  void signals_are_read_back_as_they_came_the_first_and_the_latest() {
    Signal full =
        new Signal(
            "full \0 \ud800",
            Signal.Kind.EXCEPTION,
            new Origin("shop", "b41c", "production"),
            NOON,
            NOON.plusMillis(3),
            "caf\u00e9 \0 \ud83d\ude00",
            Optional.of("java.lang.NullPointerException\n\tat shop.Cart.total(Cart.java:12)"),
            List.of("CartTest#empty"),
            Optional.of(request("r1", "/carts/7", 500)),
            new TreeMap<>(Map.of("thread", "http-1")));
    long id = ((Absorbed.Opened) absorb(full)).incident();
    for (int i = 1; i <= 5; i++) {
      absorb(signal("s" + i, NOON.plusSeconds(i)));
    }

    assertThat(incidents.signals(id, 1)).containsExactly(full);
    assertThat(incidents.signals(id, 3))
        .extracting(Signal::id)
        .containsExactly("full \0 \ud800", "s5", "s4");
    assertThat(incidents.signals(id, 100)).hasSize(6);
    assertThat(incidents.signals(id + 1, 100)).isEmpty();
  }

  @Test
  void of_very_many_signals_the_first_and_the_latest_stay_and_all_count() {
    long id = open("first");
    for (int i = 1; i < 800; i++) {
      absorb(signal("s" + i, NOON));
    }

    List<Signal> kept = incidents.signals(id, 10_000);
    assertThat(kept).hasSizeBetween(500, 600);
    assertThat(kept.getFirst().id()).isEqualTo("first");
    assertThat(kept.get(1).id()).isEqualTo("s799");
    assertThat(incidents.find(id).orElseThrow().signals()).isEqualTo(800);
  }

  @Test
  void good_requests_open_nothing_and_no_two_are_alike() {
    assertThat(absorb(good("r1", "/carts/1", NOON))).isEqualTo(new Absorbed.Kept());
    assertThat(absorb(good("r2", "/carts/2", NOON.plusSeconds(1)))).isEqualTo(new Absorbed.Kept());
    assertThat(absorb(good("r3", "/carts/1", NOON.plusSeconds(2)))).isEqualTo(new Absorbed.Kept());
    assertThat(absorb(good("r3", "/carts/1", NOON.plusSeconds(2))))
        .isEqualTo(new Absorbed.Duplicate());

    assertThat(incidents.goodRequests("shop", 10))
        .extracting(Signal::id)
        .containsExactly("r3", "r2");
    assertThat(incidents.goodRequests("shop", 1)).hasSize(1);
    assertThat(incidents.goodRequests("stock", 10)).isEmpty();
    assertThat(incidents.list(Filter.ALL, Optional.empty(), 10)).isEmpty();
  }

  @Test
  void attempts_and_what_came_of_them_are_kept_once() {
    long id = open("s1");
    incidents.begin(id, 1, NOON);
    incidents.begin(id, 1, NOON.plusSeconds(9));
    assertThat(incidents.attempts(id)).isEmpty();
    assertThat(incidents.attemptsSince(NOON)).isEqualTo(1);
    assertThat(incidents.attemptsSince(NOON.plusSeconds(1))).isZero();

    Attempt none =
        new Attempt(
            1, NOON, NOON.plusSeconds(1), "not repaired", Optional.empty(), Optional.of("{}"));
    incidents.end(id, none, Optional.empty());
    Attempt second =
        new Attempt(
            2, NOON, NOON.plusSeconds(2), "a repair", Optional.of("diff"), Optional.empty());
    incidents.begin(id, 2, NOON);
    incidents.end(id, second, Optional.of(remedy()));
    incidents.end(id, second, Optional.of(remedy()));
    incidents.delivered(id, "branch auto-fix/1");

    assertThat(incidents.attempts(id)).containsExactly(none, second);
    Incident incident = incidents.find(id).orElseThrow();
    assertThat(incident.attempts()).isEqualTo(2);
    assertThat(incident.remedy()).contains(remedy());
    assertThat(incident.delivered()).contains("branch auto-fix/1");
  }

  @Test
  void a_list_is_read_page_by_page_latest_first() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Origin origin = new Origin(i % 2 == 0 ? "shop" : "stock", "1", "production");
      ids.add(
          ((Absorbed.Opened) absorb(signal("s" + i, NOON, origin, "f" + i), fingerprint(i)))
              .incident());
    }
    incidents.move(ids.get(0), State.OPEN, State.HEALED, "", note(NOON));
    incidents.move(ids.get(3), State.OPEN, State.HEALED, "", note(NOON));
    Collections.reverse(ids);

    List<Long> read = new ArrayList<>();
    Optional<Long> before = Optional.empty();
    for (int page = 0; page < 4; page++) {
      List<Incident> some = incidents.list(Filter.ALL, before, 3);
      some.forEach(incident -> read.add(incident.id()));
      before = some.isEmpty() ? before : Optional.of(some.getLast().id());
    }
    assertThat(read).isEqualTo(ids);
    assertThat(
            incidents.list(new Filter(Set.of(State.HEALED), Optional.empty()), Optional.empty(), 9))
        .extracting(Incident::id)
        .containsExactly(ids.get(3), ids.get(6));
    assertThat(
            incidents.list(
                new Filter(Set.of(State.HEALED), Optional.of("shop")), Optional.empty(), 9))
        .extracting(Incident::id)
        .containsExactly(ids.get(6));
    assertThat(incidents.counts()).isEqualTo(Map.of(State.OPEN, 5L, State.HEALED, 2L));
  }

  @Test
  void old_incidents_that_are_over_are_forgotten_and_the_journal_is_not() {
    JdbcJournal journal = new JdbcJournal(database);
    journal.append(new Entry("1", NOON, "naosu", "opened", "incident 1", "", List.of()));
    long over = open("s1");
    incidents.begin(over, 1, NOON);
    incidents.move(over, State.OPEN, State.CLOSED, "", note(NOON));
    long open = open("s2");
    absorb(signal("s3", NOON));
    absorb(good("r1", "/carts/1", NOON));

    assertThat(incidents.forgetBefore(NOON)).isZero();
    assertThat(incidents.forgetBefore(NOON.plusSeconds(3600))).isEqualTo(1);

    assertThat(incidents.find(over)).isEmpty();
    assertThat(incidents.timeline(over)).isEmpty();
    assertThat(incidents.signals(open, 10)).extracting(Signal::id).containsExactly("s2");
    assertThat(incidents.find(open).orElseThrow().recurrence()).isEqualTo(1);
    assertThat(incidents.goodRequests("shop", 10)).isEmpty();
    assertThat(journal.verify(List.of())).isEqualTo(new Intact(journal.head()));
    assertThat(journal.about("incident 1", 0, 10)).hasSize(1);
  }

  @Test
  void a_hundred_thousand_incidents_are_paged_and_counted_through_indexes() {
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "INSERT INTO naosu.incident (fingerprint, title, service, version, environment,"
                      + " kind, state, began, opened, last_seen, changed, signals, recurrence,"
                      + " attempts, reason) SELECT md5(n::text), 'NPE', 'shop ' || n % 50, '1',"
                      + " 'production', 'EXCEPTION', CASE WHEN n % 1000 = 0 THEN 'APPROVAL' ELSE"
                      + " 'HEALED' END, now(), now(), now(), now(), 1, 0, 0, '' FROM"
                      + " generate_series(1, 100000) n");
              handle.execute("ANALYZE naosu.incident");
            });

    assertThat(incidents.list(Filter.ALL, Optional.of(50_001L), 50))
        .extracting(Incident::id)
        .startsWith(50_000L)
        .hasSize(50);
    Filter approval = new Filter(Set.of(State.APPROVAL), Optional.empty());
    assertThat(incidents.list(approval, Optional.empty(), 1000)).hasSize(100);
    assertThat(incidents.counts()).isEqualTo(Map.of(State.APPROVAL, 100L, State.HEALED, 99_900L));
    for (String query :
        List.of(
            "SELECT * FROM naosu.incident WHERE id < 50001 ORDER BY id DESC LIMIT 50",
            "SELECT * FROM naosu.incident WHERE id < 50001 AND state IN ('APPROVAL') ORDER BY"
                + " id DESC LIMIT 50",
            "SELECT * FROM naosu.incident WHERE fingerprint = md5('7') AND service = 'shop 7' AND"
                + " environment = 'production' AND state NOT IN ('HEALED', 'HANDED_OVER',"
                + " 'CLOSED')")) {
      assertThat(plan(query)).as(query).contains("Index").doesNotContain("Seq Scan");
    }
    long first = open("first after the many");
    assertThat(first).isEqualTo(100_001);
  }

  @Test
  void a_database_that_is_gone_is_told_with_the_remedy() {
    database.close();

    assertThatThrownBy(() -> incidents.find(1)).isInstanceOf(DatabaseUnavailable.class);
    assertThatThrownBy(() -> open("s1")).isInstanceOf(DatabaseUnavailable.class);
  }

  private String plan(String query) {
    List<String> lines =
        database
            .jdbi()
            .withHandle(
                handle -> handle.createQuery("EXPLAIN " + query).mapTo(String.class).list());
    return String.join("\n", lines);
  }

  @Test
  void why_an_incident_came_about_is_kept_whole_and_the_latest_word_counts() {
    long id = open("a");
    assertThat(incidents.explanation(id)).isEmpty();
    incidents.explained(id, report("nothing stands out", Optional.empty()));
    CauseReport latest = report("a\u0000\uD800 \u001b[31m\"; DROP TABLE", Optional.of(0.25));
    incidents.explained(id, latest);
    assertThat(new JdbcIncidents(database).explanation(id)).contains(latest);
  }

  @Test
  void why_an_incident_came_about_is_forgotten_with_it() {
    long id = open("a");
    incidents.explained(id, report("because", Optional.empty()));
    incidents.move(id, State.OPEN, State.CLOSED, "", new Note(NOON, "ada", "closed"));
    incidents.forgetBefore(NOON.plusSeconds(100));
    assertThat(incidents.explanation(id)).isEmpty();
  }

  private static CauseReport report(String text, Optional<Double> share) {
    return new CauseReport(
        NOON,
        false,
        text,
        List.of(
            new Cause(
                Cause.Kind.SATURATION,
                "shop",
                text,
                0.7,
                List.of(new Evidence(text, "metrics", 0.7)),
                List.of(new Evidence(text, "metrics", 0.1)))),
        new Impact(List.of("shop"), List.of(text), share, NOON, "b41c"),
        new Direction(Direction.Way.RUNTIME_ACTION, text),
        List.of(new CauseReport.Changed(NOON, text)),
        List.of(text),
        List.of(text),
        0.3,
        Optional.empty());
  }

  private void connectAfresh() {
    database.close();
    connect();
  }

  private long open(String signal) {
    return ((Absorbed.Opened) absorb(signal(signal, NOON))).incident();
  }

  private Absorbed absorb(Signal signal) {
    return absorb(signal, CAUSE);
  }

  private Absorbed absorb(Signal signal, Fingerprint fingerprint) {
    return incidents.absorb(signal, fingerprint, NOON.plusSeconds(5));
  }

  private static Signal signal(String id, Instant at) {
    return signal(id, at, new Origin("shop", "b41c", "production"));
  }

  private static Signal signal(String id, Instant at, Origin origin) {
    return signal(id, at, origin, "it broke");
  }

  private static Signal signal(String id, Instant at, Origin origin, String message) {
    return new Signal(
        id,
        Signal.Kind.EXCEPTION,
        origin,
        at,
        at.plusMillis(5),
        message,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }

  private static Signal good(String id, String path, Instant at) {
    return new Signal(
        id,
        Signal.Kind.GOOD_REQUEST,
        new Origin("shop", "b41c", "production"),
        at,
        at,
        "",
        Optional.empty(),
        List.of(),
        Optional.of(request(id, path, 200)),
        new TreeMap<>());
  }

  private static RecordedRequest request(String id, String path, int status) {
    Failure failure =
        new Failure(
            "java.lang.NullPointerException",
            "no \0 price",
            List.of(new Frame("shop.Cart", "total", "Cart.java", 12)),
            Optional.empty(),
            Optional.of("null"));
    return new RecordedRequest(
        id,
        status == 200 ? Role.GOOD : Role.FAILING,
        "GET",
        path,
        "a=b",
        Map.of("accept", "*/*"),
        Body.of(new byte[] {0, -1, 10}),
        new Answer(
            status,
            Map.of("content-type", "text/plain"),
            Optional.of(Body.of("no")),
            Optional.of(Body.of("no").hash())),
        Optional.of(new Answer(200, Map.of(), Optional.empty(), Optional.empty())),
        status == 200 ? Optional.empty() : Optional.of(failure));
  }

  private static Remedy remedy() {
    return new Remedy(
        "b41c",
        "return 0 when lines.isEmpty()",
        "Cart.java:12",
        "--- a\n+++ b\n",
        "the cart is empty",
        0.94,
        List.of("12 tests pass"),
        List.of(),
        new Change(Map.of("Cart.java", "old"), Map.of("Cart.java", "new \u00e9\0")),
        new CommitMessage("fix: empty cart", "Healed-by: naosu"));
  }

  private static Fingerprint fingerprint(int number) {
    return new Fingerprint("%032x".formatted(number), "NPE");
  }

  private static Note note(Instant at) {
    return new Note(at, Note.NAOSU, "goes on");
  }

  private Absorbed absorb(Signal alert, Instant now) {
    return incidents.absorb(alert, Fingerprint.of(alert), NEAR, now);
  }

  private static Signal alert(String name, String service) {
    return alert(name, service, NOON);
  }

  private static Signal alert(String name, String service, Instant at) {
    return alert(name, service, new Origin(service, "b41c", "production"), at);
  }

  private static Signal alert(String name, String service, Origin origin) {
    return alert(name, service, origin, NOON);
  }

  private static Signal alert(String name, String service, Origin origin, Instant at) {
    return new Signal(
        name + at,
        Signal.Kind.HEALTH,
        origin,
        at,
        at,
        // numbers do not tell alerts apart, letters do
        "alert of "
            + service
            + ": "
            + name.replaceAll(" \\d+", "")
            + (name.matches(".* \\d+")
                ? " letter " + (char) ('a' + Integer.parseInt(name.replaceAll("\\D", "")) % 26)
                : ""),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }
}
