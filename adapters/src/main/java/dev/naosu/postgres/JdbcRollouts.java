package dev.naosu.postgres;

import dev.naosu.fleet.Version;
import dev.naosu.ship.canary.KnownFailures;
import dev.naosu.ship.canary.Window;
import dev.naosu.ship.rollout.Failures;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollout.Phase;
import dev.naosu.ship.rollout.Rollouts;
import dev.naosu.ship.rollout.Wish;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Update;

/// Rollouts in the database.
///
/// Every method throws [DatabaseUnavailable] when the database is not there.
public final class JdbcRollouts implements Rollouts {
  /// A name may be cut, as `git rev-parse --short` does, but not to less than this.
  private static final int SHORTEST_NAME = 7;

  private static final String UNIQUE_VIOLATION = "23505";

  private static final String SAME_VERSION =
      "(signal.version = :version OR (length(signal.version) >= "
          + SHORTEST_NAME
          + " AND length(:version) >= "
          + SHORTEST_NAME
          + " AND (starts_with(:version, signal.version) OR starts_with(signal.version,"
          + " :version))))";

  private static final String THROWN =
      "SELECT incident.fingerprint, bool_or("
          + SAME_VERSION
          + ") AS of_it, bool_or(NOT "
          + SAME_VERSION
          + ") AS of_others FROM naosu.incident JOIN naosu.signal ON signal.incident = incident.id"
          + " WHERE incident.service = :service AND incident.kind = 'EXCEPTION' AND NOT"
          + " signal.symptom AND signal.received > :from AND signal.received <= :to GROUP BY"
          + " incident.fingerprint";

  private final Database database;
  private final StoredForm form = new StoredForm();

  public JdbcRollouts(Database database) {
    this.database = database;
  }

  @Override
  public void plan(Rollout rollout) {
    inTransaction(
        handle ->
            bound(
                    handle.createUpdate(
                        "INSERT INTO naosu.rollout (incident, attempt, service, candidate, phase,"
                            + " round, body) VALUES (:incident, :attempt, :service, :candidate,"
                            + " :phase, :round, :body) ON CONFLICT (incident, attempt) DO"
                            + " NOTHING"),
                    rollout)
                .bind("service", StoredText.of(rollout.service()))
                .bind("candidate", rollout.candidate().name())
                .execute());
  }

  @Override
  public boolean takeUp(Rollout.Key key) {
    Optional<Rollout> found = find(key);
    if (found.filter(each -> each.phase() == Phase.WAITING).isEmpty()) {
      return found.isPresent();
    }
    try {
      database.jdbi().useTransaction(handle -> keep(handle, found.get().in(Phase.STARTING, "")));
      return true;
    } catch (JdbiException e) {
      if (e.getCause() instanceof SQLException cause
          && UNIQUE_VIOLATION.equals(cause.getSQLState())) {
        return false;
      }
      throw Trouble.of(e, database.address()).toException(e);
    }
  }

