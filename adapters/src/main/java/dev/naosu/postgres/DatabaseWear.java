package dev.naosu.postgres;

import dev.naosu.detect.forecast.Endings;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import dev.naosu.detect.vitals.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/// What of somebody's PostgreSQL wears out: connections, transaction numbers, tables with dead
/// rows, statements that get slower, and its own version. It only reads, and each question is
/// bounded.
///
/// @param name that it is called by
/// @param target what may be treated for it
public record DatabaseWear(
    String name, DatabaseAddress where, Optional<Target> target, Endings endings)
    implements Sighting.Source {
  private static final int SECONDS = 10;

  /// Where a database stops to give out numbers.
  private static final double MOST_TRANSACTIONS = 2_097_000_000;

  private static final String CONNECTIONS =
      "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),"
          + " current_setting('max_connections')::int -"
          + " current_setting('superuser_reserved_connections')::int";
  private static final String TRANSACTIONS =
      "SELECT max(age(datfrozenxid)), current_setting('autovacuum_freeze_max_age')::bigint FROM"
          + " pg_database";
  private static final String TABLES =
      "SELECT schemaname, relname, n_live_tup, n_dead_tup, pg_total_relation_size(relid) FROM"
          + " pg_stat_user_tables ORDER BY"
          + " n_dead_tup DESC LIMIT 30";
  private static final String STATEMENTS =
      "SELECT queryid, sum(calls)::bigint, sum(total_exec_time), min(left(query, 400)) FROM"
          + " pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname ="
          + " current_database()) AND queryid IS NOT NULL GROUP BY queryid ORDER BY 3 DESC LIMIT"
          + " 100";

  @Override
  public List<Sighting> look() {
    List<Sighting> seen = new ArrayList<>();
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      statement.setQueryTimeout(SECONDS);
      connections(statement, seen);
      transactions(statement, seen);
      tables(statement, seen);
      String version = connection.getMetaData().getDatabaseProductVersion();
      endings
          .of("postgresql", version.split("[^0-9]", 2)[0])
          .ifPresent(
              each ->
                  seen.add(
                      new Sighting.Ending(
                          Subject.of(Kind.PLATFORM, each.name()),
                          "support of " + each.name() + ", which " + name + " is,",
                          each.at())));
      statements(statement, seen);
    } catch (SQLException e) {
      seen.add(
          new Sighting.Unseen(
              new Subject(Kind.CONNECTIONS, name, target),
              "the database " + name + " (" + where + ") cannot be asked: " + e.getMessage()));
    }
    return seen;
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(where.url());
    if (!where.user().isEmpty()) {
      source.setUser(where.user());
      source.setPassword(where.password());
    }
    source.setApplicationName("naosu");
    source.setConnectTimeout(SECONDS);
    source.setSocketTimeout(2 * SECONDS);
    return source;
  }

  private void connections(Statement statement, List<Sighting> seen) throws SQLException {
    try (ResultSet row = statement.executeQuery(CONNECTIONS)) {
      if (row.next()) {
        seen.add(
            new Sighting.Level(
                new Subject(Kind.CONNECTIONS, name, target),
                row.getDouble(1),
                row.getDouble(2),
                "connections",
                false));
      }
    }
  }

  /// Up to where the database vacuums by itself, the age of its oldest number says nothing.
  private void transactions(Statement statement, List<Sighting> seen) throws SQLException {
    try (ResultSet row = statement.executeQuery(TRANSACTIONS)) {
      if (row.next()) {
        Subject subject = new Subject(Kind.TRANSACTIONS, name, target);
        seen.add(
            row.getDouble(1) < 1.2 * row.getDouble(2)
                ? new Sighting.Well(subject)
                : new Sighting.Level(
                    subject, row.getDouble(1), MOST_TRANSACTIONS, "transactions", false));
      }
    }
  }

  private void tables(Statement statement, List<Sighting> seen) throws SQLException {
    try (ResultSet row = statement.executeQuery(TABLES)) {
      while (row.next()) {
        String table = row.getString(1) + "." + row.getString(2);
        seen.add(
            new Sighting.Table(
                new Subject(Kind.TABLE, name + " " + table, target),
                table,
                row.getLong(3),
                row.getLong(4),
                row.getLong(5)));
      }
    }
  }

  private void statements(Statement statement, List<Sighting> seen) {
    try (ResultSet row = statement.executeQuery(STATEMENTS)) {
      while (row.next()) {
        seen.add(
            new Sighting.Statement(
                new Subject(Kind.QUERY, name + " " + row.getString(1), target),
                row.getString(4),
                row.getLong(2),
                row.getDouble(3)));
      }
    } catch (SQLException e) {
      seen.add(
          new Sighting.Unseen(
              Subject.of(Kind.QUERY, name),
              "statements of "
                  + name
                  + " are not counted, so nobody sees which get slower: CREATE EXTENSION"
                  + " pg_stat_statements, and name it in shared_preload_libraries"));
    }
  }
}
