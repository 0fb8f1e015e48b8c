package dev.naosu.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// The Maven spy as a jar of its own, also when naosu itself is one jar.
final class SpyJar {
  private static final List<String> ENTRIES =
      List.of(
          "META-INF/sisu/javax.inject.Named",
          "dev/naosu/mavenspy/ProjectSpy.class",
          "dev/naosu/mavenspy/ProjectFacts.class");

  private SpyJar() {}

  /// Writes the jar.
  static void write(Path file) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (String entry : ENTRIES) {
        jar.putNextEntry(new JarEntry(entry));
        if (entry.startsWith("META-INF")) {
          // spelled out: a jar merged of many may hold several indexes under this name
          jar.write("dev.naosu.mavenspy.ProjectSpy\n".getBytes(StandardCharsets.UTF_8));
        } else {
          try (InputStream stream = SpyJar.class.getResourceAsStream("/" + entry)) {
            if (stream == null) {
              throw new IllegalStateException("naosu was built without " + entry);
            }
            stream.transferTo(jar);
          }
        }
        jar.closeEntry();
      }
    }
  }
}
