package dev.naosu.tail;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A log file that is there.
///
/// @param key of the file system; stays with a file that is renamed
record Found(Path path, String key, long size, FileTime changed) {
  static final int MOST = 1_000;

  /// While a directory is listed, a file that is renamed may be missed.
  private static final int LOOKS = 3;

  private static final Pattern PACKED = Pattern.compile(".*\\.(?:gz|zip|bz2|xz|zst|lz4|Z)");
  private static final Pattern WILD = Pattern.compile("[*?\\[{]");
  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");

  /// The files that a pattern names, packed ones left out; at most [#MOST].
  ///
  /// @param pattern absolute
  static List<Found> by(Path pattern) throws IOException {
    List<Path> places = List.of(pattern.getRoot());
    for (Path name : pattern) {
      List<Path> deeper = new ArrayList<>();
      for (Path place : places) {
        if (WILD.matcher(name.toString()).find()) {
          deeper.addAll(within(place, name.toString()));
        } else if (Files.exists(place.resolve(name))) {
          deeper.add(place.resolve(name));
        }
      }
      places = deeper.stream().limit(MOST).toList();
    }
    return places.stream().map(Found::at).flatMap(Optional::stream).toList();
  }

  /// A file and those beside it that may be what became of it when it was rotated: their names
  /// differ in nothing but digits and signs.
  static List<Found> generations(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      return List.of();
    }
    String name = letters(file);
    return within(directory, "*").stream()
        .filter(each -> letters(each).equals(name))
        .map(Found::at)
        .flatMap(Optional::stream)
        .toList();
  }

  /// Opens it, wherever it was renamed to since it was found: another file may have its place.
  ///
  /// @throws NoSuchFileException when it is nowhere beside that place
  Opened open() throws IOException {
    Optional<Opened> opened = openAt(path);
    for (int look = 0; opened.isEmpty() && look < LOOKS; look++) {
      Optional<Found> moved =
          generations(path).stream().filter(each -> each.key.equals(key)).findFirst();
      opened = moved.isPresent() ? openAt(moved.get().path) : opened;
    }
    return opened.orElseThrow(() -> new NoSuchFileException(path.toString()));
  }

  /// A file that is open.
  ///
  /// @param path where it was when it was opened
  record Opened(Path path, FileChannel channel) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// A name that is of the file before and after it is opened is of it in between: a file that was
  /// renamed does not come back.
  private Optional<Opened> openAt(Path place) throws IOException {
    try {
      FileChannel channel = FileChannel.open(place, StandardOpenOption.READ);
      if (at(place).filter(each -> each.key.equals(key)).isPresent()) {
        return Optional.of(new Opened(place, channel));
      }
      channel.close();
      return Optional.empty();
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private static String letters(Path file) {
    return NO_LETTERS.matcher(file.getFileName().toString()).replaceAll("");
  }

  private static List<Path> within(Path directory, String glob) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    List<Path> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (found.size() < MOST && matcher.matches(entry.getFileName())) {
          found.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static Optional<Found> at(Path path) {
    if (PACKED.matcher(path.getFileName().toString()).matches()) {
      return Optional.empty();
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Object key = attributes.fileKey();
      return attributes.isRegularFile()
          ? Optional.of(
              new Found(
                  path,
                  key == null ? path.toString() : key.toString(),
                  attributes.size(),
                  attributes.lastModifiedTime()))
          : Optional.empty();
    } catch (IOException _) {
      // renamed or removed since it was listed
      return Optional.empty();
    }
  }
}