  @Override
  public Optional<Rollout> find(Rollout.Key key) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT body FROM naosu.rollout WHERE incident = :incident AND attempt ="
                        + " :attempt")
                .bind("incident", key.incident())
                .bind("attempt", key.attempt())
                .map((row, _) -> form.rollout(row.getString("body")))
                .findOne());
  }

  @Override
  public Optional<Rollout> latest(String service, Version version) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT body FROM naosu.rollout WHERE service = :service AND candidate ="
                        + " :version ORDER BY incident DESC, attempt DESC LIMIT 1")
                .bind("service", StoredText.of(service))
                .bind("version", StoredText.of(version.name()))
                .map((row, _) -> form.rollout(row.getString("body")))
                .findOne());
  }

  @Override
  public List<Rollout> of(long incident) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT body FROM naosu.rollout WHERE incident = :incident ORDER BY attempt")
                .bind("incident", incident)
                .map((row, _) -> form.rollout(row.getString("body")))
                .list());
  }

  @Override
  public void keep(Rollout rollout) {
    inTransaction(handle -> keep(handle, rollout));
  }

  @Override
  public void keep(Rollout rollout, Window window) {
    inTransaction(
        handle -> {
          keep(handle, rollout);
          return handle
              .createUpdate(
                  "INSERT INTO naosu.rollout_window (incident, attempt, round, body) VALUES"
                      + " (:incident, :attempt, :round, :body)")
              .bind("incident", rollout.key().incident())
              .bind("attempt", rollout.key().attempt())
              .bind("round", rollout.round())
              .bind("body", form.write(window))
              .execute();
        });
  }

  @Override
  public List<Window> windows(Rollout.Key key) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT part.body FROM naosu.rollout_window part JOIN naosu.rollout USING"
                        + " (incident, attempt, round) WHERE incident = :incident AND attempt ="
                        + " :attempt ORDER BY part.number")
                .bind("incident", key.incident())
                .bind("attempt", key.attempt())
                .map((row, _) -> form.window(row.getString("body")))
                .list());
  }

  @Override
  public void wish(Rollout.Key key, Wish wish) {
    wish(key, Optional.of(form.write(wish)));
  }

  @Override
  public Optional<Wish> wish(Rollout.Key key) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT wish FROM naosu.rollout WHERE incident = :incident AND attempt ="
                        + " :attempt AND wish IS NOT NULL")
                .bind("incident", key.incident())
                .bind("attempt", key.attempt())
                .map((row, _) -> form.wish(row.getString("wish")))
                .findOne());
  }

  @Override
  public void grant(Rollout.Key key) {
    wish(key, Optional.empty());
  }

  @Override
  public Failures failures(String service, Version version, Instant from, Instant to) {
    return with(
        handle -> {
          Set<String> ofIt = new HashSet<>();
          Set<String> ofOthers = new HashSet<>();
          handle
              .createQuery(THROWN)
              .bind("service", StoredText.of(service))
              .bind("version", version.name())
              .bind("from", time(from))
              .bind("to", time(to))
              .map(
                  (row, _) -> {
                    String fingerprint = row.getString("fingerprint");
                    if (row.getBoolean("of_it")) {
                      ofIt.add(fingerprint);
                    }
                    if (row.getBoolean("of_others")) {
                      ofOthers.add(fingerprint);
                    }
                    return fingerprint;
                  })
              .list();
          return new Failures(ofIt, ofOthers);
        });
  }

  @Override
  public KnownFailures known(String service, Instant before) {
    return with(
        handle -> {
          Set<String> fingerprints =
              handle
                  .createQuery(
                      "SELECT DISTINCT fingerprint FROM naosu.incident WHERE service = :service"
                          + " AND kind = 'EXCEPTION' AND opened < :before")
                  .bind("service", StoredText.of(service))
                  .bind("before", time(before))
                  .mapTo(String.class)
                  .stream()
                  .collect(Collectors.toUnmodifiableSet());
          Optional<Instant> first =
              handle
                  .createQuery(
                      "SELECT least((SELECT min(opened) FROM naosu.incident WHERE service ="
                          + " :service), (SELECT min(received) FROM naosu.good_request WHERE"
                          + " service = :service)) AS first")
                  .bind("service", StoredText.of(service))
                  .map(
                      (row, _) -> Optional.ofNullable(row.getObject("first", OffsetDateTime.class)))
                  .one()
                  .map(OffsetDateTime::toInstant);
          Duration watched =
              first.map(each -> Duration.between(each, before)).orElse(Duration.ZERO);
          return new KnownFailures(fingerprints, watched.isNegative() ? Duration.ZERO : watched);
        });
  }

  @Override
  public Optional<Rollout.Key> tried(String service, String version) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT incident, attempt FROM naosu.rollout WHERE service = :service AND"
                        + " (candidate = :version OR (length(:version) >= "
                        + SHORTEST_NAME
                        + " AND length(candidate) >= "
                        + SHORTEST_NAME
                        + " AND (starts_with(candidate, :version) OR starts_with(:version,"
                        + " candidate)))) AND phase <> 'PROMOTED' ORDER BY incident DESC, attempt"
                        + " DESC LIMIT 1")
                .bind("service", StoredText.of(service))
                .bind("version", StoredText.of(version))
                .map((row, _) -> new Rollout.Key(row.getLong("incident"), row.getInt("attempt")))
                .findOne());
  }

  private void wish(Rollout.Key key, Optional<String> text) {
    inTransaction(
        handle ->
            handle
                .createUpdate(
                    "UPDATE naosu.rollout SET wish = :wish WHERE incident = :incident AND attempt"
                        + " = :attempt")
                .bind("incident", key.incident())
                .bind("attempt", key.attempt())
                .bind("wish", text.orElse(null))
                .execute());
  }

  private int keep(Handle handle, Rollout rollout) {
    return bound(
            handle.createUpdate(
                "UPDATE naosu.rollout SET phase = :phase, round = :round, body = :body WHERE"
                    + " incident = :incident AND attempt = :attempt"),
            rollout)
        .execute();
  }

  private Update bound(Update update, Rollout rollout) {
    return update
        .bind("incident", rollout.key().incident())
        .bind("attempt", rollout.key().attempt())
        .bind("phase", rollout.phase().name())
        .bind("round", rollout.round())
        .bind("body", form.write(rollout));
  }

  private static OffsetDateTime time(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private <T> T with(HandleCallback<T, RuntimeException> query) {
    try {
      return database.jdbi().withHandle(query);
    } catch (JdbiException e) {
      throw Trouble.of(e, database.address()).toException(e);
    }
  }

  private <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
    try {
      return database.jdbi().inTransaction(work);
    } catch (JdbiException e) {
      throw Trouble.of(e, database.address()).toException(e);
    }
  }
}
