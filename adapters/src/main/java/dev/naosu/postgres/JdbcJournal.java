package dev.naosu.postgres;

import dev.naosu.journal.AuditTrail;
import dev.naosu.journal.Chain;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Hash;
import dev.naosu.journal.Head;
import dev.naosu.journal.Journal;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.journal.Sealed;
import dev.naosu.journal.Verification;
import dev.naosu.journal.Verification.Broken;
import dev.naosu.journal.Verification.Fault;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/// The journal in the database: one writer at a time, in whatever process.
///
/// An append is one transaction that holds the lock of the head, so that two never get the same
/// place, and whose commit waits for the disk. A process that stands still in the middle loses the
/// lock after ten seconds.
public final class JdbcJournal implements Journal, AuditTrail {
  private static final int STREAMED = 500;
  private static final String RECORD =
      "SELECT number, key, at, actor, action, subject, detail, inputs, previous, hash"
          + " FROM naosu.journal ";

  /// For this transaction only, whatever the server or a pooler has set.
  private static final String DURABLE =
      "SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '10s';"
          + " SET LOCAL idle_in_transaction_session_timeout = '10s'";

  private final Database database;

  public JdbcJournal(Database database) {
    this.database = database;
  }

  @Override
  public Sealed append(Entry entry) {
    return asked(
        () ->
            database
                .jdbi()
                .inTransaction(
                    handle -> {
                      handle.execute(DURABLE);
                      Head head = head(handle, " FOR UPDATE");
                      Optional<Sealed> there = withKey(handle, entry.key());
                      return there.isPresent() ? there.get() : append(handle, head, entry);
                    }));
  }

  @Override
  public Head head() {
    return asked(() -> database.jdbi().withHandle(handle -> head(handle, "")));
  }

  @Override
  public List<Sealed> after(long number, int limit) {
    return records(
        handle ->
            handle
                .createQuery(RECORD + "WHERE number > :number ORDER BY number LIMIT :limit")
                .bind("number", number)
                .bind("limit", limit)
                .map(JdbcJournal::record)
                .list());
  }

  @Override
  public List<Sealed> about(String subject, long number, int limit) {
    return records(
        handle ->
            handle
                .createQuery(
                    RECORD
                        + "WHERE subject = :subject AND number > :number"
                        + " ORDER BY number LIMIT :limit")
                .bind("subject", subject)
                .bind("number", number)
                .bind("limit", limit)
                .map(JdbcJournal::record)
                .list());
  }

  @Override
  public Verification verify(List<Head> kept) {
    return asked(
        () ->
            database
                .jdbi()
                // the head and the records as they were at one instant
                .inTransaction(
                    TransactionIsolationLevel.REPEATABLE_READ, handle -> verify(handle, kept)));
  }

  private static Sealed append(Handle handle, Head head, Entry entry) {
    Sealed record = Sealed.after(head, entry);
    handle
        .createUpdate(
            "INSERT INTO naosu.journal"
                + " (number, key, at, actor, action, subject, detail, inputs, previous, hash)"
                + " VALUES (:number, :key, :at, :actor, :action, :subject, :detail, :inputs,"
                + " :previous, :hash)")
        .bind("number", record.number())
        .bind("key", entry.key())
        .bind("at", OffsetDateTime.ofInstant(entry.at(), ZoneOffset.UTC))
        .bind("actor", entry.actor())
        .bind("action", entry.action())
        .bind("subject", entry.subject())
        .bind("detail", entry.detail())
        .bindArray("inputs", String.class, entry.inputs())
        .bind("previous", record.previous().hex())
        .bind("hash", record.hash().hex())
        .execute();
    handle
        .createUpdate("UPDATE naosu.journal_head SET number = :number, hash = :hash")
        .bind("number", record.number())
        .bind("hash", record.hash().hex())
        .execute();
    return record;
  }

  private static Verification verify(Handle handle, List<Head> kept) {
    Head end;
    try {
      end = head(handle, "");
    } catch (UnreadableRecord e) {
      return new Broken(Fault.CHANGED, 0, e.getMessage());
    }
    try (ResultIterator<Sealed> records =
        handle
            .createQuery(RECORD + "ORDER BY number")
            .setFetchSize(STREAMED)
            .map(JdbcJournal::record)
            .iterator()) {
      return Chain.verify(records, end, kept);
    } catch (UnreadableRecord e) {
      return new Broken(Fault.CHANGED, e.number, e.getMessage());
    }
  }

  private static Head head(Handle handle, String lock) {
    return handle
        .createQuery("SELECT number, hash FROM naosu.journal_head" + lock)
        .map((row, _) -> head(row))
        .findOne()
        .orElseThrow(() -> new UnreadableRecord(0, "the end of the journal was removed"));
  }

  private static Head head(ResultSet row) throws SQLException {
    try {
      return new Head(row.getLong("number"), new Hash(row.getString("hash")));
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecord(0, "the end of the journal was changed: " + e.getMessage());
    }
  }

  private static Optional<Sealed> withKey(Handle handle, String key) {
    return handle
        .createQuery(RECORD + "WHERE key = :key")
        .bind("key", key)
        .map(JdbcJournal::record)
        .findOne();
  }

  private static Sealed record(ResultSet row, StatementContext context) throws SQLException {
    long number = row.getLong("number");
    try {
      Array inputs = row.getArray("inputs");
      return new Sealed(
          number,
          new Hash(row.getString("previous")),
          new Entry(
              row.getString("key"),
              row.getObject("at", OffsetDateTime.class).toInstant(),
              row.getString("actor"),
              row.getString("action"),
              row.getString("subject"),
              row.getString("detail"),
              List.of((String[]) inputs.getArray())),
          new Hash(row.getString("hash")));
    } catch (IllegalArgumentException | NullPointerException | ClassCastException e) {
      // whoever changed it has also taken away what kept it in shape
      throw new UnreadableRecord(
          number, "record " + number + " was changed: it is no record any more, " + e.getMessage());
    }
  }

  private List<Sealed> records(HandleCallback<List<Sealed>, RuntimeException> query) {
    return asked(() -> database.jdbi().withHandle(query));
  }

  private <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (UnreadableRecord e) {
      throw new JournalUnavailable(
          e.getMessage(), "run naosu audit verify, and bring the journal back from a backup", e);
    } catch (JdbiException e) {
      Trouble trouble = Trouble.of(e, database.address());
      throw new JournalUnavailable(trouble.why(), trouble.remedy(), e);
    }
  }

  /// What is asked of the database.
  @FunctionalInterface
  private interface Question<T> {
    T ask();
  }

  /// A row that is no record.
  private static final class UnreadableRecord extends RuntimeException {
    private static final long serialVersionUID = 1;

    final long number;

    UnreadableRecord(long number, String message) {
      super(message);
      this.number = number;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
