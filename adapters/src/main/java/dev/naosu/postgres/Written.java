package dev.naosu.postgres;

import dev.naosu.journal.JournalUnavailable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;

/// What has to be written down before something is done: where it cannot be, nothing is done.
final class Written {
  private Written() {}

  /// @throws JournalUnavailable with the remedy
  static <T> T in(Database database, HandleCallback<T, RuntimeException> work) {
    try {
      return database.jdbi().inTransaction(work);
    } catch (JdbiException e) {
      Trouble trouble = Trouble.of(e, database.address());
      throw new JournalUnavailable(trouble.why(), trouble.remedy(), e);
    }
  }

  static OffsetDateTime time(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
