package dev.naosu.durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What really happened, in a file that outlives the processes that write it.
final class Diary {
  private final Path file;

  Diary(Path file) {
    this.file = file;
  }

  /// One write, which is whole or not at all.
  void write(String line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path beside(String name) {
    return file.resolveSibling(name);
  }

  List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> linesOf(String first) {
    return lines().stream().filter(line -> line.startsWith(first + " ")).toList();
  }
}
