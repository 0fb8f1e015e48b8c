package dev.naosu.app.serve;

import dev.naosu.code.SourceTree;
import dev.naosu.cycle.Healer;
import dev.naosu.cycle.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// Where projects are healed, each in a throw-away copy.
@FunctionalInterface
public interface Workshop {
  /// @param around what is put around the ports that the healing stands on
  /// @throws IOException with a text for people when the project cannot be copied
  Bench open(Path project, UnaryOperator<Ports> around) throws IOException;

  /// The same with something more around the ports.
  default Workshop with(UnaryOperator<Ports> more) {
    return (project, around) -> open(project, ports -> around.apply(more.apply(ports)));
  }

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
