package dev.naosu.durable;

import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.migrations.MigrationManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Who lives, and who may do what: the part of the database that is ours, and the few things about
/// the engine's tables for which it has no method, or none that happens in one transaction.
///
/// An executor is one life of a process. Its name is never used again, so that whatever it does
/// after its end is told apart. It is alive while its row is there, and counts its beats there; no
/// clock is compared with another.
///
/// What keeps the lease goes over a connection of its own: a pool that others have emptied must not
/// cost it. All that is called by one thread.
final class Leases implements AutoCloseable {
  private static final int LOCK = 1_853_255_541;

  private final DataSource source;
  private final Settings settings;
  private @Nullable Connection line;

  Leases(DataSource source, Settings settings) {
    this.source = source;
    this.settings = settings;
  }

  /// Makes the tables, or brings them up to date.
  void prepare() throws SQLException {
    try {
      MigrationManager.runMigrations(DBOSConfig.defaults("naosu").withDataSource(source));
    } catch (RuntimeException e) {
      throw new SQLException("the tables of the durable cycles cannot be made", e);
    }
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      statement.execute("CREATE SCHEMA IF NOT EXISTS naosu_cycles");
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS naosu_cycles.executor (
            name text PRIMARY KEY,
            process text NOT NULL,
            version text NOT NULL,
            beats bigint NOT NULL,
            since timestamptz NOT NULL DEFAULT now())
          """);
      statement.execute("CREATE SEQUENCE IF NOT EXISTS naosu_cycles.life");
      // the engine takes the first result of a step that comes, whoever sends it
      statement.execute(
          """
          CREATE OR REPLACE FUNCTION naosu_cycles.fence() RETURNS trigger LANGUAGE plpgsql AS $$
          DECLARE
            me text := current_setting('naosu.executor', true);
          BEGIN
            IF me <> '' THEN
              PERFORM 1 FROM naosu_cycles.executor e, dbos.workflow_status w
                WHERE e.name = me AND w.workflow_uuid = NEW.workflow_uuid
                AND w.executor_id = me AND w.status = 'PENDING'
                FOR KEY SHARE OF e FOR SHARE OF w;
              IF NOT FOUND THEN
                RAISE EXCEPTION 'executor % has lost its lease', me;
              END IF;
            END IF;
            RETURN NEW;
          END
          $$
          """);
      if (!exists(connection, "SELECT 1 FROM pg_trigger WHERE tgname = 'naosu_fence'")) {
        statement.execute(
            """
            CREATE TRIGGER naosu_fence BEFORE INSERT ON dbos.operation_outputs
            FOR EACH ROW EXECUTE FUNCTION naosu_cycles.fence()
            """);
      }
      connection.commit();
    }
  }

  private Connection line() throws SQLException {
    Connection there = line;
    if (there != null && there.isValid(1)) {
      return there;
    }
    close();
    Connection fresh = source.getConnection();
    line = fresh;
    return fresh;
  }

  @Override
  public void close() throws SQLException {
    Connection there = line;
    line = null;
    if (there != null) {
      there.close();
    }
  }

  /// Begins a life. Earlier lives of the same process end.
  ///
  /// @return name of the executor
  String begin() throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      update(connection, "DELETE FROM naosu_cycles.executor WHERE process = ?", settings.process());
      String name;
      try (PreparedStatement insert =
          connection.prepareStatement(
              """
              INSERT INTO naosu_cycles.executor (name, process, version, beats)
              VALUES (? || '#' || nextval('naosu_cycles.life'), ?, ?, 0) RETURNING name
              """)) {
        insert.setString(1, settings.process());
        insert.setString(2, settings.process());
        insert.setString(3, settings.version());
        try (ResultSet row = insert.executeQuery()) {
          row.next();
          name = row.getString(1);
        }
      }
      connection.commit();
      return name;
    }
  }

  /// @return false when the life is over: somebody has taken over
  boolean beat(String executor) throws SQLException {
    return update(
            line(), "UPDATE naosu_cycles.executor SET beats = beats + 1 WHERE name = ?", executor)
        == 1;
  }

  /// Whether another process has begun a life under the name of this one.
  boolean isSuperseded() throws SQLException {
    try (PreparedStatement query =
        line().prepareStatement("SELECT 1 FROM naosu_cycles.executor WHERE process = ?")) {
      query.setString(1, settings.process());
      try (ResultSet rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  /// Beats of all who live, by name of the executor.
  Map<String, Long> beats() throws SQLException {
    Map<String, Long> beats = new TreeMap<>();
    try (Statement query = line().createStatement();
        ResultSet rows = query.executeQuery("SELECT name, beats FROM naosu_cycles.executor")) {
      while (rows.next()) {
        beats.put(rows.getString(1), rows.getLong(2));
      }
    }
    return beats;
  }

  /// Ends a life, unless it has beaten since.
  void end(String executor, long beats) throws SQLException {
    try (PreparedStatement delete =
        line().prepareStatement("DELETE FROM naosu_cycles.executor WHERE name = ? AND beats = ?")) {
      delete.setString(1, executor);
      delete.setLong(2, beats);
      delete.executeUpdate();
    }
  }

  /// Ends a life that its process gives up.
  void end(String executor) throws SQLException {
    update(line(), "DELETE FROM naosu_cycles.executor WHERE name = ?", executor);
  }

  /// Sets free what the dead were doing.
  ///
  /// @return how many cycles
  int sweep() throws SQLException {
    Connection connection = line();
    List<String> dead = new ArrayList<>();
    // who is dead stays dead, and nobody begins under the name: what is read here stays true
    try (Statement query = connection.createStatement();
        ResultSet rows =
            query.executeQuery(
                """
                SELECT DISTINCT executor_id FROM dbos.workflow_status
                WHERE status = 'PENDING' AND class_name = 'naosu' AND executor_id IS NOT NULL
                AND executor_id NOT IN (SELECT name FROM naosu_cycles.executor)
                """)) {
      while (rows.next()) {
        dead.add(rows.getString(1));
      }
    }
    if (dead.isEmpty()) {
      return 0;
    }
    try (PreparedStatement free =
        connection.prepareStatement(
            """
            UPDATE dbos.workflow_status
            SET status = 'ENQUEUED', recovery_attempts = 0, started_at_epoch_ms = NULL
            WHERE status = 'PENDING' AND class_name = 'naosu' AND executor_id = ANY (?)
            """)) {
      free.setArray(1, connection.createArrayOf("text", dead.toArray(String[]::new)));
      return free.executeUpdate();
    }
  }

  /// Those incidents that have no cycle.
  List<Long> withoutCycle(List<Long> incidents) throws SQLException {
    List<Long> without = new ArrayList<>();
    try (Connection connection = source.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                SELECT id FROM unnest(?) AS id WHERE NOT EXISTS (
                  SELECT 1 FROM dbos.workflow_status WHERE workflow_uuid = 'incident-' || id)
                """)) {
      query.setArray(1, connection.createArrayOf("bigint", incidents.toArray(Long[]::new)));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          without.add(rows.getLong(1));
        }
      }
    }
    return without;
  }

  /// Cycles that ended before, those first that ended first.
  List<String> endedBefore(Instant instant, int most) throws SQLException {
    List<String> ended = new ArrayList<>();
    try (Connection connection = source.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                SELECT workflow_uuid FROM dbos.workflow_status
                WHERE completed_at < ? AND class_name = 'naosu'
                AND status NOT IN ('PENDING', 'ENQUEUED', 'DELAYED')
                ORDER BY completed_at LIMIT ?
                """)) {
      query.setLong(1, instant.toEpochMilli());
      query.setInt(2, most);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ended.add(rows.getString(1));
        }
      }
    }
    return ended;
  }

  /// Where a cycle is queued; empty when there is no such cycle.
  Optional<Lane> lane(String workflow) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT coalesce(queue_name, '') FROM dbos.workflow_status"
                    + " WHERE workflow_uuid = ?")) {
      query.setString(1, workflow);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(Lane.of(row.getString(1))) : Optional.empty();
      }
    }
  }

  /// Gives a cycle back, to be begun again by whoever comes first. Nothing happens when it is not
  /// the executor's any more.
  void giveBack(String executor, String workflow, Lane lane) throws SQLException {
    try (Connection connection = source.getConnection()) {
      update(
          connection,
          """
          UPDATE dbos.workflow_status
          SET status = 'ENQUEUED', queue_name = ?, recovery_attempts = 0, started_at_epoch_ms = NULL
          WHERE workflow_uuid = ? AND executor_id = ? AND status = 'PENDING'
          """,
          lane.queue(),
          workflow,
          executor);
    }
  }

  /// Forgets a step and those after it. Messages that were taken by one of them are there again.
  void forget(String executor, String workflow, int step) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement delete =
            connection.prepareStatement(
                """
                WITH forgotten AS (
                  DELETE FROM dbos.operation_outputs o USING dbos.workflow_status s
                  WHERE o.workflow_uuid = ? AND o.function_id >= ?
                  AND s.workflow_uuid = o.workflow_uuid AND s.executor_id = ?
                  AND s.status = 'PENDING'
                  RETURNING o.workflow_uuid, o.function_name, o.output)
                UPDATE dbos.notifications n SET consumed = FALSE FROM forgotten f
                WHERE n.destination_uuid = f.workflow_uuid AND f.function_name = 'DBOS.recv'
                AND n.message = f.output
                """)) {
      delete.setString(1, workflow);
      delete.setInt(2, step);
      delete.setString(3, executor);
      delete.executeUpdate();
    }
  }

  private static boolean exists(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static int update(Connection connection, String text, String... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }
}
