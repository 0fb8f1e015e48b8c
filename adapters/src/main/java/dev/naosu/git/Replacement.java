package dev.naosu.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// New bytes for a file, lying beside it until they take its place in one step.
final class Replacement {
  static final Move ATOMIC = (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);

  private final Path target;
  private final byte[] before;
  private final Path prepared;

  private Replacement(Path target, byte[] before, Path prepared) {
    this.target = target;
    this.before = before;
    this.prepared = prepared;
  }

  /// Puts a file in the place of another.
  @FunctionalInterface
  interface Move {
    void move(Path from, Path to) throws IOException;
  }

  static Replacement prepare(Path target, byte[] before, byte[] after) throws IOException {
    return new Replacement(target, before, beside(target, after));
  }

  Path target() {
    return target;
  }

  void perform(Move move) throws IOException {
    if (!Arrays.equals(Files.readAllBytes(target), before)) {
      throw new IOException(target.getFileName() + " was changed just now");
    }
    move.move(prepared, target);
  }

  /// Puts the old bytes back.
  void undo() throws IOException {
    Path old = beside(target, before);
    try {
      ATOMIC.move(old, target);
    } finally {
      Files.deleteIfExists(old);
    }
  }

  /// Removes what was prepared and not used.
  void discard() {
    try {
      Files.deleteIfExists(prepared);
    } catch (IOException _) {
      // a hidden file stays beside the target; it is complete, named after it and harmless
      return;
    }
  }

  /// A file with the mode, owner and attributes of the target, in the same directory.
  private static Path beside(Path target, byte[] bytes) throws IOException {
    Path file =
        target.resolveSibling(
            "." + target.getFileName() + ".naosu" + ProcessHandle.current().pid());
    try {
      Files.copy(
          target, file, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
      PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      Set<PosixFilePermission> mode = posix.readAttributes().permissions();
      Set<PosixFilePermission> writable = EnumSet.of(PosixFilePermission.OWNER_WRITE);
      writable.addAll(mode);
      posix.setPermissions(writable);
      Files.write(file, bytes);
      posix.setPermissions(mode);
      return file;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }
}
