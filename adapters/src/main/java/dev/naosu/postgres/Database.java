package dev.naosu.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/// A database with naosu's tables in the schema `naosu`, at their newest, and a pool of connections
/// to it.
public final class Database implements AutoCloseable {
  private static final String SCHEMA = "naosu";

  /// How long to wait for a connection.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// How long the network may be silent before a connection counts as lost.
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final HikariDataSource pool;
  private final DatabaseAddress address;
  private final Jdbi jdbi;

  private Database(HikariDataSource pool, DatabaseAddress address) {
    this.pool = pool;
    this.address = address;
    this.jdbi =
        Jdbi.create(pool)
            .registerArrayType(String.class, "text")
            .registerArrayType(Long.class, "bigint");
  }

  /// Brings the tables up to date, also when several processes do so at once, and connects.
  ///
  /// @param connections at most so many at a time
  /// @throws DatabaseUnavailable with the remedy, also when a newer naosu has been here
  public static Database open(DatabaseAddress address, int connections) {
    try {
      migrate(address);
      return new Database(pool(address, connections), address);
    } catch (FlywayException | PoolInitializationException | SQLException e) {
      throw Trouble.of(e, address).toException(e);
    }
  }

  /// For the durable engine, which keeps its own tables in a schema of its own.
  public DataSource dataSource() {
    return pool;
  }

  /// Whether it answers now; for health checks.
  public boolean isThere() {
    try (var connection = pool.getConnection()) {
      return connection.isValid((int) PATIENCE.toSeconds());
    } catch (SQLException _) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  DatabaseAddress address() {
    return address;
  }

  Jdbi jdbi() {
    return jdbi;
  }

  private static void migrate(DatabaseAddress address) throws SQLException {
    // without the pool's limit on silence: a migration of a large table takes its time
    try (var connection = source(address).getConnection()) {
      connection.isValid((int) PATIENCE.toSeconds());
    }
    Flyway flyway =
        Flyway.configure()
            .dataSource(source(address))
            .schemas(SCHEMA)
            .defaultSchema(SCHEMA)
            .table("migrations")
            .locations("classpath:db/migration")
            .failOnMissingLocations(true)
            // what only a newer naosu knows is no reason to go on
            .ignoreMigrationPatterns(new String[0])
            .loggers("slf4j")
            .load();
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      requireNoNewer(flyway, address);
      throw e;
    }
  }

  private static void requireNoNewer(Flyway flyway, DatabaseAddress address) {
    Stream.of(flyway.info().applied())
        .filter(each -> each.getState() == MigrationState.FUTURE_SUCCESS)
        .findFirst()
        .ifPresent(
            newer -> {
              throw new DatabaseUnavailable(
                  "a newer naosu has been at work in the database "
                      + address
                      + " (its step "
                      + newer.getVersion()
                      + " is unknown here); start that one, or give this naosu a database of its"
                      + " own with --database URL");
            });
  }

  private static PGSimpleDataSource source(DatabaseAddress address) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(address.url());
    if (!address.user().isEmpty()) {
      source.setUser(address.user());
      source.setPassword(address.password());
    }
    source.setApplicationName("naosu");
    source.setConnectTimeout((int) PATIENCE.toSeconds());
    source.setTcpKeepAlive(true);
    return source;
  }

  private static HikariDataSource pool(DatabaseAddress address, int connections) {
    PGSimpleDataSource source = source(address);
    source.setSocketTimeout((int) SILENCE.toSeconds());
    HikariConfig config = new HikariConfig();
    config.setPoolName("naosu");
    config.setDataSource(source);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(Math.min(2, connections));
    config.setConnectionTimeout(PATIENCE.toMillis());
    return new HikariDataSource(config);
  }
}
