package dev.naosu.postgres;

import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Vicinity;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.journal.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;

/// Incidents in the database.
///
/// Signals join an incident until it is healed, handed over or closed; an escalated one still takes
/// them in, for a person has to see to it. Of an incident with very many signals the first and the
/// latest are kept; all are counted.
///
/// Every method throws [DatabaseUnavailable] when the database is not there.
public final class JdbcIncidents implements Incidents {
  /// Signals kept of one incident, give or take [#TRIM_EVERY].
  private static final int MOST_SIGNALS = 500;

  private static final int TRIM_EVERY = 100;

  /// Good requests kept of one service when old things are forgotten.
  private static final int MOST_GOOD_REQUESTS = 2_000;

  /// Rows that are forgotten in one transaction, so that nobody waits long for it.
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  /// What may belong to one incident beside its own fingerprint: senders may make up any number.
  private static final int MOST_SYMPTOMS = 200;

  private static final int NOTED_SYMPTOMS = 20;

  /// Begins the name of a lock.
  private static final String SYMPTOMS = "symptoms\n";

  /// Later than anything.
  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private static final String OVER = "('HEALED', 'HANDED_OVER', 'CLOSED')";

  /// What runtime healing has is over only when that says so: until then, what comes in is a part
  /// of it.
  private static final String GOES_ON =
      "(state NOT IN " + OVER + " OR (state = 'HANDED_OVER' AND kind = 'HEALTH'))";

  /// What signals of its cause still join: what is not over, and what was healed, or handed over,
  /// in the very version that they come from.
  private static final String TAKES_IN =
      "("
          + GOES_ON
          + " OR (state IN ('HEALED', 'HANDED_OVER') AND version <> '' AND version = :version))";

  private static final String INCIDENT =
      "SELECT id, fingerprint, title, service, version, environment, kind, state, began, opened,"
          + " last_seen, changed, signals, recurrence, attempts, remedy, delivered, reason"
          + " FROM naosu.incident ";

  private final Database database;
  private final StoredForm form = new StoredForm();

  public JdbcIncidents(Database database) {
    this.database = database;
  }

  @Override
  public Absorbed absorb(Signal signal, Fingerprint fingerprint, Vicinity vicinity, Instant now) {
    return inTransaction(
        handle ->
            signal.isTrouble()
                ? absorbTrouble(handle, new Arrival(signal, fingerprint, vicinity, now))
                : keep(handle, signal));
  }

  @Override
  public boolean isJoinable(Signal signal, Fingerprint fingerprint) {
    return with(handle -> joinable(handle, signal.origin(), fingerprint, "").isPresent());
  }

