package dev.naosu.postgres;

import dev.naosu.cycle.upkeep.Case;
import dev.naosu.cycle.upkeep.Cases;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;

/// What became of needs, in the database.
///
/// Every method throws [DatabaseUnavailable] when the database is not there.
public final class JdbcCases implements Cases {
  private static final String CASE = "SELECT id, body FROM naosu.upkeep ";
  private static final String IS_OPEN = "state NOT IN ('DONE', 'MISSED', 'GONE')";

  /// Of the lock that lets one process of several work at a time.
  private static final long LOCK = 0x6e616f73755f7570L;

  private final Database database;
  private final StoredForm form = new StoredForm();

  public JdbcCases(Database database) {
    this.database = database;
  }

  @Override
  public List<Case> open() {
    return inTransaction(
        handle ->
            handle
                .createQuery(CASE + "WHERE " + IS_OPEN + " ORDER BY need")
                .map((row, _) -> read(row))
                .list());
  }

  @Override
  public Optional<Case> latest(String need) {
    return inTransaction(
        handle ->
            handle
                .createQuery(CASE + "WHERE need = :need ORDER BY id DESC LIMIT 1")
                .bind("need", need)
                .map((row, _) -> read(row))
                .findOne());
  }

  @Override
  public List<Case> over(Instant since) {
    return inTransaction(
        handle ->
            handle
                .createQuery(
                    CASE + "WHERE NOT " + IS_OPEN + " AND changed >= :since ORDER BY id DESC")
                .bind("since", time(since))
                .map((row, _) -> read(row))
                .list());
  }

  @Override
  public Case keep(Case kept) {
    return inTransaction(
        handle -> {
          if (kept.id() == 0) {
            long id =
                handle
                    .createQuery(
                        "INSERT INTO naosu.upkeep (need, state, changed, body) VALUES (:need,"
                            + " :state, :changed, :body) RETURNING id")
                    .bind("need", kept.need().name())
                    .bind("state", kept.state().name())
                    .bind("changed", time(kept.changed()))
                    .bind("body", form.write(kept))
                    .mapTo(Long.class)
                    .one();
            return kept.withId(id);
          }
          handle
              .createUpdate(
                  "UPDATE naosu.upkeep SET state = :state, changed = :changed, body = :body WHERE"
                      + " id = :id")
              .bind("id", kept.id())
              .bind("state", kept.state().name())
              .bind("changed", time(kept.changed()))
              .bind("body", form.write(kept))
              .execute();
          return kept;
        });
  }

  /// Forgets what was over before a time.
  public void forgetBefore(Instant before) {
    inTransaction(
        handle ->
            handle
                .createUpdate(
                    "DELETE FROM naosu.upkeep WHERE NOT " + IS_OPEN + " AND changed < :before")
                .bind("before", time(before))
                .execute());
  }

  /// Does something while no other process on this database does it.
  ///
  /// @return false when another one is at it
  public boolean alone(Callable<Void> work) throws Exception {
    try (var connection = database.dataSource().getConnection();
        var lock = connection.prepareStatement("SELECT pg_try_advisory_lock(" + LOCK + ")");
        var unlock = connection.prepareStatement("SELECT pg_advisory_unlock(" + LOCK + ")")) {
      try (ResultSet got = lock.executeQuery()) {
        if (!got.next() || !got.getBoolean(1)) {
          return false;
        }
      }
      try {
        work.call();
        return true;
      } finally {
        unlock.execute();
      }
    }
  }

  private Case read(ResultSet row) throws SQLException {
    return form.upkeep(row.getString("body")).withId(row.getLong("id"));
  }

  private static OffsetDateTime time(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
    try {
      return database.jdbi().inTransaction(work);
    } catch (JdbiException e) {
      throw Trouble.of(e, database.address()).toException(e);
    }
  }
}
