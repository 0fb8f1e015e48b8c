package dev.naosu.postgres;

import dev.naosu.access.Role;
import dev.naosu.cycle.action.Consents;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.prove.safety.Past;
import dev.naosu.prove.safety.Refusal;
import dev.naosu.ship.action.Deeds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// Deeds in the database, and who has said yes to them. One begins at a time, in whatever process.
public final class JdbcDeeds implements Deeds, Consents {
  /// Held by whoever judges; the number has no meaning.
  private static final String ALONE = "SELECT pg_advisory_xact_lock(7308332099)";

  private static final String OPEN = "(phase IN ('ASKED', 'RUNNING') OR until IS NOT NULL)";

  private final Database database;
  private final InstantSource clock;
  private final StoredForm form = new StoredForm();

  public JdbcDeeds(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Begun begin(Deed deed, Function<Past, Optional<Refusal>> judge) {
    return Written.in(
        database,
        handle -> {
          handle.execute("SET LOCAL lock_timeout = '10s'");
          handle.createQuery(ALONE).mapToMap().list();
          Optional<Refusal> refusal = answered(handle, deed).or(() -> judge.apply(past(handle)));
          return refusal.isPresent()
              ? new Begun.No(refusal.get())
              : new Begun.Yes(keep(handle, deed));
        });
  }

  /// What was asked for is begun once.
  private static Optional<Refusal> answered(Handle handle, Deed deed) {
    if (deed.number() == 0) {
      return Optional.empty();
    }
    boolean isAsked =
        handle
            .createQuery("SELECT phase FROM naosu.deed WHERE number = :number")
            .bind("number", deed.number())
            .mapTo(String.class)
            .findOne()
            .filter(Phase.ASKED.name()::equals)
            .isPresent();
    return isAsked
        ? Optional.empty()
        : Optional.of(
            new Refusal("answered", "somebody else has answered meanwhile", false, false));
  }

  @Override
  public Past past() {
    return Written.in(database, this::past);
  }

  private Past past(Handle handle) {
    return new Past(
        handle
            .createQuery(
                "SELECT number, body FROM naosu.deed WHERE "
                    + OPEN
                    + " OR phase = 'HALF' OR began > :since OR proposed > :since ORDER BY number")
            .bind("since", Written.time(clock.instant().minus(Past.REACH)))
            .map((row, _) -> deed(row))
            .list());
  }

  @Override
  public Deed keep(Deed deed) {
    return Written.in(database, handle -> keep(handle, deed));
  }

  private Deed keep(Handle handle, Deed deed) {
    if (deed.number() == 0) {
      long number =
          bound(
                  handle.createQuery(
                      "INSERT INTO naosu.deed (phase, proposed, began, until, body) VALUES (:phase,"
                          + " :proposed, :began, :until, :body) RETURNING number"),
                  deed)
              .mapTo(Long.class)
              .one();
      return deed.numbered(number);
    }
    bound(
            handle.createUpdate(
                "UPDATE naosu.deed SET phase = :phase, proposed = :proposed, began = :began,"
                    + " until = :until, body = :body WHERE number = :number"),
            deed)
        .bind("number", deed.number())
        .execute();
    return deed;
  }

  private <S extends SqlStatement<S>> S bound(S statement, Deed deed) {
    return statement
        .bind("phase", deed.phase().name())
        .bind("proposed", Written.time(deed.proposed()))
        .bind("began", deed.began().map(Written::time).orElse(null))
        .bind("until", deed.until().map(Written::time).orElse(null))
        .bind("body", form.write(deed));
  }

  @Override
  public boolean answer(Deed deed) {
    return Written.in(
        database,
        handle -> {
          handle.createQuery(ALONE).mapToMap().list();
          if (answered(handle, deed).isPresent()) {
            return false;
          }
          keep(handle, deed);
          return true;
        });
  }

  @Override
  public Optional<Deed> find(long number) {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery("SELECT number, body FROM naosu.deed WHERE number = :number")
                .bind("number", number)
                .map((row, _) -> deed(row))
                .findOne());
  }

  @Override
  public List<Deed> open() {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery(
                    "SELECT number, body FROM naosu.deed WHERE " + OPEN + " ORDER BY number")
                .map((row, _) -> deed(row))
                .list());
  }

  @Override
  public List<Deed> latest(Optional<Long> before, int most) {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery(
                    "SELECT number, body FROM naosu.deed WHERE number < :before ORDER BY number"
                        + " DESC LIMIT :most")
                .bind("before", before.orElse(Long.MAX_VALUE))
                .bind("most", most)
                .map((row, _) -> deed(row))
                .list());
  }

  /// Those that were proposed since, the earliest first.
  public List<Deed> since(Instant from) {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery(
                    "SELECT number, body FROM naosu.deed WHERE proposed > :from ORDER BY number")
                .bind("from", Written.time(from))
                .map((row, _) -> deed(row))
                .list());
  }

  /// Forgets what is over and was proposed before; the journal keeps it.
  ///
  /// @return how many
  public int forgetBefore(Instant before) {
    return Written.in(
        database,
        handle ->
            handle
                .createUpdate("DELETE FROM naosu.deed WHERE proposed < :before AND NOT " + OPEN)
                .bind("before", Written.time(before))
                .execute());
  }

  @Override
  public List<Consent> add(Consent consent) {
    return Written.in(
        database,
        handle -> {
          // of two who come at the same time, the second counts both
          handle
              .createQuery("SELECT number FROM naosu.deed WHERE number = :deed FOR UPDATE")
              .bind("deed", consent.action())
              .mapTo(Long.class)
              .findOne();
          handle
              .createUpdate(
                  "INSERT INTO naosu.deed_consent (deed, seen, human, name, role, at) VALUES"
                      + " (:deed, :seen, :human, :name, :role, :at) ON CONFLICT DO NOTHING")
              .bind("deed", consent.action())
              .bind("seen", consent.seen())
              .bind("human", StoredText.of(consent.human()))
              .bind("name", StoredText.of(consent.name()))
              .bind("role", consent.role().name())
              .bind("at", Written.time(consent.at()))
              .execute();
          return consents(handle, consent.action(), consent.seen());
        });
  }

  @Override
  public List<Consent> of(long action, String seen) {
    return Written.in(database, handle -> consents(handle, action, seen));
  }

  private static List<Consent> consents(Handle handle, long action, String seen) {
    return handle
        .createQuery(
            "SELECT deed, seen, human, name, role, at FROM naosu.deed_consent WHERE deed ="
                + " :deed AND seen = :seen ORDER BY number")
        .bind("deed", action)
        .bind("seen", seen)
        .map((row, _) -> consent(row))
        .list();
  }

  private static Consent consent(ResultSet row) throws SQLException {
    return new Consent(
        row.getLong("deed"),
        row.getString("seen"),
        row.getString("human"),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }

  private Deed deed(ResultSet row) throws SQLException {
    return form.deed(row.getString("body")).numbered(row.getLong("number"));
  }
}
