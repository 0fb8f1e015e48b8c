package dev.naosu.machine;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Ends a program that fills the disk: no limit of a process bounds how many files it writes.
///
/// Asking a disk how much is free costs nothing; only when much is gone is it counted whether that
/// lies in the program's directories.
final class DiskGuard {
  private static final long PAUSE_MILLISECONDS = 250;

  /// What everybody else needs.
  private static final long LEFT_BYTES = 256L << 20;

  private DiskGuard() {}

  static void watch(Process process, List<Path> directories, long growthBytes) {
    if (directories.isEmpty()) {
      return;
    }
    Thread.ofVirtual()
        .name("disk-guard")
        .start(
            () -> {
              try {
                FileStore disk = Files.getFileStore(directories.getFirst());
                long before = disk.getUsableSpace();
                long allowed = Math.min(growthBytes, Math.max(0, before - LEFT_BYTES));
                while (process.isAlive()) {
                  Thread.sleep(PAUSE_MILLISECONDS);
                  if (before - disk.getUsableSpace() > allowed && size(directories) > allowed) {
                    process.destroyForcibly();
                  }
                }
              } catch (IOException _) {
                // the directory is gone, and so is the program
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static long size(List<Path> directories) throws IOException {
    AtomicLong bytes = new AtomicLong();
    for (Path directory : directories) {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              bytes.addAndGet(attributes.size());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              // it was deleted meanwhile
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return bytes.get();
  }
}
