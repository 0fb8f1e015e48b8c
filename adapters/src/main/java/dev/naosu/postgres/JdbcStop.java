package dev.naosu.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/// Whether naosu is stopped, for all processes that share the database.
///
/// Every method throws [DatabaseUnavailable] when the database is not there.
public final class JdbcStop {
  private final Database database;

  public JdbcStop(Database database) {
    this.database = database;
  }

  /// Who stopped it, and when.
  ///
  /// @param reason may be empty
  public record Stopped(String person, Instant since, String reason) {}

  /// Empty while it is not stopped.
  public Optional<Stopped> stopped() {
    return asked(
        handle ->
            handle
                .createQuery("SELECT person, since, reason FROM naosu.stop")
                .map(
                    (row, _) ->
                        new Stopped(
                            row.getString("person"),
                            row.getObject("since", OffsetDateTime.class).toInstant(),
                            row.getString("reason")))
                .findOne());
  }

  /// Stops it. Who was first stays named.
  public void stop(Stopped stopped) {
    asked(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO naosu.stop (person, since, reason) VALUES (:person, :since,"
                        + " :reason) ON CONFLICT DO NOTHING")
                .bind("person", StoredText.of(stopped.person()))
                .bind("since", stopped.since().atOffset(ZoneOffset.UTC))
                .bind("reason", StoredText.of(stopped.reason()))
                .execute());
  }

  /// Lets it go on.
  public void resume() {
    asked(handle -> handle.execute("DELETE FROM naosu.stop"));
  }

  private <T> T asked(Function<Handle, T> work) {
    try {
      return database.jdbi().inTransaction(handle -> work.apply(handle));
    } catch (JdbiException e) {
      throw Trouble.of(e, database.address()).toException(e);
    }
  }
}
