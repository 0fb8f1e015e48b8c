package dev.naosu.durable;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/// In one JVM: leases, lanes, outages and other builds.
@Timeout(120)
class DbosWorkflowsTest {
  private static TestPostgres postgres;

  /// What happened, in order.
  private final ConcurrentLinkedQueue<String> diary = new ConcurrentLinkedQueue<>();

  private final AtomicInteger ids = new AtomicInteger();
  private final long incident = ids.incrementAndGet();
  private HikariDataSource pool;

  @BeforeAll
  static void begin(@TempDir Path home) {
    postgres = new TestPostgres(home);
  }

  @BeforeEach
  void connect() throws SQLException {
    pool = TestPostgres.pool(postgres.empty());
  }

  @AfterEach
  void disconnect() {
    pool.close();
  }

  @AfterAll
  static void end() {
    postgres.close();
  }

  @Test
  void a_cycle_that_is_started_twice_runs_once() throws Exception {
    try (DbosWorkflows workflows =
        running("a", (_, steps) -> steps.once("only", () -> did("only")))) {
      workflows.start(incident);
      workflows.start(incident);
      until(() -> diary.contains("only"));
      workflows.start(incident);
      Thread.sleep(600);
    }
    assertThat(diary).containsExactly("only");
  }

  @Test
  void what_was_not_started_is_started_and_nothing_else() throws Exception {
    long other = ids.incrementAndGet();
    try (DbosWorkflows workflows =
        running("a", (id, steps) -> steps.once("only", () -> did("only " + id)))) {
      workflows.start(incident);
      until(() -> diary.contains("only " + incident));
      workflows.startMissing(List.of(incident, other));
      until(() -> diary.contains("only " + other));
      workflows.startMissing(List.of(incident, other));
      workflows.startMissing(List.of());
    }
    assertThat(diary).containsExactly("only " + incident, "only " + other);
    assertThat(count("workflow_status")).isEqualTo(2);
  }

  @Test
  void a_message_is_waited_for_and_comes_once() throws Exception {
    Body body =
        (_, steps) -> {
          Optional<String> first = steps.await("word", Duration.ofMinutes(1));
          Optional<String> second = steps.await("word", Duration.ofMillis(300));
          steps.once("told", () -> did(first + " " + second));
        };
    try (DbosWorkflows workflows = running("a", body)) {
      // not begun yet: the message waits for it
      workflows.send(incident, "word", "yes");
      until(() -> !diary.isEmpty());
    }
    assertThat(diary).containsExactly("Optional[yes] Optional.empty");
  }

  @Test
  void cycles_that_ended_long_ago_are_forgotten_with_their_steps_and_messages() throws Exception {
    long waiting = ids.incrementAndGet();
    long old = ids.incrementAndGet();
    Body body =
        (id, steps) -> {
          steps.once("begin", () -> did("begin " + id));
          steps.await("word", id == waiting ? Duration.ofMinutes(9) : Duration.ZERO);
          steps.once("end", () -> did("end " + id));
        };
    try (DbosWorkflows workflows = running("a", body)) {
      workflows.send(old, "word", "yes");
      workflows.start(waiting);
      workflows.start(incident);
      until(() -> diary.contains("end " + old) && diary.contains("end " + incident));
      until(() -> count("workflow_status WHERE status = 'SUCCESS'") == 2);
      Instant now = Instant.now();
      assertThat(workflows.forgetBefore(now.minusSeconds(3600))).isZero();
      // all but the last as if it were long ago, also the one that is not over
      execute(
          "UPDATE dbos.workflow_status SET created_at = 0, updated_at = 0,"
              + " completed_at = CASE WHEN completed_at IS NULL THEN NULL ELSE 0 END"
              + " WHERE workflow_uuid <> 'incident-"
              + incident
              + "'");
      assertThat(workflows.forgetBefore(now.minusSeconds(3600))).isEqualTo(1);
      assertThat(count("operation_outputs WHERE workflow_uuid = 'incident-" + old + "'")).isZero();
      assertThat(count("notifications WHERE destination_uuid = 'incident-" + old + "'")).isZero();
      assertThat(count("workflow_status")).isEqualTo(2);

      // more than are forgotten in one transaction
      execute(
          "INSERT INTO dbos.workflow_status (workflow_uuid, status, name, class_name, completed_at)"
              + " SELECT 'old-' || n, 'SUCCESS', 'cycle', 'naosu', n FROM generate_series(1, 1200) n");
      assertThat(workflows.forgetBefore(now.minusSeconds(3600))).isEqualTo(1200);

      workflows.send(waiting, "word", "go");
      until(() -> diary.contains("end " + waiting));
    }
    assertThat(diary).containsOnlyOnce("begin " + waiting, "begin " + old);
  }

