package dev.naosu.postgres;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is wrong with the database, for people.
///
/// Source of the codes: PostgreSQL, appendix A, *PostgreSQL Error Codes*.
///
/// @param why in one sentence, without a full stop
/// @param remedy what to do about it, in one sentence
record Trouble(String why, String remedy) {
  static Trouble of(Throwable failure, DatabaseAddress address) {
    Optional<SQLException> cause = cause(failure);
    if (cause.isEmpty()) {
      return new Trouble(
          "the database " + address + " failed: " + firstLine(failure), "see naosu's log");
    }
    String state = cause.get().getSQLState() == null ? "" : cause.get().getSQLState();
    String said = firstLine(cause.get());
    return switch (state) {
      case "53100" ->
          new Trouble(
              "the disk of the database " + address + " is full",
              "free some space there; naosu goes on by itself then");
      case "53300" ->
          new Trouble(
              "the database " + address + " has no connection left",
              "raise its max_connections, or let fewer programs use it");
      case "57P01", "57P02", "57P03" ->
          new Trouble(
              "the database " + address + " is starting or stopping",
              "wait for it, or start it; naosu goes on by itself then");
      case "28P01", "28000" ->
          new Trouble(
              "the database " + address + " does not let naosu in: " + said,
              "correct user and password in --database URL, and see its pg_hba.conf");
      case "3D000" ->
          new Trouble(
              "there is no database " + address,
              "make it (createdb), or correct the name in --database URL");
      case "42501" ->
          new Trouble(
              "naosu may not do this in the database " + address + ": " + said,
              "let naosu's role own the schema naosu, or grant it CREATE on the database");
      case "25006" ->
          new Trouble(
              "the database " + address + " only lets itself be read",
              "name the primary server in --database URL, not a replica");
      case "55P03", "40P01", "40001" ->
          new Trouble(
              "somebody else holds what naosu needs in the database " + address,
              "look for a naosu or a session that hangs, and end it");
      default ->
          isConnection(state, cause.get())
              ? new Trouble(
                  "the database " + address + " does not answer: " + said,
                  "start it, or correct --database URL; naosu goes on by itself once it is there")
              : new Trouble(
                  "the database " + address + " refused: " + said + " (" + state + ")",
                  "see the log of the database");
    };
  }

  DatabaseUnavailable toException(Throwable cause) {
    return new DatabaseUnavailable(why + "; " + remedy, cause);
  }

  private static boolean isConnection(String state, SQLException cause) {
    return state.startsWith("08") || cause instanceof SQLTransientConnectionException;
  }

  /// The innermost one that has a code: what is around it only says that something failed.
  private static Optional<SQLException> cause(Throwable failure) {
    Set<Throwable> seen = new HashSet<>();
    Optional<SQLException> found = Optional.empty();
    for (@Nullable Throwable each = failure;
        each != null && seen.add(each);
        each = each.getCause()) {
      if (each instanceof SQLException sql && (found.isEmpty() || sql.getSQLState() != null)) {
        found = Optional.of(sql);
      }
    }
    return found;
  }

  private static String firstLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message.lines().findFirst().orElse("").replaceFirst("^(FATAL|ERROR): ", "");
  }
}
