package dev.naosu.postgres;

import dev.naosu.cycle.incident.StopSwitch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;

/// The stop switch of all naosu processes that share a database, and of a file beside each of them.
/// It is asked anew each time, so what starts after it was put on does not start.
public final class JdbcStopSwitch implements StopSwitch {
  private static final Duration GLANCE = Duration.ofMillis(500);

  private final Database database;
  private final Path file;

  /// @param file on as long as it exists, whatever is in it
  public JdbcStopSwitch(Database database, Path file) {
    this.database = database;
    this.file = file;
  }

  /// Who has put it on.
  ///
  /// @param person as known to naosu, or the name of the file
  /// @param reason may be empty
  public record Stopped(Instant since, String person, String reason) {}

  @Override
  public boolean isOn() {
    if (Files.exists(file)) {
      return true;
    }
    try {
      return stopped().isPresent();
    } catch (DatabaseUnavailable _) {
      // what cannot be found out counts as on
      return true;
    }
  }

  @Override
  public void awaitOff() throws InterruptedException {
    while (isOn()) {
      Thread.sleep(GLANCE);
    }
  }

  /// Who has put it on in the database; empty when nobody has, also while the file is there.
  ///
  /// @throws DatabaseUnavailable when that cannot be found out
  public Optional<Stopped> stopped() {
    try {
      return database
          .jdbi()
          .withHandle(
              handle ->
                  handle
                      .createQuery("SELECT since, person, reason FROM naosu.stop_switch")
                      .map(
                          (row, _) ->
                              new Stopped(
                                  row.getObject("since", OffsetDateTime.class).toInstant(),
                                  row.getString("person"),
                                  row.getString("reason")))
                      .findOne());
    } catch (JdbiException e) {
      throw Trouble.of(e, database.address()).toException(e);
    }
  }

  /// Whether the file is there: nobody but who can remove it puts this switch off.
  public boolean isHeldByFile() {
    return Files.exists(file);
  }

  /// Puts it on for all processes; when it is on, nothing changes.
  ///
  /// @throws DatabaseUnavailable when it may not be on for the others; make the file then
  public void stop(String person, String reason, Instant now) {
    execute(
        "INSERT INTO naosu.stop_switch (since, person, reason) VALUES (?, ?, ?)"
            + " ON CONFLICT DO NOTHING",
        OffsetDateTime.ofInstant(now, ZoneOffset.UTC),
        StoredText.of(person),
        StoredText.of(reason));
  }

  /// Puts it off for all processes; the file of each still counts.
  ///
  /// @throws DatabaseUnavailable when it stays on
  public void release() {
    execute("DELETE FROM naosu.stop_switch");
  }

  private void execute(String sql, Object... values) {
    try {
      database.jdbi().useHandle(handle -> handle.execute(sql, values));
    } catch (JdbiException e) {
      throw Trouble.of(e, database.address()).toException(e);
    }
  }
}
