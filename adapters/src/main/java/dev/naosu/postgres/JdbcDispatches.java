package dev.naosu.postgres;

import dev.naosu.cycle.people.Dispatch;
import dev.naosu.cycle.people.Dispatches;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;

/// What was told to whom, in the database.
///
/// Every method throws [DatabaseUnavailable] when the database is not there.
public final class JdbcDispatches implements Dispatches {
  private static final String DISPATCH =
      "SELECT channel, incident, thread, key, print, over, failures, problem, due, begun FROM"
          + " naosu.dispatch ";

  private final Database database;

  public JdbcDispatches(Database database) {
    this.database = database;
  }

  @Override
  public Map<Long, Dispatch> of(String channel, Collection<Long> incidents) {
    return inTransaction(
        handle ->
            handle
                .createQuery(DISPATCH + "WHERE channel = :channel AND incident = ANY(:incidents)")
                .bind("channel", channel)
                .bindArray("incidents", Long.class, List.copyOf(incidents))
                .map((row, _) -> dispatch(row))
                .stream()
                .collect(Collectors.toMap(Dispatch::incident, Function.identity())));
  }

  @Override
  public List<Long> unfinished(String channel, int most) {
    return inTransaction(
        handle ->
            handle
                .createQuery(
                    "SELECT incident FROM naosu.dispatch WHERE channel = :channel AND NOT over AND"
                        + " incident <> 0 ORDER BY abs(incident) DESC LIMIT :most")
                .bind("channel", channel)
                .bind("most", most)
                .mapTo(Long.class)
                .list());
  }

  @Override
  public boolean claim(String channel, long incident, Instant now, Instant until) {
    return inTransaction(
        handle ->
            handle
                    .createUpdate(
                        "INSERT INTO naosu.dispatch AS kept (channel, incident, due, begun,"
                            + " claimed) VALUES (:channel, :incident, :now, :now, :until) ON"
                            + " CONFLICT (channel, incident) DO UPDATE SET claimed ="
                            + " excluded.claimed WHERE kept.claimed <= :now AND kept.due <= :now")
                    .bind("channel", channel)
                    .bind("incident", incident)
                    .bind("now", time(now))
                    .bind("until", time(until))
                    .execute()
                == 1);
  }

  @Override
  public void keep(Dispatch dispatch) {
    inTransaction(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO naosu.dispatch (channel, incident, thread, key, print, over,"
                        + " failures, problem, due, begun, claimed) VALUES (:channel, :incident,"
                        + " :thread, :key, :print, :over, :failures, :problem, :due, :begun,"
                        + " '-infinity') ON CONFLICT (channel, incident) DO UPDATE SET thread ="
                        + " excluded.thread, key = excluded.key, print = excluded.print, over ="
                        + " excluded.over, failures = excluded.failures, problem ="
                        + " excluded.problem, due = excluded.due, begun = excluded.begun, claimed ="
                        + " excluded.claimed")
                .bind("channel", dispatch.channel())
                .bind("incident", dispatch.incident())
                .bind("thread", StoredText.of(dispatch.thread()))
                .bind("key", dispatch.key())
                .bind("print", dispatch.print())
                .bind("over", dispatch.over())
                .bind("failures", dispatch.failures())
                .bind("problem", StoredText.of(dispatch.problem()))
                .bind("due", time(dispatch.due()))
                .bind("begun", time(dispatch.begun()))
                .execute());
  }

  @Override
  public int begunSince(String channel, Instant instant) {
    return inTransaction(
        handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM naosu.dispatch WHERE channel = :channel AND begun >="
                        + " :since AND incident <> 0")
                .bind("channel", channel)
                .bind("since", time(instant))
                .mapTo(Integer.class)
                .one());
  }

  /// Forgets what was told of incidents and actions that are forgotten.
  public void forget() {
    inTransaction(
        handle ->
            handle.execute(
                "DELETE FROM naosu.dispatch told WHERE incident > 0 AND NOT EXISTS (SELECT 1 FROM"
                    + " naosu.incident WHERE id = told.incident) OR incident < 0 AND NOT EXISTS"
                    + " (SELECT 1 FROM naosu.deed WHERE number = - told.incident)"));
  }

  private static Dispatch dispatch(ResultSet row) throws SQLException {
    return new Dispatch(
        row.getString("channel"),
        row.getLong("incident"),
        row.getString("thread"),
        row.getString("key"),
        row.getString("print"),
        row.getBoolean("over"),
        row.getInt("failures"),
        row.getString("problem"),
        row.getObject("due", OffsetDateTime.class).toInstant(),
        row.getObject("begun", OffsetDateTime.class).toInstant());
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
