package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.journal.Entry;
import dev.naosu.journal.Head;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.journal.Sealed;
import dev.naosu.journal.Verification;
import dev.naosu.journal.Verification.Broken;
import dev.naosu.journal.Verification.Fault;
import dev.naosu.journal.Verification.Intact;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcJournalTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00.123456789Z");

  @TempDir static Path place;
  private static EmbeddedPostgres postgres;
  private Database database;
  private JdbcJournal journal;

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
    database = Database.open(address, 4);
    journal = new JdbcJournal(database);
  }

  @AfterEach
  void disconnect() {
    database.close();
  }

  @Test
  void an_empty_journal_is_intact() {
    assertThat(journal.head()).isEqualTo(Head.EMPTY);
    assertThat(journal.verify(List.of())).isEqualTo(new Intact(Head.EMPTY));
    assertThat(journal.after(0, 10)).isEmpty();
  }

  @Test
  void what_is_appended_is_read_back_as_it_was_sealed() {
    Sealed first =
        journal.append(
            new Entry(
                "1 open",
                NOON,
                "ada",
                "decided: APPROVE",
                "incident 1",
                "caf\u00e9 \ud83d\ude00\n\"'\\",
                List.of("ab12", "", "c\u00f6")));
    Sealed second = journal.append(entry("2 open", "incident 2"));

    assertThat(first.number()).isEqualTo(1);
    assertThat(second.previous()).isEqualTo(first.hash());
    assertThat(journal.after(0, 10)).containsExactly(first, second);
    assertThat(journal.after(1, 10)).containsExactly(second);
    assertThat(journal.after(0, 1)).containsExactly(first);
    assertThat(journal.about("incident 2", 0, 10)).containsExactly(second);
    assertThat(journal.about("incident 2", 2, 10)).isEmpty();
    assertThat(journal.verify(List.of(first.head()))).isEqualTo(new Intact(second.head()));
  }

  @Test
  void an_entry_told_twice_is_written_once() {
    Sealed first = journal.append(entry("7 ship 1", "incident 7"));

    assertThat(journal.append(entry("7 ship 1", "incident 7"))).isEqualTo(first);
    assertThat(journal.head()).isEqualTo(first.head());
  }

  @Test
  void many_writers_at_once_keep_the_chain_whole() throws Exception {
    int each = 60;
    try (Database other = Database.open(postgres.address(), 4);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      JdbcJournal otherJournal = new JdbcJournal(other);
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        JdbcJournal mine = writer % 2 == 0 ? journal : otherJournal;
        String name = "writer " + writer;
        work.add(
            () -> {
              IntStream.range(0, each).forEach(i -> mine.append(entry(name + " " + i, name)));
              return true;
            });
        // the same keys from elsewhere, as a step that two processes run
        work.add(
            () -> {
              IntStream.range(0, each)
                  .forEach(i -> otherJournal.append(entry(name + " " + i, name)));
              return true;
            });
      }
      for (Future<Boolean> done : threads.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    }

    assertThat(journal.verify(List.of())).isEqualTo(new Intact(journal.head()));
    assertThat(journal.after(0, 1000))
        .extracting(Sealed::number)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 4L * each).boxed().toList());
  }

  @Test
  void processes_that_are_killed_while_they_write_leave_the_chain_whole() throws Exception {
    Process first = OtherNaosu.start(place, TestDatabase.cache(), "journal", "first");
    Process second = OtherNaosu.start(place, TestDatabase.cache(), "journal", "second");
    for (int i = 0; i < 50; i++) {
      journal.append(entry("own " + i, "own"));
    }
    first.destroyForcibly().waitFor();
    journal.append(entry("own after the first", "own"));
    second.destroyForcibly().waitFor();
    Sealed last = journal.append(entry("own after the second", "own"));

    assertThat(journal.verify(List.of())).isEqualTo(new Intact(last.head()));
    assertThat(journal.about("own", 0, 100)).hasSize(52);
    assertThat(journal.after(0, 100_000))
        .extracting(record -> record.entry().actor())
        .contains("first", "second");
  }

  @Test
  void the_application_can_neither_change_nor_remove_a_record() {
    write(3);

    for (String sql :
        List.of(
            "UPDATE naosu.journal SET detail = 'x' WHERE number = 2",
            "DELETE FROM naosu.journal WHERE number = 3",
            "TRUNCATE naosu.journal",
            "UPDATE naosu.journal_head SET number = 2",
            "DELETE FROM naosu.journal_head",
            "TRUNCATE naosu.journal_head")) {
      assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute(sql)))
          .as(sql)
          .hasMessageContaining("journal");
    }
    assertThat(journal.verify(List.of())).isInstanceOf(Intact.class);
  }

  @Test
  void a_changed_record_is_found() {
    write(5);
    tamper("UPDATE naosu.journal SET detail = 'nothing happened' WHERE number = 3");

    assertThat(broken().fault()).isEqualTo(Fault.CHANGED);
    assertThat(broken().number()).isEqualTo(3);
  }

  @Test
  void a_removed_record_is_found_in_the_middle_and_at_the_end() {
    write(5);
    tamper("DELETE FROM naosu.journal WHERE number = 5");
    assertThat(broken().fault()).isEqualTo(Fault.REMOVED);
    assertThat(broken().number()).isEqualTo(5);

    tamper("DELETE FROM naosu.journal WHERE number = 2");
    assertThat(broken().fault()).isEqualTo(Fault.REMOVED);
    assertThat(broken().number()).isEqualTo(2);
  }

  @Test
  void records_that_changed_places_are_found() {
    write(5);
    tamper(
        "UPDATE naosu.journal SET number = number + 100 WHERE number IN (2, 4)",
        "UPDATE naosu.journal SET number = 2 WHERE number = 104",
        "UPDATE naosu.journal SET number = 4 WHERE number = 102");

    assertThat(broken())
        .isEqualTo(new Broken(Fault.REORDERED, 2, "record 4 stands where record 2 belongs"));
  }

  @Test
  void records_and_head_cut_off_together_are_found_by_a_head_kept_elsewhere() {
    List<Sealed> written = write(5);
    tamper(
        "DELETE FROM naosu.journal WHERE number > 3",
        "UPDATE naosu.journal_head SET number = 3, hash = '" + written.get(2).hash() + "'");

    assertThat(journal.verify(List.of())).isInstanceOf(Intact.class);
    assertThat(journal.verify(List.of(written.get(4).head())))
        .isEqualTo(new Broken(Fault.REMOVED, 4, "records 4 to 5 are missing at the end"));
  }

  @Test
  void a_row_that_is_no_record_any_more_is_found_and_nothing_crashes() {
    write(3);
    tamper(
        "ALTER TABLE naosu.journal DROP CONSTRAINT journal_hash_check",
        "UPDATE naosu.journal SET hash = 'x' WHERE number = 2");

    assertThat(broken().fault()).isEqualTo(Fault.CHANGED);
    assertThat(broken().number()).isEqualTo(2);
    assertThatThrownBy(() -> journal.after(0, 10)).isInstanceOf(JournalUnavailable.class);

    tamper("DELETE FROM naosu.journal_head");
    assertThat(broken().number()).isZero();
    assertThatThrownBy(() -> journal.append(entry("next", "next")))
        .isInstanceOf(JournalUnavailable.class);
  }

  @Test
  void a_full_disk_is_told_with_the_remedy_and_nothing_is_half_written() {
    write(2);
    Head before = journal.head();
    // what PostgreSQL answers when the last write of the transaction finds no space
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "CREATE FUNCTION naosu.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                      + " RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';"
                      + " END $$");
              handle.execute(
                  "CREATE TRIGGER full_disk AFTER UPDATE ON naosu.journal_head"
                      + " FOR EACH STATEMENT EXECUTE FUNCTION naosu.full()");
            });

    assertThatThrownBy(() -> journal.append(entry("3", "3")))
        .isInstanceOfSatisfying(
            JournalUnavailable.class,
            unavailable -> {
              assertThat(unavailable)
                  .hasMessageContaining("disk of the database")
                  .hasMessageContaining("full");
              assertThat(unavailable.remedy()).contains("free some space");
            });
    assertThat(journal.verify(List.of())).isEqualTo(new Intact(before));

    database
        .jdbi()
        .useHandle(handle -> handle.execute("DROP TRIGGER full_disk ON naosu.journal_head"));
    assertThat(journal.append(entry("3", "3")).number()).isEqualTo(3);
  }

  @Test
  void a_database_that_is_gone_is_told_and_the_journal_goes_on_once_it_is_back() throws Exception {
    List<Sealed> written = write(2);
    long server = Postmaster.living(place.resolve("data")).orElseThrow().pid();
    // a process of a connection that outlives its server would still answer once
    List<String> kill = new ArrayList<>(List.of("kill", "-9", Long.toString(server)));
    ProcessHandle.of(server).orElseThrow().children().forEach(each -> kill.add("" + each.pid()));
    new ProcessBuilder(kill).start().waitFor();

    // it is started again by itself, sooner or later
    int refused = 0;
    List<Sealed> next = new ArrayList<>();
    for (int i = 0; i < 600 && next.isEmpty(); i++) {
      try {
        next.add(journal.append(entry("3", "3")));
      } catch (JournalUnavailable unavailable) {
        refused++;
        assertThat(unavailable.remedy()).isNotBlank();
        Thread.sleep(100);
      }
    }

    assertThat(refused).isPositive();
    assertThat(next).hasSize(1);
    assertThat(next.getFirst().previous()).isEqualTo(written.get(1).hash());
    assertThat(journal.verify(List.of())).isEqualTo(new Intact(next.getFirst().head()));
  }

  private Broken broken() {
    Verification verification = journal.verify(List.of());
    assertThat(verification).isInstanceOf(Broken.class);
    return (Broken) verification;
  }

  private List<Sealed> write(int records) {
    return IntStream.rangeClosed(1, records)
        .mapToObj(i -> journal.append(entry(Integer.toString(i), "incident " + i)))
        .toList();
  }

  /// As somebody who owns the tables.
  private void tamper(String... statements) {
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("ALTER TABLE naosu.journal DISABLE TRIGGER USER");
              handle.execute("ALTER TABLE naosu.journal_head DISABLE TRIGGER USER");
              for (String statement : statements) {
                handle.execute(statement);
              }
            });
  }

  private static Entry entry(String key, String subject) {
    return new Entry(key, NOON, "naosu", "works", subject, "", List.of("ab12"));
  }
}