  @Override
  public Optional<Incident> find(long id) {
    return with(
        handle ->
            handle
                .createQuery(INCIDENT + "WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> incident(row))
                .findOne());
  }

  @Override
  public List<Incident> list(Filter filter, Optional<Long> before, int most) {
    // the words themselves: planned for any states at all, a list of the few open ones among a
    // hundred thousand would read them all
    String states =
        filter.states().stream()
            .map(state -> "'" + state.name() + "'")
            .sorted()
            .collect(Collectors.joining(", "));
    String where =
        "WHERE id < :before"
            + (states.isEmpty() ? "" : " AND state IN (" + states + ")")
            + (filter.service().isEmpty() ? "" : " AND service = :service");
    return with(
        handle -> {
          var query =
              handle
                  .createQuery(INCIDENT + where + " ORDER BY id DESC LIMIT :most")
                  .bind("before", before.orElse(Long.MAX_VALUE))
                  .bind("most", most);
          filter.service().ifPresent(service -> query.bind("service", StoredText.of(service)));
          return query.map((row, _) -> incident(row)).list();
        });
  }

  @Override
  public Map<State, Long> counts() {
    return with(
        handle ->
            handle
                .createQuery("SELECT state, count(*) AS number FROM naosu.incident GROUP BY state")
                .map(
                    (row, _) ->
                        Map.entry(State.valueOf(row.getString("state")), row.getLong("number")))
                .stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey,
                        Map.Entry::getValue,
                        Long::sum,
                        () -> new EnumMap<>(State.class))));
  }

  @Override
  public boolean move(long id, State from, State to, String reason, Note note) {
    return inTransaction(
        handle -> {
          int moved =
              handle
                  .createUpdate(
                      "UPDATE naosu.incident SET state = :to, reason = :reason, changed = :at"
                          + " WHERE id = :id AND state = :from")
                  .bind("to", to.name())
                  .bind("reason", StoredText.of(reason))
                  .bind("at", time(note.at()))
                  .bind("id", id)
                  .bind("from", from.name())
                  .execute();
          if (moved == 1) {
            add(handle, id, note);
          }
          return moved == 1;
        });
  }

  @Override
  public void note(long id, Note note) {
    inTransaction(handle -> add(handle, id, note));
  }

  @Override
  public List<Note> timeline(long id) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT at, actor, text FROM naosu.note WHERE incident = :id ORDER BY number")
                .bind("id", id)
                .map(
                    (row, _) ->
                        new Note(instant(row, "at"), row.getString("actor"), row.getString("text")))
                .list());
  }

  @Override
  public List<Signal> signals(long id, int most) {
    return with(
        handle ->
            handle
                .createQuery(
                    "WITH first AS (SELECT number, body FROM naosu.signal WHERE incident = :id"
                        + " ORDER BY symptom, number LIMIT 1), latest AS (SELECT number, symptom,"
                        + " body FROM naosu.signal WHERE incident = :id AND number <> (SELECT"
                        + " number FROM first) ORDER BY symptom, number DESC LIMIT :others)"
                        + " SELECT body, 0 AS place, false AS symptom, number FROM first WHERE"
                        + " :others >= 0 UNION ALL SELECT body, 1, symptom, number FROM latest"
                        + " ORDER BY place, symptom, number DESC")
                .bind("id", id)
                .bind("others", most - 1)
                .map((row, _) -> form.signal(row.getString("body")))
                .list());
  }

  @Override
  public List<Signal> goodRequests(String service, int most) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT body FROM naosu.good_request WHERE service = :service"
                        + " ORDER BY received DESC LIMIT :most")
                .bind("service", StoredText.of(service))
                .bind("most", most)
                .map((row, _) -> form.signal(row.getString("body")))
                .list());
  }

  @Override
  public void begin(long id, int attempt, Instant now) {
    inTransaction(
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO naosu.attempt (incident, number, began) VALUES (:id, :number,"
                      + " :began) ON CONFLICT DO NOTHING")
              .bind("id", id)
              .bind("number", attempt)
              .bind("began", time(now))
              .execute();
          return handle
              .createUpdate(
                  "UPDATE naosu.incident SET attempts = greatest(attempts, :number) WHERE id = :id")
              .bind("id", id)
              .bind("number", attempt)
              .execute();
        });
  }

  @Override
  public void end(long id, Attempt attempt, Optional<Remedy> remedy) {
    inTransaction(
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO naosu.attempt (incident, number, began, ended, result, learnt,"
                      + " report) VALUES (:id, :number, :began, :ended, :result, :learnt, :report)"
                      + " ON CONFLICT (incident, number) DO UPDATE SET began = excluded.began,"
                      + " ended = excluded.ended, result = excluded.result, learnt ="
                      + " excluded.learnt, report = excluded.report")
              .bind("id", id)
              .bind("number", attempt.number())
              .bind("began", time(attempt.began()))
              .bind("ended", time(attempt.ended()))
              .bind("result", StoredText.of(attempt.result()))
              .bind("learnt", attempt.learnt().map(StoredText::of).orElse(null))
              .bind("report", attempt.report().map(StoredText::of).orElse(null))
              .execute();
          return handle
              .createUpdate(
                  "UPDATE naosu.incident SET remedy = :remedy,"
                      + " attempts = greatest(attempts, :number) WHERE id = :id")
              .bind("id", id)
              .bind("number", attempt.number())
              .bind("remedy", remedy.map(form::write).orElse(null))
              .execute();
        });
  }

  @Override
  public List<Attempt> attempts(long id) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT number, began, ended, result, learnt, report FROM naosu.attempt"
                        + " WHERE incident = :id AND ended IS NOT NULL ORDER BY number")
                .bind("id", id)
                .map(
                    (row, _) ->
                        new Attempt(
                            row.getInt("number"),
                            instant(row, "began"),
                            instant(row, "ended"),
                            row.getString("result"),
                            Optional.ofNullable(row.getString("learnt")),
                            Optional.ofNullable(row.getString("report"))))
                .list());
  }

  @Override
  public int attemptsSince(Instant instant) {
    return with(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM naosu.attempt WHERE began >= :since")
                .bind("since", time(instant))
                .mapTo(Integer.class)
                .one());
  }

  @Override
  public Optional<Instant> dealtWithBefore(long id) {
    return with(
        handle ->
            handle
                .createQuery(
                    "SELECT earlier.changed FROM naosu.incident this JOIN naosu.incident earlier"
                        + " USING (fingerprint, service, environment) WHERE this.id = :id AND"
                        + " earlier.id < this.id AND earlier.state = ANY(:final)"
                        + " ORDER BY earlier.id DESC LIMIT 1")
                .bind("id", id)
                .bindArray(
                    "final",
                    String.class,
                    List.of(State.values()).stream()
                        .filter(State::isFinal)
                        .map(State::name)
                        .toList())
                .map((row, _) -> instant(row, "changed"))
                .findOne());
  }

  @Override
  public void delivered(long id, String where) {
    inTransaction(
        handle ->
            handle
                .createUpdate("UPDATE naosu.incident SET delivered = :where WHERE id = :id")
                .bind("id", id)
                .bind("where", StoredText.of(where))
                .execute());
  }

  @Override
  public void explained(long id, CauseReport report) {
    inTransaction(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO naosu.cause (incident, at, report) VALUES (:id, :at, :report)"
                        + " ON CONFLICT (incident) DO UPDATE SET at = excluded.at,"
                        + " report = excluded.report")
                .bind("id", id)
                .bind("at", time(report.at()))
                .bind("report", form.write(report))
                .execute());
  }

  @Override
  public Optional<CauseReport> explanation(long id) {
    return with(
        handle ->
            handle
                .createQuery("SELECT report FROM naosu.cause WHERE incident = :id")
                .bind("id", id)
                .map((row, _) -> form.causes(row.getString("report")))
                .findOne());
  }

  /// Forgets what is over: incidents that were healed, handed over or closed and not seen since,
  /// with all that belongs to them, and older signals and good requests of the others, of which the
  /// first signal stays. The journal forgets nothing.
  ///
  /// @param instant what is older goes
  /// @return how many incidents were forgotten
  public int forgetBefore(Instant instant) {
    OffsetDateTime time = time(instant);
    int incidents =
        forget(
            "DELETE FROM naosu.incident WHERE id IN (SELECT id FROM naosu.incident WHERE changed <"
                + " :time AND last_seen < :time AND state IN "
                + OVER
                + " ORDER BY changed LIMIT :most)",
            time);
    forget(
        "DELETE FROM naosu.signal WHERE number IN (SELECT number FROM naosu.signal late WHERE"
            + " received < :time AND EXISTS (SELECT 1 FROM naosu.signal early WHERE early.incident"
            + " = late.incident AND (early.symptom, early.number) < (late.symptom, late.number)) LIMIT"
            + " :most)",
        time);
    forget(
        "DELETE FROM naosu.good_request WHERE (service, alike) IN (SELECT service, alike FROM"
            + " naosu.good_request WHERE received < :time LIMIT :most)",
        time);
    inTransaction(
        handle ->
            handle
                .createUpdate(
                    "DELETE FROM naosu.good_request WHERE (service, alike) IN (SELECT service,"
                        + " alike FROM (SELECT service, alike, row_number() OVER (PARTITION BY"
                        + " service ORDER BY received DESC) AS place FROM naosu.good_request)"
                        + " ranked WHERE place > :most)")
                .bind("most", MOST_GOOD_REQUESTS)
                .execute());
    return incidents;
  }

  private int forget(String sql, OffsetDateTime time) {
    int all = 0;
    int some;
    do {
      some =
          inTransaction(
              handle ->
                  handle
                      .createUpdate(sql)
                      .bind("time", time)
                      .bind("most", FORGOTTEN_AT_ONCE)
                      .execute());
      all += some;
    } while (some == FORGOTTEN_AT_ONCE);
    return all;
  }

  /// A trouble that comes in.
  private record Arrival(Signal signal, Fingerprint fingerprint, Vicinity vicinity, Instant now) {
    Origin origin() {
      return signal.origin();
    }

    /// Whether it says no more than that a service is unwell.
    boolean isSymptom() {
      return signal.kind() == Signal.Kind.HEALTH;
    }
  }

  private Absorbed absorbTrouble(Handle handle, Arrival arrival) {
    Origin origin = arrival.origin();
    // one at a time for each cause: two first signals would open two incidents. Symptoms of several
    // causes may belong together
    lock(
        handle,
        arrival.isSymptom()
            ? SYMPTOMS + origin.environment()
            : arrival.fingerprint().value()
                + "\n"
                + origin.service()
                + "\n"
                + origin.environment());
    String seen = seen(arrival.signal());
    boolean duplicate =
        handle
            .createQuery("SELECT EXISTS (SELECT 1 FROM naosu.signal WHERE seen = :seen)")
            .bind("seen", seen)
            .mapTo(Boolean.class)
            .one();
    if (duplicate) {
      return new Absorbed.Duplicate();
    }
    Optional<Long> open = ofEqualCause(handle, arrival);
    Optional<Long> near =
        open.isEmpty() && arrival.isSymptom() ? near(handle, arrival) : Optional.empty();
    Optional<Long> before =
        open.isEmpty() && near.isEmpty() && arrival.isSymptom()
            ? justOver(handle, arrival)
            : Optional.empty();
    Optional<Long> known = open.or(() -> near).or(() -> before);
    if (known.isEmpty() && arrival.signal().kind() == Signal.Kind.EXCEPTION) {
      // what is unwell near it is about to become a part of it
      lock(handle, SYMPTOMS + origin.environment());
    }
    long id = known.orElseGet(() -> open(handle, arrival));
    int added =
        handle
            .createUpdate(
                "INSERT INTO naosu.signal (incident, seen, received, symptom, version, body) VALUES"
                    + " (:id, :seen, :received, :symptom, :version, :body) ON CONFLICT (seen) DO"
                    + " NOTHING")
            .bind("id", id)
            .bind("version", StoredText.of(arrival.origin().version()))
            .bind("symptom", arrival.isSymptom())
            .bind("seen", seen)
            .bind("received", time(arrival.signal().received()))
            .bind("body", form.write(arrival.signal()))
            .execute();
    if (added == 0) {
      // the same signal came in at this moment with another cause
      handle.rollback();
      return new Absorbed.Duplicate();
    }
    if (known.isEmpty()) {
      if (arrival.signal().kind() == Signal.Kind.EXCEPTION) {
        symptomsNear(handle, arrival).forEach(each -> takeIn(handle, id, each, arrival.now()));
      }
      return new Absorbed.Opened(id);
    }
    near.ifPresent(each -> belongs(handle, each, arrival));
    join(handle, id, arrival);
    return new Absorbed.Joined(id);
  }

  /// An incident that an earlier version of naosu opened goes by what that version took for the
  /// fingerprint.
  private static Optional<Long> joinable(
      Handle handle, Origin origin, Fingerprint fingerprint, String lock) {
    return handle
        .createQuery(
            "SELECT id FROM naosu.incident WHERE fingerprint IN (:fingerprint, :former) AND"
                + " service = :service AND environment = :environment AND "
                + TAKES_IN
                + " ORDER BY (fingerprint = :fingerprint) DESC, id DESC LIMIT 1"
                + lock)
        .bind("fingerprint", fingerprint.value())
        .bind("former", fingerprint.former().orElse(fingerprint.value()))
        .bind("version", StoredText.of(origin.version()))
        .bind("service", StoredText.of(origin.service()))
        .bind("environment", StoredText.of(origin.environment()))
        .mapTo(Long.class)
        .findOne();
  }

  private static void lock(Handle handle, String what) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
        .bind("what", StoredText.of(what))
        .map((_, _) -> true)
        .one();
  }

  /// The open incident of the same fingerprint, or the one that it was found to belong to.
  private static Optional<Long> ofEqualCause(Handle handle, Arrival arrival) {
    Optional<Long> own = joinable(handle, arrival.origin(), arrival.fingerprint(), " FOR UPDATE");
    return own.isPresent() || !arrival.isSymptom()
        ? own
        : bound(
                handle.createQuery(
                    "SELECT id FROM naosu.incident WHERE "
                        + TAKES_IN
                        + " AND id IN (SELECT incident FROM naosu.symptom WHERE fingerprint ="
                        + " :fingerprint AND service = :service AND environment = :environment)"
                        + " ORDER BY id DESC LIMIT 1 FOR UPDATE"),
                arrival)
            .bind("version", StoredText.of(arrival.origin().version()))
            .mapTo(Long.class)
            .findOne();
  }

  /// What is open near it and began, or was heard of, within the window. Either clock will do:
  /// naosu's own for senders whose clock is wrong, theirs for what comes in late.
  private static Optional<Long> near(Handle handle, Arrival arrival) {
    return window(
            handle.createQuery(
                "SELECT id FROM naosu.incident WHERE environment = :environment AND service ="
                    + " ANY(:services) AND "
                    + GOES_ON
                    + " AND ((kind = 'EXCEPTION' AND (opened >= :since OR began BETWEEN :early AND"
                    + " :late)) OR (kind = 'HEALTH' AND (heard >= :since OR (began <= :late AND"
                    + " last_seen >= :early))))"
                    + " ORDER BY service <> :service, kind <> 'EXCEPTION', id LIMIT 1 FOR UPDATE"),
            arrival)
        .bind("service", StoredText.of(arrival.origin().service()))
        .mapTo(Long.class)
        .findOne();
  }

  /// The incidents that a new exception explains.
  private static List<Long> symptomsNear(Handle handle, Arrival arrival) {
    return window(
            handle.createQuery(
                "SELECT id FROM naosu.incident WHERE environment = :environment AND service ="
                    + " ANY(:services) AND kind = 'HEALTH' AND state NOT IN "
                    + OVER
                    + " AND (opened >= :since OR began BETWEEN :early AND :late)"
                    + " ORDER BY id FOR UPDATE"),
            arrival)
        .mapTo(Long.class)
        .list();
  }

  /// The incident before, when it was over only just now: what comes and goes is no news.
  private static Optional<Long> justOver(Handle handle, Arrival arrival) {
    return bound(
            handle.createQuery(
                "SELECT id, changed, recurrence FROM naosu.incident WHERE (fingerprint ="
                    + " :fingerprint AND service = :service AND environment = :environment) OR id"
                    + " IN (SELECT incident FROM naosu.symptom WHERE fingerprint = :fingerprint AND"
                    + " service = :service AND environment = :environment)"
                    + " ORDER BY id DESC LIMIT 1"),
            arrival)
        .map(
            (row, _) ->
                instant(row, "changed")
                        .plus(arrival.vicinity().quiet(row.getInt("recurrence")))
                        .isAfter(arrival.now())
                    ? Optional.of(row.getLong("id"))
                    : Optional.<Long>empty())
        .findOne()
        .flatMap(each -> each);
  }

  private static Query bound(Query query, Arrival arrival) {
    return query
        .bind("fingerprint", arrival.fingerprint().value())
        .bind("service", StoredText.of(arrival.origin().service()))
        .bind("environment", StoredText.of(arrival.origin().environment()));
  }

  private static Query window(Query query, Arrival arrival) {
    Duration window = arrival.vicinity().window();
    Instant happened = arrival.signal().happened();
    return query
        .bind("environment", StoredText.of(arrival.origin().environment()))
        .bindArray(
            "services",
            String.class,
            Stream.concat(
                    Stream.of(arrival.origin().service()), arrival.vicinity().services().stream())
                .map(StoredText::of)
                .toList())
        // nothing is near where there is no window
        .bind("since", time(window.isZero() ? NEVER : arrival.now().minus(window)))
        .bind("early", time(window.isZero() ? NEVER : happened.minus(window)))
        .bind("late", time(happened.plus(window)));
  }

  /// From now on it belongs to the incident, as long as that is open.
  private static void belongs(Handle handle, long id, Arrival arrival) {
    int added =
        handle
            .createUpdate(
                "INSERT INTO naosu.symptom (fingerprint, service, environment, incident)"
                    + " SELECT :fingerprint, :service, :environment, :id WHERE (SELECT count(*)"
                    + " FROM naosu.symptom WHERE incident = :id) < :most ON CONFLICT DO NOTHING")
            .bind("fingerprint", arrival.fingerprint().value())
            .bind("service", StoredText.of(arrival.origin().service()))
            .bind("environment", StoredText.of(arrival.origin().environment()))
            .bind("id", id)
            .bind("most", MOST_SYMPTOMS)
            .execute();
    int known =
        handle
            .createQuery("SELECT count(*) FROM naosu.symptom WHERE incident = :id")
            .bind("id", id)
            .mapTo(Integer.class)
            .one();
    if (added == 1 && known <= NOTED_SYMPTOMS) {
      add(
          handle,
          id,
          new Note(
              arrival.now(),
              Note.NAOSU,
              "also in " + arrival.origin().service() + ": " + arrival.fingerprint().title()));
    }
  }

  /// Makes one incident a part of another.
  private static void takeIn(Handle handle, long whole, long part, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO naosu.symptom (fingerprint, service, environment, incident)"
                + " SELECT fingerprint, service, environment, :whole FROM naosu.symptom WHERE"
                + " incident = :part UNION SELECT fingerprint, service, environment, :whole FROM"
                + " naosu.incident WHERE id = :part ON CONFLICT DO NOTHING")
        .bind("whole", whole)
        .bind("part", part)
        .execute();
    handle
        .createUpdate("UPDATE naosu.signal SET incident = :whole WHERE incident = :part")
        .bind("whole", whole)
        .bind("part", part)
        .execute();
    handle
        .createUpdate(
            "UPDATE naosu.incident whole SET signals = whole.signals + part.signals, began ="
                + " least(whole.began, part.began), last_seen = greatest(whole.last_seen,"
                + " part.last_seen) FROM naosu.incident part WHERE whole.id = :whole AND part.id ="
                + " :part")
        .bind("whole", whole)
        .bind("part", part)
        .execute();
    handle
        .createUpdate(
            "UPDATE naosu.incident SET state = 'CLOSED', reason = :reason, changed = :now WHERE id"
                + " = :part")
        .bind("reason", "it is a part of incident " + whole)
        .bind("now", time(now))
        .bind("part", part)
        .execute();
    add(handle, part, new Note(now, Note.NAOSU, "closed: it is a part of incident " + whole));
    add(handle, whole, new Note(now, Note.NAOSU, "takes in incident " + part));
  }

  private static long open(Handle handle, Arrival arrival) {
    return bound(
            handle.createQuery(
                "INSERT INTO naosu.incident (fingerprint, title, service, version, environment,"
                    + " kind, state, began, opened, last_seen, changed, heard, signals,"
                    + " recurrence, attempts, reason) VALUES (:fingerprint, :title, :service,"
                    + " :version, :environment, :kind, 'OPEN', :began, :opened, :began, :opened,"
                    + " :opened, 1, coalesce((SELECT recurrence + 1 FROM naosu.incident WHERE"
                    + " fingerprint IN (:fingerprint, :former) AND service = :service AND"
                    + " environment = :environment ORDER BY id DESC LIMIT 1), 0), 0, '')"
                    + " RETURNING id"),
            arrival)
        .bind("former", arrival.fingerprint().former().orElse(arrival.fingerprint().value()))
        .bind("title", StoredText.of(arrival.fingerprint().title()))
        .bind("version", StoredText.of(arrival.origin().version()))
        .bind("kind", arrival.signal().kind().name())
        .bind("began", time(arrival.signal().happened()))
        .bind("opened", time(arrival.now()))
        .mapTo(Long.class)
        .one();
  }

  private static void join(Handle handle, long id, Arrival arrival) {
    long signals =
        handle
            .createQuery(
                "UPDATE naosu.incident SET signals = signals + 1,"
                    + " last_seen = greatest(last_seen, :seen), began = least(began, :seen),"
                    + " heard = greatest(heard, :now) WHERE id = :id RETURNING signals")
            .bind("id", id)
            .bind("seen", time(arrival.signal().happened()))
            .bind("now", time(arrival.now()))
            .mapTo(Long.class)
            .one();
    if (signals % TRIM_EVERY == 0 && signals > MOST_SIGNALS) {
      trim(handle, id, false);
      trim(handle, id, true);
    }
  }

  /// Alerts do not push out what says more.
  private static void trim(Handle handle, long id, boolean isSymptom) {
    handle
        .createUpdate(
            "DELETE FROM naosu.signal WHERE incident = :id AND symptom = :symptom AND number >"
                + " (SELECT min(number) FROM naosu.signal WHERE incident = :id AND symptom ="
                + " :symptom) AND number < (SELECT number FROM naosu.signal WHERE incident = :id"
                + " AND symptom = :symptom ORDER BY number DESC OFFSET :most LIMIT 1)")
        .bind("id", id)
        .bind("symptom", isSymptom)
        .bind("most", MOST_SIGNALS - 1)
        .execute();
  }

  private Absorbed keep(Handle handle, Signal signal) {
    int kept =
        handle
            .createUpdate(
                "INSERT INTO naosu.good_request AS kept (service, alike, seen, received, body)"
                    + " VALUES (:service, :alike, :seen, :received, :body)"
                    + " ON CONFLICT (service, alike) DO UPDATE SET seen = excluded.seen,"
                    + " received = excluded.received, body = excluded.body"
                    + " WHERE kept.seen <> excluded.seen")
            .bind("service", StoredText.of(signal.origin().service()))
            .bind("alike", alike(signal))
            .bind("seen", seen(signal))
            .bind("received", time(signal.received()))
            .bind("body", form.write(signal))
            .execute();
    return kept == 1 ? new Absorbed.Kept() : new Absorbed.Duplicate();
  }

  private static String seen(Signal signal) {
    return Hash.of(
            String.join(
                "\n", signal.origin().service(), signal.origin().environment(), signal.id()))
        .hex();
  }

  /// Of what was asked, not of who asked.
  private static String alike(Signal signal) {
    return Hash.of(signal.request().map(JdbcIncidents::asked).orElseGet(() -> "\n" + signal.id()))
        .hex();
  }

  private static String asked(RecordedRequest request) {
    return request.method() + "\n" + request.target() + "\n" + request.body().hash();
  }

  private static int add(Handle handle, long id, Note note) {
    return handle
        .createUpdate(
            "INSERT INTO naosu.note (incident, at, actor, text) VALUES (:id, :at, :actor, :text)")
        .bind("id", id)
        .bind("at", time(note.at()))
        .bind("actor", StoredText.of(note.actor()))
        .bind("text", StoredText.of(note.text()))
        .execute();
  }

  private Incident incident(ResultSet row) throws SQLException {
    return new Incident(
        row.getLong("id"),
        new Fingerprint(row.getString("fingerprint"), row.getString("title")),
        new Origin(
            row.getString("service"), row.getString("version"), row.getString("environment")),
        Signal.Kind.valueOf(row.getString("kind")),
        State.valueOf(row.getString("state")),
        instant(row, "began"),
        instant(row, "opened"),
        instant(row, "last_seen"),
        instant(row, "changed"),
        row.getLong("signals"),
        row.getInt("recurrence"),
        row.getInt("attempts"),
        Optional.ofNullable(row.getString("remedy")).map(form::remedy),
        Optional.ofNullable(row.getString("delivered")),
        row.getString("reason"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
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
