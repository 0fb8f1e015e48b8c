package dev.naosu.databases;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What is asked of a database, in each one's own words. Opened for one action, and closed.
interface Engine extends AutoCloseable {
  /// Connections of clients to this database, without naosu's, those that replicate, and the
  /// server's own.
  int clients() throws IOException, InterruptedException;

  /// Those of them that are in a state for longer, the longest first.
  List<Session> sessions(State state, Duration longer) throws IOException, InterruptedException;

  /// Ends one if it still is in that state for longer.
  ///
  /// @return whether it was
  boolean end(Session session, State state, Duration longer)
      throws IOException, InterruptedException;

  /// What [#maintain] can do.
  Set<String> tasks();

  /// The name of a table or index as this database writes it; empty when there is none.
  ///
  /// @param name perhaps with its schema before a point
  List<String> find(String task, String name) throws IOException, InterruptedException;

  /// @param quoted of [#find]
  void maintain(String task, String quoted, Duration lockWait, Duration limit)
      throws IOException, InterruptedException;

  /// Puts away what maintenance left that was not finished.
  ///
  /// @return what is left, in words; empty for nothing
  String leftovers(String quoted) throws IOException, InterruptedException;

  @Override
  void close();

  /// Opens one.
  @FunctionalInterface
  interface Opener {
    Engine open() throws IOException, InterruptedException;
  }
}
