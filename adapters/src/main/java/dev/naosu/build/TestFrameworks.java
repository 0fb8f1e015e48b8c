package dev.naosu.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

/// Which test frameworks are on a class path.
final class TestFrameworks {
  private final List<Path> classPath;

  TestFrameworks(List<Path> classPath) {
    this.classPath = classPath;
  }

  boolean jupiter() {
    return has("org/junit/jupiter/api/Test.class");
  }

  boolean console() {
    return has("org/junit/platform/console/ConsoleLauncher.class");
  }

  boolean junit4() {
    return has("org/junit/runner/JUnitCore.class");
  }

  boolean testNg() {
    return has("org/testng/TestNG.class");
  }

  private boolean has(String entry) {
    return classPath.stream().anyMatch(path -> has(path, entry));
  }

  private static boolean has(Path path, String entry) {
    if (Files.isDirectory(path)) {
      return Files.exists(path.resolve(entry));
    }
    try (ZipFile jar = new ZipFile(path.toFile())) {
      return jar.getEntry(entry) != null;
    } catch (IOException _) {
      // not a jar, or a broken one: javac will say so
      return false;
    }
  }
}
