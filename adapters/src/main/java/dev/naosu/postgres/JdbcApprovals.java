package dev.naosu.postgres;

import dev.naosu.access.Role;
import dev.naosu.cycle.incident.Approval;
import dev.naosu.cycle.incident.Approvals;
import dev.naosu.cycle.incident.Card;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;

/// Approvals in the database. They go when their incident is forgotten; the journal stays.
///
/// Every method throws [DatabaseUnavailable] when the database is not there.
public final class JdbcApprovals implements Approvals {
  private final Database database;

  public JdbcApprovals(Database database) {
    this.database = database;
  }

  @Override
  public List<Approval> add(Approval approval) {
    return inTransaction(
        handle -> {
          // of two who come at the same time, the second counts both
          handle
              .createQuery("SELECT id FROM naosu.incident WHERE id = :id FOR UPDATE")
              .bind("id", approval.incident())
              .mapTo(Long.class)
              .findOne();
          handle
              .createUpdate(
                  "INSERT INTO naosu.approval (incident, card, human, name, role, at) VALUES"
                      + " (:incident, :card, :human, :name, :role, :at) ON CONFLICT DO NOTHING")
              .bind("incident", approval.incident())
              .bind("card", approval.card())
              .bind("human", StoredText.of(approval.human()))
              .bind("name", StoredText.of(approval.name()))
              .bind("role", approval.role().name())
              .bind("at", time(approval.at()))
              .execute();
          return of(handle, approval.incident(), approval.card());
        });
  }

  @Override
  public List<Approval> of(long incident, String card) {
    return inTransaction(handle -> of(handle, incident, card));
  }

  private static List<Approval> of(Handle handle, long incident, String card) {
    return handle
        .createQuery(
            "SELECT incident, card, human, name, role, at FROM naosu.approval WHERE incident ="
                + " :incident AND card = :card ORDER BY number")
        .bind("incident", incident)
        .bind("card", card)
        .map((row, _) -> approval(row))
        .list();
  }

  private static Approval approval(ResultSet row) throws SQLException {
    return new Approval(
        row.getLong("incident"),
        row.getString("card"),
        row.getString("human"),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }

  @Override
  public void shown(Card card, String viewer, Instant at) {
    inTransaction(
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO naosu.card (incident, name, text) VALUES (:incident, :name, :text)"
                      + " ON CONFLICT DO NOTHING")
              .bind("incident", card.incident())
              .bind("name", card.seen())
              .bind("text", StoredText.of(card.text()))
              .execute();
          return handle
              .createUpdate(
                  "INSERT INTO naosu.showing (incident, card, viewer, at) VALUES (:incident, :card,"
                      + " :viewer, :at) ON CONFLICT DO NOTHING")
              .bind("incident", card.incident())
              .bind("card", card.seen())
              .bind("viewer", StoredText.of(viewer))
              .bind("at", time(at))
              .execute();
        });
  }

  @Override
  public Optional<Instant> firstShown(long incident, String card, String viewer) {
    return inTransaction(
        handle ->
            handle
                .createQuery(
                    "SELECT at FROM naosu.showing WHERE incident = :incident AND card = :card AND"
                        + " viewer = :viewer")
                .bind("incident", incident)
                .bind("card", card)
                .bind("viewer", StoredText.of(viewer))
                .map((row, _) -> row.getObject("at", OffsetDateTime.class).toInstant())
                .findOne());
  }

  @Override
  public boolean use(String link, long incident, Instant now) {
    return inTransaction(
        handle ->
            handle
                    .createUpdate(
                        "INSERT INTO naosu.used_link (link, incident, at) VALUES (:link, :incident,"
                            + " :at) ON CONFLICT DO NOTHING")
                    .bind("link", link)
                    .bind("incident", incident)
                    .bind("at", time(now))
                    .execute()
                == 1);
  }

  /// A key that all processes on this database have in common.
  ///
  /// @param fresh taken when there is none of that name yet
  public String key(String name, String fresh) {
    return inTransaction(
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO naosu.own_key (name, key) VALUES (:name, :key) ON CONFLICT DO"
                      + " NOTHING")
              .bind("name", name)
              .bind("key", fresh)
              .execute();
          return handle
              .createQuery("SELECT key FROM naosu.own_key WHERE name = :name")
              .bind("name", name)
              .mapTo(String.class)
              .one();
        });
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
