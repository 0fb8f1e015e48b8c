package dev.naosu.project;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A service that may be asked again what it was asked before. The text `{store}` in a word, a
/// variable or a line stands for a directory of its own that is empty at each start.
///
/// @param allSafe whether every request may be sent again, also one that changes something
/// @param safe paths to which such requests may be sent, such as `/search` or `POST /quotes/**`
/// @param store where it keeps things meanwhile; empty when it has no store of its own then
public record Replayable(
    Program program, boolean allSafe, List<String> safe, Optional<Store> store) {
  /// Stands for the directory.
  public static final String STORE = "{store}";

  public Replayable {
    safe = List.copyOf(safe);
  }

  /// A store that is thrown away.
  ///
  /// @param environment variables that make the service use it
  /// @param reset line for a shell that makes it as good as new, run before each start; empty when
  ///   an empty directory is enough
  public record Store(Map<String, String> environment, Optional<String> reset) {
    public Store {
      environment = Map.copyOf(environment);
    }
  }

  /// What a project says of it.
  public sealed interface Description {
    record Known(Replayable service) implements Description {}

    /// Nothing, or something with mistakes.
    ///
    /// @param why one sentence, or one line per mistake
    /// @param remedy what the user can do
    record Unknown(String why, String remedy) implements Description {}
  }
}
