package dev.naosu.databases;

import dev.naosu.machine.circuit.Untouched;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/// PostgreSQL, by JDBC.
final class PostgresEngine implements Engine {
  private static final int PATIENCE_SECONDS = 5;
  private static final int ANSWER_SECONDS = 10;
  private static final String NAME = "naosu";
  private static final Pattern NO_NAMES = Pattern.compile("\\p{Cntrl}");

  /// Parameters: none. No walsender, no background worker, not this one, and none of naosu's.
  private static final String CLIENTS =
      "FROM pg_stat_activity WHERE backend_type = 'client backend'"
          + " AND datname = current_database() AND pid <> pg_backend_pid()"
          + " AND application_name <> 'naosu'"
          + " AND NOT EXISTS (SELECT 1 FROM pg_stat_replication r"
          + " WHERE r.pid = pg_stat_activity.pid)";

  private static final String LASTING =
      " AND state = ANY (?) AND state_change < clock_timestamp() - ? * interval '1 millisecond'";

  private final Connection connection;

  private PostgresEngine(Connection connection) {
    this.connection = connection;
  }

  static PostgresEngine open(Server server) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("user", server.user());
    properties.setProperty("password", server.password());
    properties.setProperty("ApplicationName", NAME);
    properties.setProperty("connectTimeout", "" + PATIENCE_SECONDS);
    properties.setProperty("loginTimeout", "" + PATIENCE_SECONDS);
    properties.setProperty("socketTimeout", "" + ANSWER_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    try {
      Connection connection =
          new Driver()
              .connect(
                  "jdbc:postgresql://"
                      + server.host()
                      + ":"
                      + server.port()
                      + "/"
                      + server.database(),
                  properties);
      if (connection == null) {
        throw new Untouched(server + " is no address of PostgreSQL");
      }
      return new PostgresEngine(connection);
    } catch (SQLException e) {
      throw new Untouched(server + " cannot be reached (" + e.getSQLState() + ")", e);
    }
  }

  @Override
  public int clients() throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) " + CLIENTS)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public List<Session> sessions(State state, Duration longer) throws IOException {
    String query =
        "SELECT pid || ' ' || extract(epoch from backend_start), coalesce(usename, ''),"
            + " coalesce(application_name, ''),"
            + " extract(epoch from clock_timestamp() - state_change)::bigint "
            + CLIENTS
            + LASTING
            + " ORDER BY state_change";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setArray(1, connection.createArrayOf("text", words(state)));
      statement.setLong(2, longer.toMillis());
      List<Session> all = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.add(
              new Session(
                  rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
        }
      }
      return all;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public boolean end(Session session, State state, Duration longer) throws IOException {
    // looked at and ended by one statement: the number alone might be somebody else's by now
    String query =
        "SELECT pg_terminate_backend(pid) "
            + CLIENTS
            + LASTING
            + " AND pid || ' ' || extract(epoch from backend_start) = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setArray(1, connection.createArrayOf("text", words(state)));
      statement.setLong(2, longer.toMillis());
      statement.setString(3, session.key());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static String[] words(State state) {
    return switch (state) {
      case IDLE_IN_TRANSACTION ->
          new String[] {"idle in transaction", "idle in transaction (aborted)"};
      case IDLE -> new String[] {"idle"};
      case ACTIVE -> new String[] {"active"};
    };
  }

  @Override
  public Set<String> tasks() {
    return Set.of("vacuum", "analyze", "reindex");
  }

  @Override
  public List<String> find(String task, String name) throws IOException {
    int point = name.indexOf('.');
    String kinds = task.equals("reindex") ? "'r', 'm', 'i'" : "'r', 'm', 'p'";
    String query =
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relkind IN ("
            + kinds
            + ") AND c.relname = ? AND n.nspname NOT IN ('pg_catalog', 'information_schema',"
            + " 'pg_toast') AND (n.nspname = ? OR ? AND n.nspname = ANY (current_schemas(false)))";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name.substring(point + 1));
      statement.setString(2, point < 0 ? "" : name.substring(0, point));
      statement.setBoolean(3, point < 0);
      List<String> all = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.add(rows.getString(1));
        }
      }
      return all;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public void maintain(String task, String quoted, Duration lockWait, Duration limit)
      throws IOException {
    try (Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, (int) limit.plusSeconds(5).toMillis());
      statement.execute("SET lock_timeout = " + lockWait.toMillis());
      statement.execute("SET statement_timeout = " + limit.toMillis());
      statement.execute(
          switch (task) {
            case "vacuum" -> "VACUUM (ANALYZE) " + quoted;
            case "analyze" -> "ANALYZE " + quoted;
            case "reindex" ->
                "REINDEX " + (isIndex(quoted) ? "INDEX" : "TABLE") + " CONCURRENTLY " + quoted;
            default -> throw new Untouched("PostgreSQL has no task " + task);
          });
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private boolean isIndex(String quoted) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT relkind = 'i' FROM pg_class WHERE oid = ?::regclass")) {
      statement.setString(1, quoted);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  /// An index that was not finished is not used, and slows every write down.
  @Override
  public String leftovers(String quoted) throws IOException {
    String query =
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i"
            + " JOIN pg_class c ON c.oid = i.indexrelid"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE NOT i.indisvalid AND c.relname ~ '_ccnew[0-9]*$'"
            + " AND (i.indrelid = ?::regclass OR i.indrelid ="
            + " (SELECT indrelid FROM pg_index WHERE indexrelid = ?::regclass))";
    List<String> left = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, quoted);
      statement.setString(2, quoted);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          left.add(rows.getString(1));
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    return left.isEmpty() ? "" : "unfinished indexes are left, to be dropped: " + left;
  }

  /// What the server says may hold values of rows; its code does not.
  private static IOException failed(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    String why =
        switch (state) {
          case "55P03" -> "a lock was not to be had in time";
          case "57014" -> "it took too long and was given up";
          case "42501" -> "its user may not do this";
          case "08006", "08001", "57P01" -> "the connection broke";
          default -> "PostgreSQL refuses (" + NO_NAMES.matcher(state).replaceAll("") + ")";
        };
    return new IOException(why, e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException _) {
      // it is gone
      return;
    }
  }
}
