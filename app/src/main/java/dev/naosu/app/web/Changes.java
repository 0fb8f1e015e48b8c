package dev.naosu.app.web;

import dev.naosu.cycle.incident.State;
import java.util.function.Consumer;

/// Tells what changes while somebody looks.
public interface Changes {
  /// @param listener called from any thread; must be quick
  Listening listen(Consumer<Change> listener);

  /// What changed.
  sealed interface Change {
    record IncidentChanged(long id, State state) implements Change {}

    record StopChanged(boolean on) implements Change {}
  }

  /// Ends the listening.
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }
}
