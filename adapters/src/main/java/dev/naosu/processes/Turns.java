package dev.naosu.processes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets one thread of all naosu processes on this machine change something at a time. A turn goes
/// back when its process ends, in whatever way.
final class Turns implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Path file;
  private final ReentrantLock here = new ReentrantLock();

  /// Open as long as this is: on POSIX, closing any channel of a file gives up all locks that this
  /// process has on it.
  private @Nullable FileChannel channel;

  /// @param file made when it is not there, and left
  Turns(Path file) {
    this.file = file;
  }

  /// The right to change something, until it is closed by the thread that has it.
  interface Turn extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /// Waits for a turn.
  Turn await() throws IOException, InterruptedException {
    here.lockInterruptibly();
    try {
      while (true) {
        Optional<FileLock> lock = locked();
        if (lock.isPresent()) {
          return turn(lock.get());
        }
        Thread.sleep(PAUSE);
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      here.unlock();
      throw e;
    }
  }

  /// Empty when somebody else has it.
  Optional<Turn> now() throws IOException {
    if (!here.tryLock()) {
      return Optional.empty();
    }
    try {
      Optional<FileLock> lock = locked();
      if (lock.isPresent()) {
        return lock.map(this::turn);
      }
    } catch (IOException | RuntimeException e) {
      here.unlock();
      throw e;
    }
    here.unlock();
    return Optional.empty();
  }

  private Turn turn(FileLock lock) {
    return () -> {
      try {
        lock.close();
      } finally {
        here.unlock();
      }
    };
  }

  private Optional<FileLock> locked() throws IOException {
    FileChannel open = channel;
    // an interrupt closes it
    if (open == null || !open.isOpen()) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel = open;
    }
    try {
      return Optional.ofNullable(open.tryLock());
    } catch (OverlappingFileLockException _) {
      // another one of these in this JVM has it
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    here.lock();
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      here.unlock();
    }
  }
}
