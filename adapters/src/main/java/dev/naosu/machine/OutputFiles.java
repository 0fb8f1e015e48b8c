package dev.naosu.machine;

import dev.naosu.project.Outputs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads and swaps class files on disk. Files that were not there before are deleted again.
public final class OutputFiles implements Outputs {
  private static final String ENDING = ".class";

  private final Path root;

  /// @param root of the working copy, which code of others may write to
  public OutputFiles(Path root) {
    this.root = root;
  }

  /// The class files under a directory that nobody else writes to, by binary name.
  public static Map<String, byte[]> byName(Path directory) throws IOException {
    Map<String, byte[]> classes = new HashMap<>();
    for (Path file : under(directory)) {
      String name = directory.relativize(file).toString().replace(File.separatorChar, '.');
      classes.put(name.substring(0, name.length() - ENDING.length()), Files.readAllBytes(file));
    }
    return classes;
  }

  private static List<Path> under(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).toList();
    }
  }

  @Override
  public List<Path> classFiles(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try {
      return under(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the classes in " + directory, e);
    }
  }

  @Override
  public Optional<byte[]> read(Path file) {
    try {
      return Files.isRegularFile(file) ? Beneath.read(root, file) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  @Override
  public Swap swap(Map<Path, byte[]> files) {
    Map<Path, Optional<byte[]>> before = new LinkedHashMap<>();
    Swap undo = () -> before.forEach(this::put);
    try {
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        Path path = file.getKey();
        before.put(path, Beneath.read(root, path));
        put(path, Optional.of(file.getValue()));
      }
    } catch (IOException | UncheckedIOException e) {
      undo.close();
      throw new UncheckedIOException("cannot swap class files", new IOException(e));
    }
    return undo;
  }

  private void put(Path path, Optional<byte[]> content) {
    try {
      if (content.isPresent()) {
        Beneath.write(root, path, content.get());
      } else {
        Beneath.delete(root, path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }
}
