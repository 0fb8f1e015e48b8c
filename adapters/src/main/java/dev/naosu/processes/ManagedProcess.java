package dev.naosu.processes;

import dev.naosu.machine.web.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program that somebody else has started on this machine, and how it is started again.
///
/// @param pidFile that holds its number; empty when it is found by its words alone
/// @param words that it is started with, never passed through a shell
/// @param environment set on top of naosu's own, which holds none of naosu's secrets
/// @param log that what it writes is appended to
/// @param health answers well once it is ready; empty when nobody can be asked
/// @param readyTime until then
public record ManagedProcess(
    Optional<Path> pidFile,
    List<String> words,
    Map<String, String> environment,
    Path directory,
    Path log,
    Optional<Address> health,
    Duration readyTime) {
  public ManagedProcess {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a process is started with the name of a program");
    }
  }
}
