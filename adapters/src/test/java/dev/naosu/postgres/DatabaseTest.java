package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.postgres.EmbeddedPostgres.Use;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir static Path place;
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.open(place, TestDatabase.cache(), Use.SERVER);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void empty() {
    plain().useHandle(handle -> handle.execute("DROP SCHEMA IF EXISTS naosu CASCADE"));
  }

  @Test
  void several_processes_may_bring_the_tables_up_to_date_at_once() throws Exception {
    List<Callable<Boolean>> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(
          () -> {
            try (Database database = Database.open(postgres.address(), 2)) {
              return database.isThere();
            }
          });
    }
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<Boolean> start : threads.invokeAll(starts)) {
        assertThat(start.get()).isTrue();
      }
    }
  }

  @Test
  void tables_that_a_newer_naosu_has_made_are_left_alone() {
    Database.open(postgres.address(), 2).close();
    plain()
        .useHandle(
            handle ->
                handle.execute(
                    "INSERT INTO naosu.migrations (installed_rank, version, description, type,"
                        + " script, checksum, installed_by, execution_time, success) VALUES (999,"
                        + " '999', 'later', 'SQL', 'V999__later.sql', 1, 'naosu', 1, true)"));

    refused(postgres.address(), "a newer naosu");
  }

  @Test
  void each_thing_that_can_be_wrong_with_a_database_is_told_with_its_remedy() {
    DatabaseAddress right = postgres.address();
    String server = right.url().substring(0, right.url().lastIndexOf('/') + 1);

    refused(new DatabaseAddress(right.url(), "naosu", "guess"), "does not let naosu in");
    refused(new DatabaseAddress(server + "nothing", "naosu", right.password()), "no database");
    refused(
        new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "a", "secret1"), "does not answer");
    refused(
        new DatabaseAddress("jdbc:postgresql://no.such.host.invalid/x", "a", "secret1"),
        "does not answer");
    // where naosu may not make its tables
    refused(new DatabaseAddress(server + "template1", "naosu", right.password()), "may not");
  }

  @Test
  void user_and_password_may_stand_in_the_url() {
    DatabaseAddress right = postgres.address();
    DatabaseAddress parsed =
        DatabaseAddress.parse(right.url() + "?user=naosu&password=" + right.password());

    try (Database database = Database.open(parsed, 2)) {
      assertThat(database.isThere()).isTrue();
    }
    assertThat(parsed.toString())
        .isEqualTo(right.toString())
        .doesNotContain(right.password())
        .endsWith("/naosu");
  }

  @Test
  void what_is_no_url_is_told_how_one_looks() {
    for (String bad : List.of("", "localhost/naosu", "jdbc:mysql://x/y", "postgres://ada@host/x")) {
      assertThatThrownBy(() -> DatabaseAddress.parse(bad))
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("jdbc:postgresql://HOST:5432/NAME?user=NAME");
    }
  }

  private static void refused(DatabaseAddress address, String why) {
    assertThatThrownBy(() -> Database.open(address, 2))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining(why)
        .hasMessageContaining("; ")
        .satisfies(
            failure -> {
              if (!address.password().isEmpty()) {
                assertThat(failure.getMessage()).doesNotContain(address.password());
              }
            });
  }

  private static Jdbi plain() {
    DatabaseAddress address = postgres.address();
    return Jdbi.create(address.url(), address.user(), address.password());
  }
}
