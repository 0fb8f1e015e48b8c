package dev.naosu.durable;

import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Vicinity;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Head;
import dev.naosu.journal.Journal;
import dev.naosu.journal.Sealed;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/// As much of a store as the cycle needs, in the database of the test: several processes share it.
final class TableIncidents implements Incidents, Journal {
  private final DataSource source;

  TableIncidents(DataSource source) {
    this.source = source;
  }

  void create() {
    update(
        "CREATE TABLE incident (id bigint PRIMARY KEY, state text NOT NULL DEFAULT 'OPEN',"
            + " attempts int NOT NULL DEFAULT 0, confidence float8 NOT NULL, remedy boolean NOT NULL"
            + " DEFAULT false, delivered text, changed timestamptz NOT NULL DEFAULT now())");
    update("CREATE TABLE note (incident bigint, said text)");
    update("CREATE TABLE journal (key text PRIMARY KEY)");
  }

  void open(long id, double confidence) {
    update("INSERT INTO incident (id, confidence) VALUES (?, ?)", id, confidence);
  }

  /// Ids of all that are in a state.
  List<Long> in(State state) {
    List<Long> ids = new ArrayList<>();
    rows(
        "SELECT id FROM incident WHERE state = ? ORDER BY id",
        row -> ids.add(row.getLong(1)),
        state.name());
    return ids;
  }

  List<String> journal() {
    List<String> keys = new ArrayList<>();
    rows("SELECT key FROM journal ORDER BY key", row -> keys.add(row.getString(1)));
    return keys;
  }

  @Override
  public Sealed append(Entry entry) {
    update("INSERT INTO journal VALUES (?) ON CONFLICT DO NOTHING", entry.key());
    return Sealed.after(Head.EMPTY, entry);
  }

  @Override
  public Optional<Incident> find(long id) {
    List<Incident> found = new ArrayList<>();
    rows(
        "SELECT state, attempts, confidence, remedy, delivered, changed FROM incident WHERE id = ?",
        row ->
            found.add(
                new Incident(
                    id,
                    new Fingerprint("0".repeat(32), "something in " + id),
                    new Origin("shop", "", ""),
                    Signal.Kind.EXCEPTION,
                    State.valueOf(row.getString(1)),
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    row.getTimestamp(6).toInstant(),
                    1,
                    0,
                    row.getInt(2),
                    row.getBoolean(4) ? Optional.of(remedy(row.getDouble(3))) : Optional.empty(),
                    Optional.ofNullable(row.getString(5)),
                    "")),
        id);
    return found.stream().findFirst();
  }

  static Remedy remedy(double confidence) {
    return new Remedy(
        "base",
        "return 0 when empty",
        "Cart.java:36",
        "diff",
        "cause",
        confidence,
        List.of(),
        List.of(),
        new Change(Map.of("Cart.java", "a"), Map.of("Cart.java", "b")),
        new CommitMessage("fix: the cart", ""));
  }

  @Override
  public boolean move(long id, State from, State to, String reason, Note note) {
    return update(
            "UPDATE incident SET state = ?, changed = now() WHERE id = ? AND state = ?",
            to.name(),
            id,
            from.name())
        == 1;
  }

  @Override
  public void note(long id, Note note) {
    update("INSERT INTO note VALUES (?, ?)", id, note.text());
  }

  @Override
  public List<Signal> signals(long id, int most) {
    return List.of();
  }

  @Override
  public List<Signal> goodRequests(String service, int most) {
    return List.of();
  }

  @Override
  public void begin(long id, int attempt, Instant now) {
    update("UPDATE incident SET attempts = ? WHERE id = ?", attempt, id);
  }

  @Override
  public void end(long id, Attempt attempt, Optional<Remedy> remedy) {
    update("UPDATE incident SET remedy = ? WHERE id = ?", remedy.isPresent(), id);
  }

  @Override
  public List<Attempt> attempts(long id) {
    return List.of();
  }

  @Override
  public int attemptsSince(Instant instant) {
    return 0;
  }

  @Override
  public Optional<Instant> dealtWithBefore(long id) {
    return Optional.empty();
  }

  @Override
  public void delivered(long id, String where) {
    update("UPDATE incident SET delivered = ? WHERE id = ?", where, id);
  }

  @Override
  public boolean isJoinable(Signal signal, Fingerprint fingerprint) {
    throw new UnsupportedOperationException("the cycle takes no signals in");
  }

  @Override
  public void explained(long id, CauseReport report) {
    throw new UnsupportedOperationException("nobody explains anything here");
  }

  @Override
  public Optional<CauseReport> explanation(long id) {
    return Optional.empty();
  }

  @Override
  public Absorbed absorb(Signal signal, Fingerprint fingerprint, Vicinity vicinity, Instant now) {
    throw new UnsupportedOperationException("the cycle takes no signals in");
  }

  @Override
  public List<Incident> list(Filter filter, Optional<Long> before, int most) {
    throw new UnsupportedOperationException("the cycle lists nothing");
  }

  @Override
  public Map<State, Long> counts() {
    throw new UnsupportedOperationException("the cycle counts nothing");
  }

  @Override
  public List<Note> timeline(long id) {
    throw new UnsupportedOperationException("the cycle reads no timeline");
  }

  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  private void rows(String query, Reader reader, Object... values) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private int update(String text, Object... values) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(text)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
