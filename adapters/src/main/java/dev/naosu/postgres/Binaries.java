package dev.naosu.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs for this machine, unpacked from a jar of the class path.
///
/// @param directory holds `bin`, `lib` and `share`
record Binaries(Path directory) {
  /// The feature release of the programs; a data directory belongs to one.
  static final int MAJOR = 18;

  private static final String REMEDY =
      "; give naosu a PostgreSQL with --database jdbc:postgresql://HOST/NAME?user=NAME";

  /// Unpacks the programs into a directory named by their hash, unless they are there already.
  ///
  /// @param cache is made when it is missing
  static Binaries in(Path cache) {
    String resource = resource();
    try {
      Path wanted = cache.toAbsolutePath().resolve("postgres-" + hash(resource));
      if (!Files.isDirectory(wanted)) {
        unpack(resource, wanted);
      }
      return new Binaries(wanted);
    } catch (FileSystemException e) {
      throw new DatabaseUnavailable(
          "PostgreSQL cannot be unpacked into "
              + cache
              + " ("
              + e.getClass().getSimpleName().replace("Exception", "")
              + ", "
              + e.getReason()
              + "); it needs 60 MB in a directory that can be written to"
              + REMEDY,
          e);
    } catch (IOException e) {
      throw new DatabaseUnavailable(
          "PostgreSQL cannot be unpacked into " + cache + ": " + e.getMessage() + REMEDY, e);
    }
  }

  String program(String name) {
    return directory.resolve("bin").resolve(name).toString();
  }

  private static String resource() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = system.startsWith("mac") ? "darwin" : system;
    String processor =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> System.getProperty("os.arch");
        };
    String resource = "/postgres-" + name + "-" + processor + ".txz";
    if (Binaries.class.getResource(resource) == null) {
      throw new DatabaseUnavailable(
          "naosu brings no PostgreSQL for " + system + " on " + processor + REMEDY);
    }
    return resource;
  }

  private static InputStream open(String resource) throws IOException {
    @Nullable InputStream stream = Binaries.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IOException(resource + " has gone from the class path");
    }
    return stream;
  }

  private static String hash(String resource) throws IOException {
    try (DigestInputStream stream =
        new DigestInputStream(open(resource), MessageDigest.getInstance("SHA-256"))) {
      stream.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(stream.getMessageDigest().digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void unpack(String resource, Path wanted) throws IOException {
    Path cache = Files.createDirectories(wanted.resolveSibling(""));
    Path half = Files.createTempDirectory(cache, "unpacking-");
    try {
      Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(open(resource)))) {
        for (@Nullable TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          write(tar, entry, half);
        }
      }
      Files.move(half, wanted, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(half);
      // another naosu was quicker
      if (!Files.isDirectory(wanted)) {
        throw e;
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    // libraries to link a program with are of no use here
    if (entry.getName().endsWith(".a") || entry.getName().contains("/pkgconfig")) {
      return;
    }
    Path file = root.resolve(entry.getName()).normalize();
    if (!file.startsWith(root)) {
      throw new IOException("the archive has a file outside of itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.resolveSibling(""));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, file);
      boolean runs = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          file, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private static void delete(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException _) {
      // what is left is a cache's rubbish; nobody takes it for the programs
    }
  }
}
