package dev.naosu.durable;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// Connections that say whose they are, so that the database refuses what comes too late.
///
/// The engine looks for what it left behind at the same time as it begins to take up what is
/// queued, and would queue again what it has just taken up. So its queues, which have threads of
/// their own, get no connection until it has looked, in a virtual thread.
final class FencedDataSource implements DataSource {
  private final DataSource source;
  private final String executor;
  private final Thread launcher = Thread.currentThread();
  private final CountDownLatch looked = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  FencedDataSource(DataSource source, String executor) {
    this.source = source;
    this.executor = executor;
  }

  /// Lets the queues begin when the engine has looked for what it left behind.
  void open() throws InterruptedException {
    looked.await(5, TimeUnit.SECONDS);
    // the connection was asked for; the question takes a moment
    Thread.sleep(200);
    open.countDown();
  }

  private void pass() throws SQLException {
    Thread here = Thread.currentThread();
    if (here.isVirtual()) {
      looked.countDown();
    } else if (here != launcher) {
      try {
        open.await();
      } catch (InterruptedException e) {
        here.interrupt();
        throw new SQLException("the engine shuts down", e);
      }
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    pass();
    return named(source.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    pass();
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
