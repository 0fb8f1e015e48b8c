package dev.naosu.postgres;

import dev.naosu.learn.Episode;
import dev.naosu.learn.Episodes;
import java.time.Instant;
import java.util.List;

/// Troubles of what runs in the database.
public final class JdbcEpisodes implements Episodes {
  private final Database database;
  private final StoredForm form = new StoredForm();

  public JdbcEpisodes(Database database) {
    this.database = database;
  }

  @Override
  public void keep(Episode episode) {
    Written.in(
        database,
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO naosu.episode (target, what, detected, body) VALUES (:target,"
                        + " :what, :detected, :body) ON CONFLICT (target, what, detected) DO UPDATE"
                        + " SET body = :body")
                .bind("target", StoredText.of(episode.target()))
                .bind("what", StoredText.of(episode.what()))
                .bind("detected", Written.time(episode.detected()))
                .bind("body", form.write(episode))
                .execute());
  }

  @Override
  public List<Episode> since(Instant from) {
    return Written.in(
        database,
        handle ->
            handle
                .createQuery(
                    "SELECT body FROM naosu.episode WHERE detected > :from ORDER BY detected")
                .bind("from", Written.time(from))
                .map((row, _) -> form.episode(row.getString("body")))
                .list());
  }

  /// @return how many
  public int forgetBefore(Instant before) {
    return Written.in(
        database,
        handle ->
            handle
                .createUpdate("DELETE FROM naosu.episode WHERE detected < :before")
                .bind("before", Written.time(before))
                .execute());
  }
}
