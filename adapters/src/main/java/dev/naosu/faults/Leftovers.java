package dev.naosu.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Puts back what holders have left that were killed themselves. Each writes down what it does
/// before it does it.
public final class Leftovers {
  static final String SUFFIX = ".note";

  private final Path directory;

  /// @param directory where holders write down what they do
  public Leftovers(Path directory) {
    this.directory = directory;
  }

  /// @return what was put back, a sentence each
  /// @throws IOException with a text for people
  public List<String> putBack() throws IOException {
    List<String> done = new ArrayList<>();
    for (Path file : notes()) {
      Note note = Note.of(Files.readAllBytes(file));
      boolean held =
          ProcessHandle.of(note.number("holder")).filter(ProcessHandle::isAlive).isPresent();
      if (!held) {
        done.add("left by a fault that was killed: " + Doing.of(note).end());
        Files.deleteIfExists(file);
      }
    }
    return done;
  }

  private List<Path> notes() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(each -> each.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// What acts now or was left, by file: kind and whom.
  public Map<String, String> acting() throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (Path file : notes()) {
      Note note = Note.of(Files.readAllBytes(file));
      all.put(file.getFileName().toString(), note.text("kind") + " at " + note.text("target"));
    }
    return all;
  }
}
