package dev.naosu.databases;

import dev.naosu.machine.circuit.Untouched;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// MySQL and MariaDB. Their numbers of connections are never given again while a server runs.
final class MysqlEngine implements Engine {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LOCK_WAIT = 1205;
  private static final int NOT_ALLOWED = 1142;
  private static final int NOT_ALLOWED_EITHER = 1227;
  private static final int NO_SUCH_THREAD = 1094;

  private static final String CLIENTS =
      " FROM information_schema.processlist p LEFT JOIN information_schema.innodb_trx t"
          + " ON t.trx_mysql_thread_id = p.id WHERE p.db = DATABASE() AND p.id <> CONNECTION_ID()"
          + " AND p.user NOT IN ('system user', 'event_scheduler')"
          + " AND p.command NOT LIKE 'Binlog Dump%' AND p.command NOT LIKE 'Slave%'"
          + " AND p.command NOT IN ('Daemon', 'Connect')";

  private final Vertx vertx;
  private final MySQLConnection connection;

  private MysqlEngine(Vertx vertx, MySQLConnection connection) {
    this.vertx = vertx;
    this.connection = connection;
  }

  static MysqlEngine open(Server server) throws IOException, InterruptedException {
    MySQLConnectOptions options =
        new MySQLConnectOptions()
            .setHost(server.host())
            .setPort(server.port())
            .setDatabase(server.database())
            .setUser(server.user())
            .setPassword(server.password())
            .setProperties(Map.of("program_name", "naosu"));
    Vertx vertx = Vertx.vertx();
    try {
      return new MysqlEngine(vertx, await(MySQLConnection.connect(vertx, options), PATIENCE));
    } catch (IOException | InterruptedException e) {
      vertx.close();
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw new Untouched(server + " cannot be reached: " + e.getMessage(), e);
    }
  }

  private static <T> T await(Future<T> future, Duration limit)
      throws IOException, InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("it did not answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      // what the server says may hold values of rows; its code does not
      String why =
          e.getCause() instanceof MySQLException told
              ? switch (told.getErrorCode()) {
                case LOCK_WAIT -> "a lock was not to be had in time";
                case NOT_ALLOWED, NOT_ALLOWED_EITHER -> "its user may not do this";
                default -> "MySQL refuses (" + told.getErrorCode() + ")";
              }
              : "the connection broke";
      throw new IOException(why, e);
    }
  }

  private RowSet<Row> query(String sql, Tuple values) throws IOException, InterruptedException {
    return await(connection.preparedQuery(sql).execute(values), PATIENCE);
  }

  @Override
  public int clients() throws IOException, InterruptedException {
    return query("SELECT count(*)" + CLIENTS, Tuple.tuple()).iterator().next().getInteger(0);
  }

  @Override
  public List<Session> sessions(State state, Duration longer)
      throws IOException, InterruptedException {
    List<Session> all = new ArrayList<>();
    for (Row row :
        query(
            "SELECT p.id, p.user, p.time" + CLIENTS + in(state) + " ORDER BY p.time DESC",
            Tuple.of(longer.toSeconds()))) {
      all.add(new Session("" + row.getLong(0), row.getString(1), row.getString(1), row.getLong(2)));
    }
    return all;
  }

  private static String in(State state) {
    return switch (state) {
          case IDLE_IN_TRANSACTION -> " AND p.command = 'Sleep' AND t.trx_id IS NOT NULL";
          case IDLE -> " AND p.command = 'Sleep' AND t.trx_id IS NULL";
          case ACTIVE -> " AND p.command IN ('Query', 'Execute')";
        }
        + " AND p.time >= ?";
  }

  @Override
  public boolean end(Session session, State state, Duration longer)
      throws IOException, InterruptedException {
    long id = Long.parseLong(session.key());
    boolean isStill =
        query(
                    "SELECT p.id" + CLIENTS + in(state) + " AND p.id = ?",
                    Tuple.of(longer.toSeconds(), id))
                .size()
            > 0;
    if (!isStill) {
      return false;
    }
    try {
      await(connection.query("KILL CONNECTION " + id).execute(), PATIENCE);
      return true;
    } catch (IOException e) {
      if (e.getCause() instanceof ExecutionException told
          && told.getCause() instanceof MySQLException known
          && known.getErrorCode() == NO_SUCH_THREAD) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public Set<String> tasks() {
    return Set.of("analyze", "optimize");
  }

  @Override
  public List<String> find(String task, String name) throws IOException, InterruptedException {
    int point = name.indexOf('.');
    List<String> all = new ArrayList<>();
    for (Row row :
        query(
            "SELECT table_schema, table_name FROM information_schema.tables"
                + " WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
                + " AND table_name = ? AND (? = '' OR table_schema = ?)",
            Tuple.of(
                name.substring(point + 1),
                point < 0 ? "" : name.substring(0, point),
                point < 0 ? "" : name.substring(0, point)))) {
      all.add(quoted(row.getString(0)) + "." + quoted(row.getString(1)));
    }
    return all;
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  @Override
  public void maintain(String task, String quoted, Duration lockWait, Duration limit)
      throws IOException, InterruptedException {
    await(
        connection
            .query("SET SESSION lock_wait_timeout = " + Math.max(1, lockWait.toSeconds()))
            .execute(),
        PATIENCE);
    String statement =
        switch (task) {
          case "analyze" -> "ANALYZE TABLE " + quoted;
          case "optimize" -> "OPTIMIZE TABLE " + quoted;
          default -> throw new Untouched("MySQL has no task " + task);
        };
    // errors are rows here
    for (Row row : await(connection.query(statement).execute(), limit)) {
      if ("error".equalsIgnoreCase(row.getString(2))) {
        throw new IOException("MySQL could not " + task + " the table");
      }
    }
  }

  @Override
  public String leftovers(String quoted) {
    return "";
  }

  @Override
  public void close() {
    connection.close();
    vertx.close();
  }
}
