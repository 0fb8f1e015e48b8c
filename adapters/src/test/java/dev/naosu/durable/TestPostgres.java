package dev.naosu.durable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.naosu.postgres.DatabaseAddress;
import dev.naosu.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// A real PostgreSQL for tests, with a database that each finds empty.
final class TestPostgres implements AutoCloseable {
  private final Path home;
  private final EmbeddedPostgres postgres;

  /// @param home where the data are; the programs are unpacked once for all tests
  TestPostgres(Path home) {
    this.home = home;
    this.postgres =
        EmbeddedPostgres.open(
            home, Path.of("target", "postgres-cache"), EmbeddedPostgres.Use.SERVER);
  }

  /// Empties the database.
  ///
  /// @return its URL, with user and password
  String empty() throws SQLException {
    DatabaseAddress address = postgres.address();
    String url = address.url() + "?user=" + address.user() + "&password=" + address.password();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS dbos, naosu_cycles CASCADE");
      statement.execute("DROP TABLE IF EXISTS incident, note, journal");
    }
    return url;
  }

  /// With signal 9. It is started again by itself.
  void kill() throws IOException {
    try (var pids = Files.find(home, 3, (path, _) -> path.endsWith("postmaster.pid"))) {
      long pid = Long.parseLong(Files.readAllLines(pids.findFirst().orElseThrow()).getFirst());
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
  }

  static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(16);
    config.setConnectionTimeout(20_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  @Override
  public void close() {
    postgres.close();
  }
}
