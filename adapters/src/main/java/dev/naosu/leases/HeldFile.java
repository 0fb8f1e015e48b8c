package dev.naosu.leases;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/// A file that one process holds while it lives: the system lets go of it when the process is dead,
/// however it died.
record HeldFile(FileChannel channel) implements AutoCloseable {
  private static final int TRIES = 10;
  private static final Duration PAUSE = Duration.ofMillis(20);

  /// Empty when somebody holds it.
  static Optional<HeldFile> take(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new HeldFile(channel));
      }
    } catch (OverlappingFileLockException _) {
      // by another one in this process
    }
    channel.close();
    return Optional.empty();
  }

  /// The same with some patience: whoever only looks whether it is held, holds it meanwhile.
  static Optional<HeldFile> takePatiently(Path file) throws IOException, InterruptedException {
    Optional<HeldFile> held = take(file);
    for (int i = 0; i < TRIES && held.isEmpty(); i++) {
      Thread.sleep(PAUSE);
      held = take(file);
    }
    return held;
  }

  /// Whether somebody holds it.
  static boolean isHeld(Path file) throws IOException {
    Optional<HeldFile> taken = take(file);
    if (taken.isEmpty()) {
      return true;
    }
    taken.get().close();
    return false;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
