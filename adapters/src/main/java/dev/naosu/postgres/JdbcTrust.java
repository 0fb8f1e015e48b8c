package dev.naosu.postgres;

import dev.naosu.learn.Trust;
import dev.naosu.learn.TrustBook;
import dev.naosu.prove.safety.Drill;
import dev.naosu.prove.safety.Drills;
import dev.naosu.prove.safety.Mode;
import dev.naosu.prove.safety.Modes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// How far actions are trusted, and what came of drills, in the database.
public final class JdbcTrust implements TrustBook, Drills {
  private final Database database;
  private final StoredForm form = new StoredForm();

  public JdbcTrust(Database database) {
    this.database = database;
  }

  @Override
  public Trust of(String action, String service) {
    return Written.in(database, handle -> of(handle, action, service, ""));
  }

  private Trust of(Handle handle, String action, String service, String lock) {
    return handle
        .createQuery(
            "SELECT body FROM naosu.trust WHERE action = :action AND service = :service" + lock)
        .bind("action", action)
        .bind("service", service)
        .map((row, _) -> form.trust(row.getString("body")))
        .findOne()
        .orElseGet(() -> Trust.unknown(action, service));
  }

  @Override
  public Trust change(String action, String service, UnaryOperator<Trust> how) {
    return Written.in(
        database,
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO naosu.trust (action, service, body) VALUES (:action, :service,"
                      + " :body) ON CONFLICT DO NOTHING")
              .bind("action", action)
              .bind("service", service)
              .bind("body", form.write(Trust.unknown(action, service)))
              .execute();
          Trust changed = how.apply(of(handle, action, service, " FOR UPDATE"));
          handle
              .createUpdate(
                  "UPDATE naosu.trust SET body = :body WHERE action = :action AND service ="
                      + " :service")
              .bind("action", action)
              .bind("service", service)
              .bind("body", form.write(changed))
              .execute();
          return changed;
        });
  }

  @Override
  public List<Trust> all() {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery("SELECT body FROM naosu.trust ORDER BY action, service")
                .map((row, _) -> form.trust(row.getString("body")))
                .list());
  }

  @Override
  public void set(Modes.Rule rule, String person, Instant at) {
    Written.in(
        database,
        handle -> {
          handle
              .createUpdate(
                  "DELETE FROM naosu.action_mode WHERE action = :action AND service = :service AND"
                      + " environment = :environment")
              .bind("action", rule.action())
              .bind("service", rule.service())
              .bind("environment", rule.environment())
              .execute();
          return handle
              .createUpdate(
                  "INSERT INTO naosu.action_mode (action, service, environment, mode, person, at)"
                      + " VALUES (:action, :service, :environment, :mode, :person, :at)")
              .bind("action", rule.action())
              .bind("service", rule.service())
              .bind("environment", rule.environment())
              .bind("mode", rule.mode().name())
              .bind("person", StoredText.of(person))
              .bind("at", Written.time(at))
              .execute();
        });
  }

  @Override
  public List<Modes.Rule> set() {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery(
                    "SELECT action, service, environment, mode FROM naosu.action_mode ORDER BY"
                        + " number")
                .map(
                    (row, _) ->
                        new Modes.Rule(
                            row.getString("action"),
                            row.getString("service"),
                            row.getString("environment"),
                            Mode.valueOf(row.getString("mode"))))
                .list());
  }

  @Override
  public void keep(Drill drill) {
    Written.in(
        database,
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO naosu.drill (action, service, at, passed, words) VALUES (:action,"
                        + " :service, :at, :passed, :words)")
                .bind("action", drill.action())
                .bind("service", drill.service())
                .bind("at", Written.time(drill.at()))
                .bind("passed", drill.passed())
                .bind("words", StoredText.of(drill.words()))
                .execute());
  }

  @Override
  public Optional<Drill> last(String action, String service) {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery(
                    "SELECT action, service, at, passed, words FROM naosu.drill WHERE action ="
                        + " :action AND service = :service ORDER BY at DESC, number DESC LIMIT 1")
                .bind("action", action)
                .bind("service", service)
                .map((row, _) -> drill(row))
                .findOne());
  }

  @Override
  public List<Drill> latest(int most) {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery(
                    "SELECT action, service, at, passed, words FROM naosu.drill ORDER BY at DESC,"
                        + " number DESC LIMIT :most")
                .bind("most", most)
                .map((row, _) -> drill(row))
                .list());
  }

  private static Drill drill(ResultSet row) throws SQLException {
    return new Drill(
        row.getString("action"),
        row.getString("service"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getBoolean("passed"),
        row.getString("words"));
  }
}
