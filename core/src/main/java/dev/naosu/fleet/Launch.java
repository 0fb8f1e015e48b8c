package dev.naosu.fleet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How one instance of a version is started. In a word and in a variable, [#PORT] stands for the
/// port that it must listen on, and [#VERSION] for the version's name.
///
/// @param words program and arguments, never passed through a shell
/// @param environment variables, besides those of naosu itself
/// @param directory where it runs, absolute
/// @param ready path that answers below 500 once it is up; begins with `/`
public record Launch(
    List<String> words, Map<String, String> environment, Path directory, String ready) {
  public static final String PORT = "{port}";
  public static final String VERSION = "{version}";

  public Launch {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a service is started by a program");
    }
  }
}
