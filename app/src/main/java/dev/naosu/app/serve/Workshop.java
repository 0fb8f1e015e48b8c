package dev.naosu.app.serve;

import dev.naosu.code.SourceTree;
import dev.naosu.cycle.Healer;
import java.io.IOException;
import java.nio.file.Path;

/// Where projects are healed, each in a throw-away copy.
@FunctionalInterface
public interface Workshop {
  /// @throws IOException with a text for people when the project cannot be copied
  Bench open(Path project) throws IOException;

  /// One project in work.
  ///
  /// @param originals the sources as they were when the copy was made
  /// @param copy removed on close
  record Bench(Healer healer, SourceTree originals, Runnable copy) implements AutoCloseable {
    @Override
    public void close() {
      copy.run();
    }
  }
}
