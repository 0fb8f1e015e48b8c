package dev.naosu.bench.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Files that are there whole or not at all, whenever the program is killed.
public final class AtomicFile {
  private AtomicFile() {}

  /// Half a character, which a test may print, becomes a question mark.
  public static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // a terminal or a pipe is written to, never replaced
      Files.write(file, bytes);
      return;
    }
    Path target = file.toAbsolutePath();
    Path unfinished =
        target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid() + ".new");
    try {
      Files.write(unfinished, bytes);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
