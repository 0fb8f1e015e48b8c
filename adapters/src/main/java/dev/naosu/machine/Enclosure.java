package dev.naosu.machine;

import dev.naosu.sandbox.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What stands around a program that runs code of others: nothing, or a cage.
public interface Enclosure {
  /// Nothing: a program has the rights of naosu, and all variables but its secrets.
  Enclosure NONE = (command, _) -> new Unenclosed(command);

  /// The way in for one program.
  ///
  /// @param at where it will listen, if others have to reach it
  /// @throws IOException when nothing can be made ready for it, with a text for people
  Entry enter(Command command, Optional<Loopback> at) throws IOException;

  /// The way in for a program that nobody has to reach.
  default Entry enter(Command command) throws IOException {
    return enter(command, Optional.empty());
  }

  /// The same with more that can be read and written there.
  ///
  /// @param readable what is not there is left out
  /// @param writable existing directories
  default Enclosure with(List<Path> readable, List<Path> writable) {
    return this;
  }

  /// One program within.
  interface Entry extends AutoCloseable {
    /// The command line that starts it.
    List<String> words();

    /// @param environment of naosu; becomes that of the program
    void fill(Map<String, String> environment);

    /// Starts what the builder holds.
    Process start(ProcessBuilder builder) throws IOException;

    /// Gives back what was made ready for it; it has ended.
    @Override
    void close();
  }

  /// @param command as it is
  record Unenclosed(Command command) implements Entry {
    @Override
    public List<String> words() {
      return command.words();
    }

    @Override
    public void fill(Map<String, String> environment) {
      OwnSecrets.keepFrom(environment);
      environment.putAll(command.environment());
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
      return builder.start();
    }

    @Override
    public void close() {
      // nothing was made for it
    }
  }
}
