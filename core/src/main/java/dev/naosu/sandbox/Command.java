package dev.naosu.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A process to run.
///
/// @param words program and arguments, never passed through a shell
/// @param directory where it runs
/// @param environment variables set on top of the inherited ones
/// @param limit after which it is ended with all its children
public record Command(
    List<String> words, Path directory, Map<String, String> environment, Duration limit) {
  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command names a program");
    }
  }

  /// The command as a person would type it.
  public String line() {
    return String.join(" ", words);
  }
}
