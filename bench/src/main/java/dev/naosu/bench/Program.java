package dev.naosu.bench;

import dev.naosu.bench.trial.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/// What tells one build of naosu from another: a version or a revision cannot, while someone works
/// on it.
final class Program {
  private Program() {}

  /// SHA-256 over the names and bytes of everything on the class path.
  static String hash() throws IOException {
    MessageDigest digest = Sha256.digest();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path place = Path.of(entry);
      if (!Files.exists(place)) {
        continue;
      }
      List<Path> files;
      try (Stream<Path> walk = Files.walk(place)) {
        files = walk.filter(Files::isRegularFile).sorted().toList();
      }
      for (Path file : files) {
        digest.update(place.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        try (InputStream bytes = Files.newInputStream(file)) {
          byte[] buffer = new byte[1 << 16];
          for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
            digest.update(buffer, 0, read);
          }
        }
      }
    }
    return Sha256.text(digest.digest());
  }
}
