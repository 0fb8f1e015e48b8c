package dev.naosu.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A directory that is gone when it is closed or when this JVM ends.
///
/// It is called `naosu-PID-RANDOM` and holds a file `owner`, locked while its JVM lives. A JVM that
/// was killed leaves its directory behind with the lock gone; the next one removes it.
public final class Temporary implements AutoCloseable {
  private static final String PREFIX = "naosu-";
  private static final String MARKER = "owner";
  private static final String UNNAMED = MARKER + ".new";
  private static final Duration BEGINNING = Duration.ofHours(1);
  private static final int DELETION_ATTEMPTS = 20;

  private final Path directory;
  private final FileChannel lock;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Temporary(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /// Makes a directory in `$TMPDIR`, or the machine's default place, after removing leftovers.
  public static Temporary create() throws IOException {
    return create(usualPlace(), Duration.ZERO);
  }

  /// For whoever needs what is in it to end well: a JVM that is told to end deletes it only when it
  /// is closed, or late.
  ///
  /// @param patience how long a JVM that ends waits for that
  public static Temporary neededToTheEnd(Duration patience) throws IOException {
    return create(usualPlace(), patience);
  }

  private static Path usualPlace() {
    String place = System.getenv("TMPDIR");
    return Path.of(place == null || place.isBlank() ? System.getProperty("java.io.tmpdir") : place);
  }

  /// @param place where to make it; must exist and be writable
  /// @throws IOException with a text for people when it cannot be made there
  public static Temporary create(Path place) throws IOException {
    return create(place, Duration.ZERO);
  }

  private static Temporary create(Path place, Duration patience) throws IOException {
    Path directory = made(place);
    // the marker gets its name once it is locked: another naosu that starts at this moment must
    // not see it without its lock and take the directory for abandoned
    Path unnamed = directory.resolve(UNNAMED);
    try {
      FileChannel channel =
          FileChannel.open(unnamed, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock _ = channel.lock();
      Files.move(unnamed, directory.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
      Temporary temporary = new Temporary(directory, channel);
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("delete-copy")
                  .unstarted(() -> temporary.closeAfter(patience)));
      return temporary;
    } catch (IOException | IllegalStateException e) {
      // the thread was interrupted, the disk is full, or this JVM is being ended
      delete(directory);
      throw e;
    }
  }

  private static Path made(Path place) throws IOException {
    try {
      removeLeftovers(place);
      String prefix = PREFIX + ProcessHandle.current().pid() + "-";
      return Files.createTempDirectory(place, prefix).toAbsolutePath().normalize();
    } catch (FileSystemException e) {
      throw new IOException(
          "no directory can be made in "
              + place
              + "; let TMPDIR name a place that can be written to",
          e);
    }
  }

  public Path directory() {
    return directory;
  }

  private void closeAfter(Duration patience) {
    try {
      if (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Deletes the directory; what cannot be deleted stays for the next start.
  @Override
  public void close() {
    // a process that is being ended may still write here
    for (int attempt = 0; attempt < DELETION_ATTEMPTS && Files.exists(directory); attempt++) {
      try {
        delete(directory);
      } catch (IOException | UncheckedIOException _) {
        pause();
      }
    }
    try {
      lock.close();
    } catch (IOException _) {
      // the lock goes with this JVM at the latest
    }
    closed.countDown();
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeLeftovers(Path place) throws IOException {
    // our own ones are told by their name: opening and closing a marker would drop its lock
    String own = PREFIX + ProcessHandle.current().pid() + "-";
    try (DirectoryStream<Path> candidates =
        Files.newDirectoryStream(
            place,
            path ->
                path.getFileName().toString().matches(PREFIX + "[0-9]+-.*")
                    && !path.getFileName().toString().startsWith(own))) {
      for (Path candidate : candidates) {
        if (isAbandoned(candidate)) {
          try {
            delete(candidate);
          } catch (IOException _) {
            // another user's, or another naosu was quicker
          }
        }
      }
    }
  }

  private static boolean isAbandoned(Path candidate) {
    if (!Files.exists(candidate.resolve(MARKER))) {
      return isBarelyBegun(candidate);
    }
    try (FileChannel channel =
            FileChannel.open(candidate.resolve(MARKER), StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException _) {
      // another user's, or it is gone
      return false;
    }
  }

  /// Whether its JVM was killed between making it and marking it, long ago.
  private static boolean isBarelyBegun(Path candidate) {
    try (Stream<Path> inside = Files.list(candidate)) {
      Instant changed = Files.getLastModifiedTime(candidate).toInstant();
      return changed.isBefore(Instant.now().minus(BEGINNING))
          && inside.allMatch(path -> path.endsWith(UNNAMED));
    } catch (IOException _) {
      // not a directory, another user's, or it is gone
      return false;
    }
  }

  /// Deletes a tree, links not followed, the marker last: as long as it is there, a later start can
  /// finish the work.
  public static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            makeWritable(directory);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(root.resolve(MARKER))) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (directory.equals(root)) {
              Files.deleteIfExists(root.resolve(MARKER));
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Lets the owner list, enter and change a directory or write a file.
  static void makeWritable(Path path) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(view.readAttributes().permissions());
    List<PosixFilePermission> needed =
        Files.isDirectory(path)
            ? List.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE)
            : List.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    boolean changed = permissions.addAll(needed);
    if (changed) {
      view.setPermissions(permissions);
    }
  }
}
