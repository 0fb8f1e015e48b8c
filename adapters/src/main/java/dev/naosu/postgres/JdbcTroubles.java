package dev.naosu.postgres;

import dev.naosu.cycle.runtime.Exhibit;
import dev.naosu.cycle.runtime.Exhibits;
import dev.naosu.cycle.runtime.Trouble;
import dev.naosu.cycle.runtime.Trouble.Phase;
import dev.naosu.cycle.runtime.Troubles;
import dev.naosu.detect.vitals.Target;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatement;

/// Troubles and evidence in the database. Evidence goes when its incident is forgotten.
///
/// Every method throws [DatabaseUnavailable] when the database is not there.
public final class JdbcTroubles implements Troubles, Exhibits {
  private static final String TROUBLE =
      "SELECT number, service, component, instance, environment, runbook, incidents, began, phase,"
          + " step, under_way, request, tried, changed, settled FROM naosu.trouble ";

  /// Of one incident: evidence is collected once for each trouble, and troubles come back.
  private static final int MOST_EXHIBITS = 50;

  private final Database database;

  public JdbcTroubles(Database database) {
    this.database = database;
  }

  @Override
  public Trouble keep(Trouble trouble) {
    return inTransaction(
        handle ->
            trouble.id() == 0
                ? bound(
                        handle.createQuery(
                            "INSERT INTO naosu.trouble (service, component, instance, environment,"
                                + " runbook, incidents, began, phase, step, under_way, request,"
                                + " tried, changed, settled) VALUES (:service, :component,"
                                + " :instance, :environment, :runbook, :incidents, :began, :phase,"
                                + " :step, :under_way, :request, :tried, :changed, :settled)"
                                + " RETURNING *"),
                        trouble)
                    .map((row, _) -> trouble(row))
                    .one()
                // somebody else may have added an incident meanwhile
                : bound(
                        handle.createQuery(
                            "UPDATE naosu.trouble SET incidents = incidents || ARRAY(SELECT added"
                                + " FROM unnest(CAST(:incidents AS bigint[])) added WHERE added <>"
                                + " ALL(incidents)), phase = :phase, step = :step, under_way ="
                                + " :under_way, request = :request, tried = :tried, changed ="
                                + " :changed, settled = :settled WHERE number = :number RETURNING"
                                + " *"),
                        trouble)
                    .bind("number", trouble.id())
                    .map((row, _) -> trouble(row))
                    .one());
  }

  private static <T extends SqlStatement<T>> T bound(T statement, Trouble trouble) {
    return statement
        .bind("service", trouble.target().service())
        .bind("component", trouble.target().component())
        .bind("instance", trouble.target().instance())
        .bind("environment", StoredText.of(trouble.environment()))
        .bind("runbook", trouble.runbook())
        .bindArray("incidents", Long.class, trouble.incidents())
        .bind("began", time(trouble.began()))
        .bind("phase", trouble.phase().name())
        .bind("step", trouble.step())
        .bind("under_way", trouble.underWay())
        .bind("request", trouble.request().map(StoredText::of).orElse(null))
        .bindArray("tried", String.class, trouble.tried().stream().map(StoredText::of).toList())
        .bind("changed", time(trouble.changed()))
        .bind("settled", trouble.settled());
  }

  @Override
  public List<Trouble> current() {
    return inTransaction(
        handle ->
            handle
                .createQuery(
                    TROUBLE
                        + "WHERE phase NOT IN ('HELPED', 'PASSED') OR NOT settled ORDER BY number")
                .map((row, _) -> trouble(row))
                .list());
  }

  @Override
  public List<Trouble> latest(int most) {
    return inTransaction(
        handle ->
            handle
                .createQuery(TROUBLE + "ORDER BY number DESC LIMIT :most")
                .bind("most", most)
                .map((row, _) -> trouble(row))
                .list());
  }

  @Override
  public List<Trouble> since(Target whole, String runbook, Instant since) {
    return inTransaction(
        handle ->
            handle
                .createQuery(
                    TROUBLE
                        + "WHERE service = :service AND component = :component AND runbook ="
                        + " :runbook AND began >= :since ORDER BY number DESC")
                .bind("service", whole.service())
                .bind("component", whole.component())
                .bind("runbook", runbook)
                .bind("since", time(since))
                .map((row, _) -> trouble(row))
                .list());
  }

  @Override
  public void attach(long incident, Exhibit exhibit) {
    inTransaction(
        handle -> {
          handle
              .createUpdate(
                  "DELETE FROM naosu.exhibit WHERE incident = :incident AND number NOT IN (SELECT"
                      + " number FROM naosu.exhibit WHERE incident = :incident ORDER BY number"
                      + " DESC LIMIT :most)")
              .bind("incident", incident)
              .bind("most", MOST_EXHIBITS - 1)
              .execute();
          return handle
              .createUpdate(
                  "INSERT INTO naosu.exhibit (incident, kind, service, component, instance, at,"
                      + " summary, text) VALUES (:incident, :kind, :service, :component,"
                      + " :instance, :at, :summary, :text)")
              .bind("incident", incident)
              .bind("kind", exhibit.kind())
              .bind("service", exhibit.target().service())
              .bind("component", exhibit.target().component())
              .bind("instance", exhibit.target().instance())
              .bind("at", time(exhibit.at()))
              .bind("summary", StoredText.of(exhibit.summary()))
              .bind("text", StoredText.of(exhibit.text()))
              .execute();
        });
  }

  @Override
  public List<Exhibit> of(long incident) {
    return inTransaction(
        handle ->
            handle
                .createQuery(
                    "SELECT kind, service, component, instance, at, summary, text FROM"
                        + " naosu.exhibit WHERE incident = :incident ORDER BY number")
                .bind("incident", incident)
                .map(
                    (row, _) ->
                        new Exhibit(
                            row.getString("kind"),
                            target(row),
                            instant(row, "at"),
                            row.getString("summary"),
                            row.getString("text")))
                .list());
  }

  @Override
  public List<String> summaries(long incident) {
    return inTransaction(
        handle ->
            handle
                .createQuery(
                    "SELECT kind || ': ' || summary FROM naosu.exhibit WHERE incident = :incident"
                        + " ORDER BY number")
                .bind("incident", incident)
                .mapTo(String.class)
                .list());
  }

  private static Trouble trouble(ResultSet row) throws SQLException {
    return new Trouble(
        row.getLong("number"),
        target(row),
        row.getString("environment"),
        row.getString("runbook"),
        List.of((Long[]) row.getArray("incidents").getArray()),
        instant(row, "began"),
        Phase.valueOf(row.getString("phase")),
        row.getInt("step"),
        row.getBoolean("under_way"),
        Optional.ofNullable(row.getString("request")),
        List.of((String[]) row.getArray("tried").getArray()),
        instant(row, "changed"),
        row.getBoolean("settled"));
  }

  private static Target target(ResultSet row) throws SQLException {
    return new Target(
        row.getString("service"), row.getString("component"), row.getString("instance"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
    try {
      return database.jdbi().inTransaction(work);
    } catch (JdbiException e) {
      // of this package, where the word means another thing
      throw dev.naosu.postgres.Trouble.of(e, database.address()).toException(e);
    }
  }
}
