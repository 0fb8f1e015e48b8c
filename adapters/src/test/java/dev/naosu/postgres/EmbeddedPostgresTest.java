package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naosu.postgres.EmbeddedPostgres.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  private static final int NOBODY = 65534;

  /// Most tests work on one directory: making it is what takes long.
  @TempDir static Path place;

  @AfterEach
  void end() throws Exception {
    // a test that failed leaves it running, and the next one must not suffer for it
    Optional<Postmaster> left = Postmaster.living(data());
    if (left.isPresent()) {
      kill(left.get().pid());
    }
  }

  @Test
  void what_was_committed_is_there_after_a_restart() throws Exception {
    try (EmbeddedPostgres postgres = open(Use.SERVER)) {
      execute(postgres, "CREATE TABLE restarted (word text)");
      execute(postgres, "INSERT INTO restarted VALUES ('naosu')");
    }
    assertThat(Postmaster.living(data())).isEmpty();

    try (EmbeddedPostgres postgres = open(Use.SERVER)) {
      assertThat(ask(postgres, "SELECT word FROM restarted")).isEqualTo("naosu");
    }
  }

  @Test
  void it_writes_to_the_disk_before_it_answers_and_lets_nobody_in_without_a_password()
      throws Exception {
    try (EmbeddedPostgres postgres = open(Use.SERVER)) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        assertThat(ask(postgres, "SHOW " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(ask(postgres, "SHOW data_checksums")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW server_version")).startsWith(Binaries.MAJOR + ".");
      assertThat(ask(postgres, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("f");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory().resolve("password"))))
          .isEqualTo("rw-------");
      String url = postgres.address().url();
      assertThatThrownBy(() -> DriverManager.getConnection(url, "naosu", "guess"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", ""))
          .isInstanceOf(SQLException.class);
      assertThat(postgres.address().toString()).doesNotContain(postgres.address().password());
    }
  }

  @Test
  void a_client_works_beside_a_server_and_the_last_one_stops_it() throws Exception {
    EmbeddedPostgres server = open(Use.SERVER);
    EmbeddedPostgres client = open(Use.CLIENT);
    assertThat(client.address()).isEqualTo(server.address());

    server.close();
    assertThat(ask(client, "SELECT 1")).isEqualTo("1");
    client.close();

    assertThat(Postmaster.living(data())).isEmpty();
  }

  @Test
  void a_second_naosu_server_on_the_directory_is_told_so() throws Exception {
    try (EmbeddedPostgres first = open(Use.SERVER)) {
      assertThatThrownBy(() -> open(Use.SERVER))
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("another naosu server (process " + ProcessHandle.current().pid())
          .hasMessageContaining("--data DIR");
      assertThat(ask(first, "SELECT 1")).isEqualTo("1");
    }
    // the first has gone
    open(Use.SERVER).close();
  }

  @Test
  void a_second_naosu_server_in_another_process_is_told_so_until_the_first_is_killed()
      throws Exception {
    Process other = OtherNaosu.start(directory(), cache(), "serve");
    try {
      assertThatThrownBy(() -> open(Use.SERVER))
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("another naosu server (process " + other.pid());
      long server = Postmaster.living(data()).orElseThrow().pid();

      kill(other.pid());
      other.waitFor();

      // the database lives on, and is taken over as it is
      try (EmbeddedPostgres next = open(Use.SERVER)) {
        assertThat(Postmaster.living(data()).orElseThrow().pid()).isEqualTo(server);
        assertThat(ask(next, "SELECT count(*) FROM written")).isNotEqualTo("0");
      }
      assertThat(Postmaster.living(data())).isEmpty();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void a_naosu_in_another_container_keeps_this_one_out_while_it_lives() throws Exception {
    Path shared = place.resolve("shared");
    Files.createDirectories(shared.resolve("tenants"));
    Process other = OtherNaosu.start(shared, cache(), "hold", "4194303-1-x.client");
    try {
      assertThatThrownBy(() -> EmbeddedPostgres.open(shared, cache(), Use.CLIENT))
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("another container");
      assertThat(shared.resolve("data")).doesNotExist();
    } finally {
      other.destroyForcibly().waitFor();
    }
    EmbeddedPostgres.open(shared, cache(), Use.CLIENT).close();
    assertThat(shared.resolve("tenants").resolve("4194303-1-x.client")).doesNotExist();
  }

  @Test
  void what_was_committed_survives_the_death_of_postgres() throws Exception {
    // a client does not start it again
    EmbeddedPostgres first = open(Use.CLIENT);
    execute(first, "CREATE TABLE kept (word text)");
    for (int i = 0; i < 50; i++) {
      execute(first, "INSERT INTO kept VALUES ('" + i + "')");
    }
    kill(Postmaster.living(data()).orElseThrow().pid());
    first.close();
    assertThat(data().resolve("postmaster.pid")).exists();

    try (EmbeddedPostgres next = open(Use.SERVER)) {
      assertThat(ask(next, "SELECT count(*) FROM kept")).isEqualTo("50");
    }
  }

  @Test
  void a_server_that_dies_is_started_again_at_the_same_place() throws Exception {
    try (EmbeddedPostgres postgres = open(Use.SERVER)) {
      long before = Postmaster.living(data()).orElseThrow().pid();

      kill(before);

      String answer = "";
      for (int i = 0; i < 600 && answer.isEmpty(); i++) {
        Thread.sleep(100);
        try {
          answer = ask(postgres, "SELECT 1");
        } catch (SQLException e) {
          assertThat(e.getMessage()).doesNotContain(postgres.address().password());
        }
      }
      assertThat(answer).isEqualTo("1");
      assertThat(Postmaster.living(data()).orElseThrow().pid()).isNotEqualTo(before);
    }
  }

  @Test
  void a_pid_file_that_names_a_process_of_another_kind_is_stale() throws Exception {
    open(Use.SERVER).close();
    String self = Long.toString(ProcessHandle.current().pid());
    Files.writeString(
        data().resolve("postmaster.pid"),
        String.join(
                "\n", self, data().toString(), "1795878434", "5999", "", "127.0.0.1", "", "ready")
            + "\n");

    try (EmbeddedPostgres postgres = open(Use.SERVER)) {
      assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void a_directory_that_was_half_made_is_made_again() throws Exception {
    Path half = place.resolve("half made");
    Files.createDirectories(half.resolve("data.new").resolve("base"));
    Files.writeString(half.resolve("data.new").resolve("PG_VERSION"), "18\n");

    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(half, cache(), Use.SERVER)) {
      assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void a_directory_of_another_release_is_refused_with_the_remedy_and_left_alone() throws Exception {
    Path other = place.resolve("other");
    Path version = Files.createDirectories(other.resolve("data")).resolve("PG_VERSION");
    for (String found : List.of("16", "99", "")) {
      Files.writeString(version, found + "\n");
      assertThatThrownBy(() -> EmbeddedPostgres.open(other, cache(), Use.SERVER))
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining(found.isEmpty() ? "PG_VERSION" : "PostgreSQL " + found)
          .hasMessageContaining("--data DIR");
      assertThat(version).content().isEqualTo(found + "\n");
    }
  }

  @Test
  void a_password_that_was_lost_is_told() throws Exception {
    open(Use.SERVER).close();
    Path password = directory().resolve("password");
    Path away = Files.move(password, place.resolve("password"));
    try {
      assertThatThrownBy(() -> open(Use.SERVER))
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("password is missing");
      assertThat(Postmaster.living(data())).isEmpty();
    } finally {
      Files.move(away, password);
    }
  }

  @Test
  void a_name_that_a_shell_would_read_is_refused() {
    assertThatThrownBy(() -> EmbeddedPostgres.open(place.resolve("a$(b)"), cache(), Use.SERVER))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("name another directory");
  }

  @Test
  void a_directory_of_another_user_is_worked_on_as_that_user() throws Exception {
    assumeTrue(isRoot() && canEnter(cache()), "root can become another user");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path foreign = place.resolve("foreign");
    EmbeddedPostgres.open(foreign, cache(), Use.SERVER).close();
    Disguise.as(NOBODY).own(foreign);

    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(foreign, cache(), Use.SERVER)) {
      assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
      long server = Postmaster.living(foreign.resolve("data")).orElseThrow().pid();
      assertThat(Files.getAttribute(Path.of("/proc", Long.toString(server)), "unix:uid"))
          .isEqualTo(NOBODY);
    }
  }

  @Test
  void names_with_spaces_and_quotes_are_fine() throws Exception {
    Path odd = place.resolve("d\u00e4ta of O'Brien");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(odd, cache(), Use.SERVER)) {
      assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void a_place_that_cannot_be_written_to_is_told() throws Exception {
    Path file = Files.createFile(place.resolve("file"));

    assertThatThrownBy(() -> EmbeddedPostgres.open(file.resolve("data"), cache(), Use.SERVER))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("--data DIR");
  }

  private static boolean isRoot() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0);
  }

  /// Whether others can; `/root` often keeps them out.
  private static boolean canEnter(Path directory) throws IOException {
    for (Path each = Files.createDirectories(directory); each != null; each = each.getParent()) {
      if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  private static EmbeddedPostgres open(Use use) {
    return EmbeddedPostgres.open(directory(), cache(), use);
  }

  private static Path directory() {
    return place.resolve("database");
  }

  private static Path data() {
    return directory().resolve("data");
  }

  private static Path cache() {
    return TestDatabase.cache();
  }

  private static void kill(long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-9", Long.toString(pid)).start();
    assertThat(kill.waitFor(60, TimeUnit.SECONDS)).isTrue();
    while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      Thread.sleep(10);
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    DatabaseAddress address = postgres.address();
    try (Connection connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
    DatabaseAddress address = postgres.address();
    try (Connection connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
