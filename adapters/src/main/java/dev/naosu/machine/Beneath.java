package dev.naosu.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/// Writes into a directory in which others, who are in the cage, write too: a link that they laid
/// must not lead naosu out of it, nor a pipe hold it up.
///
/// Links that stay inside are followed. What leads out is removed: it is a throw-away copy. The way
/// down is walked by open directories, so that none of them can be exchanged meanwhile.
public final class Beneath {
  private static final int ATTEMPTS = 3;

  private Beneath() {}

  /// Writes a file anew, whatever was there.
  ///
  /// @param root existing directory
  /// @param file within it; directories above are made
  public static void write(Path root, Path file, byte[] content) throws IOException {
    at(
        root,
        file,
        (directory, name) -> {
          delete(directory, name);
          try (SeekableByteChannel channel =
              directory.newByteChannel(
                  name,
                  Set.of(
                      StandardOpenOption.CREATE_NEW,
                      StandardOpenOption.WRITE,
                      LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          }
        });
  }

  /// Deletes a file, if it is there.
  public static void delete(Path root, Path file) throws IOException {
    at(root, file, Beneath::delete);
  }

  /// What a file holds; empty where there is none, or something else.
  static Optional<byte[]> read(Path root, Path file) throws IOException {
    return Files.isRegularFile(file) && file.toRealPath().startsWith(root.toRealPath())
        ? Optional.of(Files.readAllBytes(file))
        : Optional.empty();
  }

  @FunctionalInterface
  private interface Work {
    void in(SecureDirectoryStream<Path> directory, Path name) throws IOException;
  }

  private static void at(Path root, Path file, Work work) throws IOException {
    Path real = root.toRealPath();
    if (!file.normalize().startsWith(root)) {
      throw new IOException(file + " lies outside of " + root);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        Path inside = real.relativize(kept(root, real, file.normalize()));
        try (DirectoryStream<Path> top = Files.newDirectoryStream(real)) {
          if (top instanceof SecureDirectoryStream<Path> directory) {
            down(real, directory, inside, 0, work);
            return;
          }
          throw new IOException("directories of this system cannot be walked safely");
        }
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void down(
      Path real, SecureDirectoryStream<Path> directory, Path inside, int depth, Work work)
      throws IOException {
    Path name = inside.getName(depth);
    if (depth == inside.getNameCount() - 1) {
      work.in(directory, name);
      return;
    }
    try (SecureDirectoryStream<Path> next =
        directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      down(real, next, inside, depth + 1, work);
    }
  }

  /// The real place of a file within the root: with directories made, and links that lead out of it
  /// removed.
  private static Path kept(Path root, Path real, Path file) throws IOException {
    Path place = real;
    Path names = root.relativize(file);
    for (int i = 0; i < names.getNameCount() - 1; i++) {
      Path next = place.resolve(names.getName(i));
      if (Files.isSymbolicLink(next)) {
        Optional<Path> aim = aim(next).filter(each -> each.startsWith(real));
        if (aim.filter(Files::isDirectory).isPresent()) {
          place = aim.get();
          continue;
        }
        Files.delete(next);
      }
      if (!Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(next);
      }
      place = next;
    }
    return place.resolve(names.getFileName());
  }

  private static Optional<Path> aim(Path link) throws IOException {
    try {
      return Optional.of(link.toRealPath());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private static void delete(SecureDirectoryStream<Path> directory, Path name) throws IOException {
    try {
      directory.deleteFile(name);
    } catch (NoSuchFileException _) {
      // there is nothing to delete
    }
  }
}
