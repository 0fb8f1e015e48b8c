package dev.naosu.postgres;

import dev.naosu.detect.forecast.Reading;
import dev.naosu.detect.forecast.Readings;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/// What was measured before, in the database.
///
/// Every method throws [DatabaseUnavailable] when the database is not there.
public final class JdbcReadings implements Readings {
  private final Database database;

  public JdbcReadings(Database database) {
    this.database = database;
  }

  @Override
  public void add(Instant at, Map<String, Double> values) {
    if (values.isEmpty()) {
      return;
    }
    inTransaction(
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  "INSERT INTO naosu.reading (series, at, value) VALUES (:series, :at, :value) ON"
                      + " CONFLICT (series, at) DO UPDATE SET value = excluded.value");
          values.forEach(
              (series, value) ->
                  batch
                      .bind("series", StoredText.of(series))
                      .bind("at", time(at))
                      .bind("value", value)
                      .add());
          return batch.execute();
        });
  }

  @Override
  public List<Reading> of(String series, Instant since) {
    return inTransaction(
        handle ->
            handle
                .createQuery(
                    "SELECT at, value FROM naosu.reading WHERE series = :series AND at >= :since"
                        + " ORDER BY at")
                .bind("series", StoredText.of(series))
                .bind("since", time(since))
                .map(
                    (row, _) ->
                        new Reading(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getDouble("value")))
                .list());
  }

  /// Forgets what is old.
  public void forgetBefore(Instant before) {
    inTransaction(
        handle ->
            handle
                .createUpdate("DELETE FROM naosu.reading WHERE at < :before")
                .bind("before", time(before))
                .execute());
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