  private int count(String what) {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM dbos." + what)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void who_waits_keeps_nobody_from_working() throws Exception {
    long other = ids.incrementAndGet();
    Body body =
        (id, steps) -> {
          steps.inTurn("work", () -> did("works " + id));
          steps.await("word", Duration.ofMinutes(1));
          steps.inTurn("more", () -> did("more " + id));
        };
    try (DbosWorkflows workflows = running("a", body)) {
      workflows.start(incident);
      until(() -> diary.contains("works " + incident));
      workflows.start(other);
      until(() -> diary.contains("works " + other));
      workflows.send(other, "word", "go");
      until(() -> diary.contains("more " + other));
    }
    assertThat(diary).containsExactly("works " + incident, "works " + other, "more " + other);
  }

  @Test
  void only_so_many_work_at_a_time() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Body body =
        (id, steps) ->
            steps.inTurn(
                "work",
                () -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  Thread.sleep(100);
                  now.decrementAndGet();
                  return did("worked");
                });
    try (DbosWorkflows workflows = running("a", body)) {
      for (int i = 0; i < 5; i++) {
        workflows.start(ids.incrementAndGet());
      }
      until(() -> diary.size() == 5);
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void what_fails_is_tried_again_and_not_remembered() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    Body body =
        (_, steps) ->
            steps.once(
                "journal",
                () -> {
                  if (tries.incrementAndGet() < 3) {
                    throw new IllegalStateException("the journal cannot be written");
                  }
                  return did("written");
                });
    try (DbosWorkflows workflows = running("a", body)) {
      workflows.start(incident);
      until(() -> diary.contains("written"));
    }
    assertThat(tries).hasValue(3);
  }

  @Test
  void closing_interrupts_what_runs_and_the_next_process_goes_on() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Body interrupted =
        (_, steps) -> {
          steps.once("first", () -> did("first"));
          steps.inTurn(
              "long",
              () -> {
                begun.countDown();
                try {
                  Thread.sleep(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                  did("interrupted");
                  throw e;
                }
                return "";
              });
        };
    try (DbosWorkflows workflows = running("a", interrupted)) {
      workflows.start(incident);
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(diary).containsExactly("first", "interrupted");
    Body next =
        (_, steps) -> {
          steps.once("first", () -> did("first"));
          steps.inTurn("long", () -> did("long"));
        };
    try (DbosWorkflows _ = running("b", next)) {
      until(() -> diary.contains("long"));
    }
    assertThat(diary).containsExactly("first", "interrupted", "long");
  }

  @Test
  void another_build_goes_on_with_other_steps() throws Exception {
    Body old =
        (_, steps) -> {
          steps.once("first", () -> did("first"));
          steps.once("old", () -> did("old"));
          Optional<String> word = steps.await("word", Duration.ofMinutes(1));
          steps.once("said", () -> did("old " + word));
          steps.await("never", Duration.ofMinutes(1));
        };
    try (DbosWorkflows workflows = running("a", old)) {
      workflows.start(incident);
      workflows.send(incident, "word", "yes");
      until(() -> diary.contains("old Optional[yes]"));
    }
    Body fresh =
        (_, steps) -> {
          steps.once("first", () -> did("first"));
          steps.once("new", () -> did("new"));
          Optional<String> word = steps.await("word", Duration.ofMinutes(1));
          steps.once("said", () -> did("new " + word));
        };
    try (DbosWorkflows _ = running("a", fresh)) {
      until(() -> diary.contains("new Optional[yes]"));
    }
    assertThat(diary)
        .containsExactly("first", "old", "old Optional[yes]", "new", "new Optional[yes]");
  }

  @Test
  void a_process_that_is_cut_off_stops_and_its_late_word_is_refused() throws Exception {
    PGSimpleDataSource plain = new PGSimpleDataSource();
    plain.setUrl(pool.getJdbcUrl());
    CutDataSource wire = new CutDataSource(plain);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Body deaf =
        (_, steps) -> {
          String said =
              steps.once(
                  "step",
                  () -> {
                    begun.countDown();
                    // does not end when it is interrupted
                    while (goOn.getCount() > 0) {
                      try {
                        goOn.await();
                      } catch (InterruptedException e) {
                        diary.add("interrupted");
                      }
                    }
                    return "zombie";
                  });
          diary.add("zombie goes on with " + said);
        };
    Body other = (_, steps) -> did(steps.once("step", () -> "taken over"));
    try (DbosWorkflows first =
            DbosWorkflows.open(wire, new Settings("cut", "1", 1, Duration.ofSeconds(2)), deaf);
        DbosWorkflows second =
            DbosWorkflows.open(pool, new Settings("rest", "1", 1, Duration.ofSeconds(2)), other)) {
      first.run();
      first.start(incident);
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      wire.cut();
      second.run();
      until(() -> diary.contains("taken over"));
      wire.mend();
      goOn.countDown();
    }
    assertThat(diary).startsWith("interrupted").contains("taken over").doesNotContain("zombie");
    assertThat(diary).noneMatch(line -> line.startsWith("zombie"));
  }

  @Test
  void the_database_refuses_what_a_dead_executor_sends() throws Exception {
    Leases leases = new Leases(pool, Settings.usual("late", "1"));
    leases.prepare();
    String dead = leases.begin();
    try (DbosWorkflows workflows = DbosWorkflows.open(pool, settings("unused"), (_, _) -> {})) {
      workflows.start(incident);
    }
    try (var connection = new FencedDataSource(pool, dead).getConnection();
        var insert =
            connection.prepareStatement(
                "INSERT INTO dbos.operation_outputs (workflow_uuid, function_id, function_name,"
                    + " output) VALUES (?, 0, 'step', 'late')")) {
      insert.setString(1, Cycle.id(incident));
      assertThat(org.assertj.core.api.Assertions.catchThrowable(insert::executeUpdate))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("has lost its lease");
    }
  }

  @Test
  void cycles_wait_while_the_database_is_gone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Body body =
        (_, steps) -> {
          steps.once(
              "before",
              () -> {
                begun.countDown();
                goOn.await();
                return did("before");
              });
          steps.sleep(Duration.ofMillis(100));
          steps.once("after", () -> did("after"));
        };
    try (DbosWorkflows workflows = running("a", body)) {
      workflows.start(incident);
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      postgres.kill();
      goOn.countDown();
      until(() -> diary.contains("after"));
    }
    assertThat(diary).contains("before").endsWith("after");
  }

  @Test
  void two_processes_of_one_name_do_not_both_work() throws Exception {
    Body first = (_, steps) -> steps.once("who", () -> did("first"));
    Body second = (_, steps) -> steps.once("who", () -> did("second"));
    try (DbosWorkflows older = running("same", first)) {
      older.start(ids.incrementAndGet());
      until(() -> diary.contains("first"));
      try (DbosWorkflows younger = running("same", second)) {
        // the older one learns it with its next beat
        while (lastOnes(5).size() < 5 || lastOnes(5).contains("first")) {
          younger.start(ids.incrementAndGet());
          Thread.sleep(50);
        }
      }
    }
    assertThat(lastOnes(5)).containsOnly("second");
  }

  private List<String> lastOnes(int count) {
    List<String> all = List.copyOf(diary);
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  private DbosWorkflows running(String process, Body body) throws SQLException {
    DbosWorkflows workflows = DbosWorkflows.open(pool, settings(process), body);
    workflows.run();
    return workflows;
  }

  private static Settings settings(String process) {
    return new Settings(process, "1", 1, Duration.ofSeconds(5));
  }

  private String did(String what) {
    diary.add(what);
    return what;
  }

  private static void until(BooleanSupplier isSo) throws InterruptedException {
    while (!isSo.getAsBoolean()) {
      Thread.sleep(20);
    }
  }
}
