package dev.naosu.app.serve;

import dev.naosu.app.web.Halt;
import dev.naosu.postgres.JdbcStopSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Stopped by somebody, as the store says, or by a file, which works when nothing else does.
///
/// @param file only who can remove it ends a stop by it
record StoredHalt(JdbcStopSwitch store, Path file) implements Halt {
  @Override
  public Optional<Stopped> stopped() {
    return store.isHeldByFile()
        ? Optional.of(new Stopped("the file " + file, since(), "remove it to let naosu go on"))
        : store.stopped().map(each -> new Stopped(each.person(), each.since(), each.reason()));
  }

  @Override
  public void stop(Stopped stopped) {
    store.stop(stopped.by(), stopped.reason(), stopped.since());
  }

  @Override
  public void resume() {
    store.release();
  }

  private Instant since() {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException _) {
      // it is going away at this moment
      return Instant.EPOCH;
    }
  }
}
