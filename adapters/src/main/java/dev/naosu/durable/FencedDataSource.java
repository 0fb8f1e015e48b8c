package dev.naosu.durable;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// Connections that say whose they are, so that the database refuses what comes too late.
final class FencedDataSource implements DataSource {
  private final DataSource source;
  private final String executor;

  FencedDataSource(DataSource source, String executor) {
    this.source = source;
    this.executor = executor;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return named(source.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return named(source.getConnection(user, password));
  }

  private Connection named(Connection connection) throws SQLException {
    try (PreparedStatement name =
        connection.prepareStatement("SELECT set_config('naosu.executor', ?, false)")) {
      name.setString(1, executor);
      name.execute();
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    source.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    source.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return source.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
    return source.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return source.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return source.isWrapperFor(type);
  }
}
