package dev.naosu.wear;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.regex.Pattern;

/// The files below a directory, links left alone.
///
/// @param bytes of all
/// @param largest that is still written, by its name; empty when there is none
/// @param largestBytes its size
record LogFiles(long bytes, String largest, long largestBytes) {
  private static final int MOST = 200_000;

  /// What a rotation has made.
  private static final Pattern ROTATED =
      Pattern.compile(".*(\\.(gz|xz|zst|bz2|zip)|\\.\\d{1,3}|[-.]\\d{8}([-T]?\\d{4,6})?)");

  static LogFiles of(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      if (!Files.exists(directory)) {
        throw new NoSuchFileException(directory.toString());
      }
      throw new NotDirectoryException(directory.toString());
    }
    Counting counting = new Counting(directory.toRealPath());
    Files.walkFileTree(counting.root, Set.of(), 16, counting);
    return new LogFiles(counting.bytes, counting.largest, counting.largestBytes);
  }

  private static final class Counting extends SimpleFileVisitor<Path> {
    private final Path root;
    private long bytes;
    private String largest = "";
    private long largestBytes;
    private int count;

    Counting(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        bytes += attributes.size();
        String name = root.relativize(file).toString();
        if (attributes.size() > largestBytes && !ROTATED.matcher(name).matches()) {
          largestBytes = attributes.size();
          largest = name;
        }
      }
      return ++count < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    /// What is gone meanwhile or may not be read is not counted.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
