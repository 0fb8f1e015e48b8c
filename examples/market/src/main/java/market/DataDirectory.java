package market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A service's files, which may not need more than a quota: a small disk of its own, so that one that
 * is full does no harm to anybody else.
 */
public final class DataDirectory {
  private static final long QUOTA_BYTES = 48L << 20;
  private static final long LONGEST_BYTES = 256 << 10;
  private static final int ARCHIVE_BYTES = 2 << 20;

  private final Path directory;

  /**
   * Begins with some files of earlier days.
   *
   * @param seed of how long the access log is already
   */
  DataDirectory(Path directory, long seed) throws IOException {
    this.directory = directory;
    if (size() == 0) {
      fill("archive", ARCHIVE_BYTES);
      fill("access", new Random(seed).nextInt((int) LONGEST_BYTES));
    }
  }

  /** Adds a line to a file, which begins anew when it has become long. */
  public synchronized void append(String file, String line) throws IOException {
    Path path = directory.resolve(file);
    if (Files.exists(path) && Files.size(path) > LONGEST_BYTES) {
      Files.delete(path);
    }
    write(path, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Makes a file longer. */
  public synchronized void fill(String file, int bytes) throws IOException {
    write(directory.resolve(file), new byte[bytes]);
  }

  private void write(Path path, byte[] bytes) throws IOException {
    if (size() + bytes.length > QUOTA_BYTES) {
      throw new IOException(path.getFileName() + ": no space left on device");
    }
    Files.write(path, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Bytes in use. */
  double size() {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      long sum = 0;
      for (Path file : all) {
        sum += Files.size(file);
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
