package dev.naosu.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs that can be started by their name alone.
final class OnPath {
  private OnPath() {}

  static Optional<Path> program(String name) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of(path.split(":", -1))
        .filter(place -> place.startsWith("/"))
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// The directory that a program was installed in, such as the parent of its `bin`, links
  /// resolved; empty when there is none or it is a part of the system.
  static Optional<Path> home(String name) {
    Optional<Path> program = program(name);
    try {
      if (program.isPresent()) {
        Path real = program.get().toRealPath();
        return Optional.of(real.resolve("../..").normalize())
            .filter(home -> home.getNameCount() > 1 && !home.startsWith("/usr"));
      }
    } catch (IOException _) {
      // a dangling link
    }
    return Optional.empty();
  }
}
