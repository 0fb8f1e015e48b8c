package dev.naosu.app;

import dev.naosu.app.housing.Sandboxing;
import dev.naosu.code.SourceTree;
import dev.naosu.cycle.Healer;
import dev.naosu.cycle.Ports;
import dev.naosu.ship.Delivery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One project under treatment: a throw-away copy of it, and what works on the copy.
///
/// @param originals the sources as they were when the copy was made
/// @param delivery brings a repair to the user's own tree
/// @param copy removed on close, unless the user wants to keep it
record Treatment(Healer healer, SourceTree originals, Delivery delivery, Copy copy)
    implements AutoCloseable {
  /// Opens treatments.
  @FunctionalInterface
  interface Source {
    /// @throws IOException with a text for people when the project cannot be copied
    Treatment open(Path project, BuildCommands commands) throws IOException;

    /// The same with something around the ports that a healing stands on.
    default Source around(UnaryOperator<Ports> around) {
      return this;
    }

    /// The same where a person said when models are asked: `never`, `unsure` or `always`.
    default Source askingModels(String when) {
      return this;
    }

    /// The same where a person said where changed code runs.
    default Source sandboxed(Sandboxing sandboxing) {
      return this;
    }
  }

  /// What the user says about the build; empty for the usual commands.
  record BuildCommands(Optional<String> build, Optional<String> test) {}

  /// The copy's files.
  interface Copy {
    /// Moves the copy where it stays, and tells where that is.
    Path keep() throws IOException;

    void remove();
  }

  @Override
  public void close() {
    copy.remove();
  }
}
