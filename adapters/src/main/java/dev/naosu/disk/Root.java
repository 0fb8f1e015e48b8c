package dev.naosu.disk;

import dev.naosu.machine.circuit.Untouched;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
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
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) || !place.toRealPath().equals(place)) {
      throw new Untouched(place + " is no directory, or a link leads there; name the real one");
    }
    Object before = key();
    DirectoryStream<Path> stream = Files.newDirectoryStream(place);
    if (stream instanceof SecureDirectoryStream<Path> secure
        && place.toRealPath().equals(place)
        && before.equals(key())) {
      return secure;
    }
    stream.close();
    throw new Untouched(place + " cannot be held open, or was swapped at this moment");
  }

  private Object key() throws IOException {
    Object key =
        Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    return key == null ? place : key;
  }
}
