package dev.naosu.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who uses a data directory: one file each in `tenants`, called `PID-START-RANDOM.client` or
/// `….server` and locked while its JVM lives. A JVM that was killed leaves its file without a lock.
///
/// All methods are called with [#lock] held, so nobody comes or goes meanwhile.
///
/// @param directory holds the files
record Tenants(Path directory) {
  private static final String SERVER = ".server";

  /// `starttime` in `/proc/PID/stat`, counted from what follows the name (man 5 proc).
  private static final int STARTED = 19;

  private static final long PATIENCE_MILLISECONDS = 300_000;
  private static final long PAUSE_MILLISECONDS = 20;

  /// One who uses the directory.
  record Tenant(Path file, FileChannel lock) {
    void leave() throws IOException {
      Files.deleteIfExists(file);
      lock.close();
    }
  }

  /// Keeps others from coming, going, starting and stopping.
  FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (long waited = 0; waited < PATIENCE_MILLISECONDS; waited += PAUSE_MILLISECONDS) {
      if (isLocked(channel)) {
        return channel;
      }
      try {
        Thread.sleep(PAUSE_MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        channel.close();
        throw new IOException("interrupted while waiting for another naosu", e);
      }
    }
    channel.close();
    throw new DatabaseUnavailable(
        "another naosu has been starting or stopping the database in "
            + directory.getParent()
            + " for minutes; end it, then try again");
  }

  /// @throws DatabaseUnavailable when a second server comes
  Tenant enter(boolean server) throws IOException {
    if (server) {
      for (Path other : others()) {
        if (other.toString().endsWith(SERVER)) {
          throw new DatabaseUnavailable(
              "another naosu server (process "
                  + pid(other)
                  + ") uses the data directory "
                  + directory.getParent()
                  + "; stop it, or give this one a directory of its own with --data DIR. Several"
                  + " servers share the work on one database with --database URL");
        }
      }
    }
    Path file =
        directory.resolve(ownName() + "-" + UUID.randomUUID() + (server ? SERVER : ".client"));
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new IOException(file + " cannot be locked");
    }
    return new Tenant(file, channel);
  }

  /// Whether somebody else uses the directory, in whatever JVM.
  boolean hasOthers(Tenant tenant) throws IOException {
    return others().stream().anyMatch(file -> !file.equals(tenant.file()));
  }

  /// @throws DatabaseUnavailable when somebody uses the directory whom this machine does not see:
  ///   in another container, where its server cannot be seen either
  void requireVisible(Tenant tenant) throws IOException {
    for (Path other : others()) {
      if (!other.equals(tenant.file()) && !isHere(other)) {
        throw new DatabaseUnavailable(
            "a naosu in another container uses the data directory "
                + directory.getParent()
                + "; stop it, or give this one a directory of its own with --data DIR");
      }
    }
  }

  /// The files of the living; those of the dead are removed.
  private List<Path> others() throws IOException {
    List<Path> living = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[0-9]*")) {
      for (Path file : files) {
        if (isOwn(file) || isHeld(file)) {
          living.add(file);
        } else {
          Files.deleteIfExists(file);
        }
      }
    }
    return living;
  }

  /// Of this JVM: opening and closing its file would drop its lock.
  private static boolean isOwn(Path file) {
    return file.getFileName().toString().startsWith(ownName() + "-");
  }

  private static boolean isHeld(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return !isLocked(channel);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private static boolean isHere(Path file) {
    String name = file.getFileName().toString();
    return ProcessHandle.of(Long.parseLong(pid(file)))
        .filter(process -> name.startsWith(name(process) + "-"))
        .isPresent();
  }

  private static String ownName() {
    return name(ProcessHandle.current());
  }

  private static String name(ProcessHandle process) {
    return process.pid() + "-" + start(process);
  }

  /// When a process was started: in clock ticks since the machine was, which no setting of the
  /// clock changes, or by the clock where there is nothing better.
  private static String start(ProcessHandle process) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
      // the program's name in parentheses may hold anything
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[STARTED];
    } catch (IOException | IndexOutOfBoundsException _) {
      return process.info().startInstant().map(at -> "at" + at.toEpochMilli()).orElse("");
    }
  }

  private static String pid(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.indexOf('-'));
  }
}
