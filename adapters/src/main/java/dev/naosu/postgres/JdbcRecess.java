package dev.naosu.postgres;

import dev.naosu.cycle.action.Recess;
import java.time.OffsetDateTime;
import java.util.Optional;

/// The pause of all actions in the database.
public final class JdbcRecess implements Recess {
  private final Database database;

  public JdbcRecess(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Since> since() {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery("SELECT since, person, reason FROM naosu.recess")
                .map(
                    (row, _) ->
                        new Since(
                            row.getString("person"),
                            row.getObject("since", OffsetDateTime.class).toInstant(),
                            row.getString("reason")))
                .findOne());
  }

  @Override
  public void begin(Since since) {
    Written.in(
        database,
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO naosu.recess (since, person, reason) VALUES (:since, :person,"
                        + " :reason) ON CONFLICT DO NOTHING")
                .bind("since", Written.time(since.at()))
                .bind("person", StoredText.of(since.by()))
                .bind("reason", StoredText.of(since.reason()))
                .execute());
  }

  @Override
  public void end() {
    Written.in(database, handle -> handle.createUpdate("DELETE FROM naosu.recess").execute());
  }
}
