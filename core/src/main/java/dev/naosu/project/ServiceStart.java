package dev.naosu.project;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a service in any language is built and started. The text `{port}` in a word or a variable
/// stands for the port that it must listen on, which the variable `PORT` holds as well; `{store}`
/// for a directory of its own that is empty at each start.
///
/// @param build line for a shell, run once in the project's directory; empty when there is nothing
///   to build
/// @param words program and arguments, run in the project's directory
/// @param environment variables, besides those of naosu itself
/// @param ready path that answers below 500 once the service is up; begins with `/`
/// @param replay which requests that change something may be asked again
/// @param store where it keeps things during a replay; empty when it has no store of its own then
public record ServiceStart(
    Optional<String> build,
    List<String> words,
    Map<String, String> environment,
    String ready,
    Replay replay,
    Optional<Store> store) {
  /// Stands for the directory of its own.
  public static final String STORE = "{store}";

  public ServiceStart {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a service is started by a program");
    }
  }

  /// Requests that are harmless although their methods change something.
  ///
  /// @param all whether every one is
  /// @param paths those that are, such as `/search` or `POST /quotes/**`
  public record Replay(boolean all, List<String> paths) {
    public static final Replay UNKNOWN = new Replay(false, List.of());

    public Replay {
      paths = List.copyOf(paths);
    }
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
    record Known(ServiceStart start) implements Description {}

    /// Nothing, or something with mistakes.
    ///
    /// @param why one sentence, or one line per mistake
    /// @param remedy what the user can do
    record Unknown(String why, String remedy) implements Description {}
  }
}
