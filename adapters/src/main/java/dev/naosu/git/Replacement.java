package dev.naosu.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// New bytes for a file, lying beside it until they take its place in one step.
final class Replacement {
  static final Move ATOMIC = (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);

  private final Path target;

  /// Absent for a file that is new.
  private final Optional<byte[]> before;

  private final Path prepared;

  private Replacement(Path target, Optional<byte[]> before, Path prepared) {
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
    return new Replacement(target, Optional.of(before), beside(target, after));
  }

  /// A file that is not there yet, nor perhaps the directories it lies in.
  static Replacement creating(Path target, byte[] bytes) throws IOException {
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(target + " cannot be a file");
    }
    Files.createDirectories(directory);
    Path prepared = hidden(target);
    try {
      Files.write(prepared, bytes);
    } catch (IOException e) {
      Files.deleteIfExists(prepared);
      throw e;
    }
    return new Replacement(target, Optional.empty(), prepared);
  }

  Path target() {
    return target;
  }

  void perform(Move move) throws IOException {
    boolean changed =
        before.isPresent()
            ? !Arrays.equals(Files.readAllBytes(target), before.get())
            : Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (changed) {
      throw new IOException(target.getFileName() + " was changed just now");
    }
    move.move(prepared, target);
  }

  /// Puts the old bytes back, or takes the new file away.
  void undo() throws IOException {
    if (before.isEmpty()) {
      Files.deleteIfExists(target);
      return;
    }
    Path old = beside(target, before.get());
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
    Path file = hidden(target);
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

  private static Path hidden(Path target) {
    return target.resolveSibling(
        "." + target.getFileName() + ".naosu" + ProcessHandle.current().pid());
  }
}
