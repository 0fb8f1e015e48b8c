package dev.naosu.disk;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;

/// Goes through all regular files below an open directory. Links are not followed, and other file
/// systems that are mounted there are left out.
final class Walk {
  private static final int DEEPEST = 32;

  /// What is done with each file.
  @FunctionalInterface
  interface Visitor {
    /// @param directory that it lies in, open
    /// @param name in that directory
    /// @return whether to go on
    boolean visit(SecureDirectoryStream<Path> directory, Path name, BasicFileAttributes file)
        throws IOException, InterruptedException;
  }

  private final Visitor visitor;

  Walk(Visitor visitor) {
    this.visitor = visitor;
  }

  /// @return whether it came to the end
  boolean through(SecureDirectoryStream<Path> root) throws IOException, InterruptedException {
    return through(
        root, device(root.getFileAttributeView(BasicFileAttributeView.class).readAttributes()), 0);
  }

  private boolean through(SecureDirectoryStream<Path> directory, String device, int depth)
      throws IOException, InterruptedException {
    try {
      for (Path each : directory) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (!entry(directory, each.getFileName(), device, depth)) {
          return false;
        }
      }
      return true;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private boolean entry(SecureDirectoryStream<Path> directory, Path name, String device, int depth)
      throws IOException, InterruptedException {
    BasicFileAttributes file;
    try {
      file = attributes(directory, name);
    } catch (IOException _) {
      // gone meanwhile
      return true;
    }
    if (!device(file).equals(device)) {
      return true;
    }
    if (file.isRegularFile()) {
      return visitor.visit(directory, name, file);
    }
    if (!file.isDirectory() || depth == DEEPEST) {
      return true;
    }
    try (SecureDirectoryStream<Path> below =
        directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      return through(below, device, depth + 1);
    } catch (FileSystemException _) {
      // not readable for naosu, or no directory any more
      return true;
    }
  }

  static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    return directory
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /// The file system that it is on; empty where that cannot be told.
  private static String device(BasicFileAttributes file) {
    // such as (dev=fe01,ino=1234)
    String key = String.valueOf(file.fileKey());
    int comma = key.indexOf(',');
    return key.startsWith("(dev=") && comma > 0 ? key.substring(0, comma) : "";
  }
}
