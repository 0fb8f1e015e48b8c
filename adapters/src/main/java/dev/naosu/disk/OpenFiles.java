package dev.naosu.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/// Which files some process of this machine has open.
///
/// @param keys of the files
/// @param complete false when there are processes into which naosu cannot look
record OpenFiles(Set<Object> keys, boolean complete) {
  private static final Path PROCESSES = Path.of("/proc");

  OpenFiles {
    keys = Set.copyOf(keys);
  }

  static OpenFiles now() {
    Set<Object> keys = new HashSet<>();
    boolean complete = true;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        complete &= read(process, keys);
      }
    } catch (IOException _) {
      return new OpenFiles(keys, false);
    }
    return new OpenFiles(keys, complete);
  }

  private static boolean read(Path process, Set<Object> keys) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path each : open) {
        add(each, keys);
      }
      return true;
    } catch (IOException _) {
      // it has ended, or is another user's
      return !Files.exists(process);
    }
  }

  private static void add(Path descriptor, Set<Object> keys) {
    try {
      Object key = Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey();
      if (key != null) {
        keys.add(key);
      }
    } catch (IOException _) {
      // closed meanwhile, or it is no file
      return;
    }
  }

  boolean has(BasicFileAttributes file) {
    Object key = file.fileKey();
    return key == null || keys.contains(key);
  }
}
