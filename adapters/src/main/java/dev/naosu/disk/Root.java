package dev.naosu.disk;

import dev.naosu.machine.circuit.Untouched;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;

/// A directory that may be tidied, with what lies below it.
///
/// @param place absolute, without links; not one that a system stands on
public record Root(Path place) {
  private static final Set<String> NEVER =
      Set.of(
          "/",
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/lib64",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/usr",
          "/var",
          "/var/lib");
  private static final Set<String> NOT_BELOW =
      Set.of("/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr");

  /// @throws IllegalArgumentException when it may never be tidied
  public Root {
    if (!place.isAbsolute() || !place.equals(place.normalize())) {
      throw new IllegalArgumentException("a root is absolute and without ..: " + place);
    }
    if (NEVER.contains(place.toString())
        || NOT_BELOW.stream().anyMatch(each -> place.startsWith(Path.of(each)))) {
      throw new IllegalArgumentException("naosu never tidies " + place);
    }
  }

  /// Opens it: whatever is put in its place from now on is not touched.
  ///
  /// @throws Untouched when a link leads there, or this machine cannot hold directories open
  SecureDirectoryStream<Path> open() throws IOException {
    requireReal();
    DirectoryStream<Path> stream =
        place.getFileSystem().provider().newDirectoryStream(place, _ -> true);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      BasicFileAttributes opened =
          secure.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
      // looked at again: what lies at its place now must be what was opened
      requireReal();
      BasicFileAttributes there =
          Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (Objects.equals(opened.fileKey(), there.fileKey())) {
        return secure;
      }
    }
    stream.close();
    throw new Untouched(place + " cannot be held open, or was swapped at this moment");
  }

  private void requireReal() throws IOException {
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) || !place.toRealPath().equals(place)) {
      throw new Untouched(place + " is no directory, or a link leads there; name the real one");
    }
  }
}
