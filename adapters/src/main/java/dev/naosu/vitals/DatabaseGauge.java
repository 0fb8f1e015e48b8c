package dev.naosu.vitals;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Properties;

/// Asks a database, PostgreSQL or MySQL, how it is.
public final class DatabaseGauge implements Vitals.Gauge {
  /// What the standard says when a server lets nobody in any more.
  private static final String TOO_MANY = "53300";

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final String url;
  private final String user;
  private final String password;
  private final InstantSource clock;

  /// @param url for JDBC
  /// @param user empty where the URL says it
  public DatabaseGauge(String url, String user, String password, InstantSource clock) {
    this.url = url;
    this.user = user;
    this.password = password;
    this.clock = clock;
  }

  @Override
  public Vitals measure(Target target) {
    Readings readings = new Readings();
    try (Connection connection = DriverManager.getConnection(url, properties())) {
      readings.put("database.up", connection.isValid((int) PATIENCE.toSeconds()));
      readings.put("tcp.up", true);
      connections(connection, readings);
    } catch (SQLException e) {
      if ("No suitable driver".equals(e.getMessage())
          || "08001".equals(e.getSQLState()) && isMissing(e)) {
        // it is naosu that cannot, not the database
        return readings.of(target, clock.instant());
      }
      readings.put("database.up", false);
      if (TOO_MANY.equals(e.getSQLState())) {
        readings.put("database.connections", 100);
      }
    }
    return readings.of(target, clock.instant());
  }

  private static boolean isMissing(SQLException e) {
    return String.valueOf(e.getMessage()).startsWith("No suitable driver");
  }

  private Properties properties() {
    Properties properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    boolean isPostgres = url.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql:");
    // PostgreSQL counts seconds, MariaDB milliseconds
    String time = Long.toString(isPostgres ? PATIENCE.toSeconds() : PATIENCE.toMillis());
    properties.setProperty("connectTimeout", time);
    properties.setProperty("socketTimeout", time);
    if (isPostgres) {
      properties.setProperty("ApplicationName", "naosu");
    }
    return properties;
  }

  private static void connections(Connection connection, Readings readings) throws SQLException {
    boolean isPostgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    String question =
        isPostgres
            ? "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client"
                + " backend'), current_setting('max_connections')::int"
            : "SELECT (SELECT count(*) FROM information_schema.processlist),"
                + " @@global.max_connections";
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout((int) PATIENCE.toSeconds());
      try (ResultSet row = statement.executeQuery(question)) {
        if (row.next()) {
          readings.share("database.connections", row.getDouble(1), row.getDouble(2));
        }
      }
    }
  }
}
