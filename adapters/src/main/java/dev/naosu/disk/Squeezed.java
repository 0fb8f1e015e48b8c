package dev.naosu.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// Files compressed in their place, in a directory that is held open.
final class Squeezed {
  private static final Pattern COMPRESSED =
      Pattern.compile("(?i).*\\.(gz|tgz|bz2|xz|zst|lz4|zip|jar|7z|part)");

  private Squeezed() {}

  static boolean isCompressed(Path name) {
    return COMPRESSED.matcher(name.toString()).matches();
  }

  /// The compressed one has the same owner's rights and age; only when it is complete, the original
  /// goes.
  ///
  /// @return bytes saved
  /// @throws IOException when everything is as it was
  static long compress(SecureDirectoryStream<Path> directory, Path name, BasicFileAttributes before)
      throws IOException {
    Path fresh = name.resolveSibling(name + ".gz.part");
    Path last = name.resolveSibling(name + ".gz");
    requireAbsent(directory, last);
    boolean isDone = false;
    try {
      write(directory, name, fresh);
      requireSame(directory, name, before);
      keepManner(directory, name, fresh);
      long size = Walk.attributes(directory, fresh).size();
      directory.move(fresh, directory, last);
      isDone = true;
      directory.deleteFile(name);
      return before.size() - size;
    } finally {
      if (!isDone) {
        remove(directory, fresh);
      }
    }
  }

  private static void write(SecureDirectoryStream<Path> directory, Path name, Path fresh)
      throws IOException {
    try (SeekableByteChannel in =
            directory.newByteChannel(
                name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        SeekableByteChannel out =
            directory.newByteChannel(
                fresh,
                Set.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE_NEW,
                    LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        InputStream from = Channels.newInputStream(in);
        OutputStream to = new GZIPOutputStream(Channels.newOutputStream(out), 1 << 16)) {
      from.transferTo(to);
      ((GZIPOutputStream) to).finish();
      if (out instanceof FileChannel file) {
        file.force(true);
      }
    }
  }

  private static void keepManner(SecureDirectoryStream<Path> directory, Path name, Path fresh)
      throws IOException {
    PosixFileAttributes manner =
        directory
            .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    PosixFileAttributeView view =
        directory.getFileAttributeView(
            fresh, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes made = view.readAttributes();
    if (!made.owner().equals(manner.owner())) {
      view.setOwner(manner.owner());
    }
    if (!made.group().equals(manner.group())) {
      view.setGroup(manner.group());
    }
    // the JDK cannot set rights of what might be a link; this one was just made here
    directory
        .getFileAttributeView(fresh, PosixFileAttributeView.class)
        .setPermissions(manner.permissions());
    directory
        .getFileAttributeView(fresh, BasicFileAttributeView.class)
        .setTimes(manner.lastModifiedTime(), manner.lastAccessTime(), null);
  }

  /// @throws IOException when a name does not mean the same, unchanged file any more
  static void requireSame(
      SecureDirectoryStream<Path> directory, Path name, BasicFileAttributes before)
      throws IOException {
    BasicFileAttributes now = Walk.attributes(directory, name);
    if (!Objects.equals(now.fileKey(), before.fileKey())
        || now.size() != before.size()
        || !now.lastModifiedTime().equals(before.lastModifiedTime())) {
      throw new IOException(name + " has changed");
    }
  }

  static void requireAbsent(SecureDirectoryStream<Path> directory, Path name) throws IOException {
    try {
      Walk.attributes(directory, name);
    } catch (NoSuchFileException _) {
      return;
    }
    throw new FileAlreadyExistsException(name.toString());
  }

  private static void remove(SecureDirectoryStream<Path> directory, Path name) {
    try {
      directory.deleteFile(name);
    } catch (IOException _) {
      // it was not made, or is somebody else's
      return;
    }
  }
}
