package dev.naosu.databases;

import java.util.Locale;

/// A database of a service.
///
/// @param database name; naosu touches no other one
/// @param user who may look at and end sessions of others, such as `pg_signal_backend` and
///   `pg_monitor` at PostgreSQL, `PROCESS` and `CONNECTION ADMIN` at MariaDB
public record Server(
    Kind kind, String host, int port, String database, String user, String password) {
  /// Whose it is.
  public enum Kind {
    POSTGRES,
    MYSQL
  }

  /// Without the password.
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + host + ":" + port + "/" + database;
  }
}
