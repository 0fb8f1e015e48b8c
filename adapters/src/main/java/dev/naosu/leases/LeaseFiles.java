package dev.naosu.leases;

import dev.naosu.journal.JournalUnavailable;
import dev.naosu.machine.KeptFile;
import dev.naosu.ship.action.Lease;
import dev.naosu.ship.action.Leases;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A file for each lease in one directory.
public final class LeaseFiles implements Leases {
  private static final System.Logger LOG = System.getLogger(LeaseFiles.class.getName());
  private static final String END = ".lease";

  private final Path directory;
  private final Guards guards;
  private final LeaseJson form = new LeaseJson();

  /// @param guards sees to it that somebody guards what is written
  public LeaseFiles(Path directory, Guards guards) {
    this.directory = directory;
    this.guards = guards;
  }

  /// Makes sure that a guard lives.
  @FunctionalInterface
  public interface Guards {
    /// @throws IOException with a text for people
    void ensure() throws IOException;
  }

  @Override
  public void write(Lease lease) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      new KeptFile(file(lease.deed())).write(form.write(lease));
      guards.ensure();
    } catch (IOException e) {
      throw new JournalUnavailable(
          "a lease cannot be written in " + directory + ": " + e.getMessage(),
          "make room there, and see that naosu may write",
          e);
    }
  }

  @Override
  public boolean end(long deed) {
    try {
      return Files.deleteIfExists(file(deed));
    } catch (IOException e) {
      throw new JournalUnavailable(
          "a lease cannot be removed from " + directory + ": " + e.getMessage(),
          "see that naosu may write there",
          e);
    }
  }

  @Override
  public List<Lease> all() {
    List<Lease> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + END)) {
      for (Path file : files) {
        read(file).ifPresent(all::add);
      }
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (IOException e) {
      throw new JournalUnavailable(
          "leases cannot be read in " + directory + ": " + e.getMessage(),
          "see that naosu may read there",
          e);
    }
    all.sort(Comparator.comparingLong(Lease::deed));
    return all;
  }

  private Optional<Lease> read(Path file) throws IOException {
    Optional<byte[]> bytes = new KeptFile(file).read();
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Optional<Lease> lease = form.read(bytes.get());
    if (lease.isEmpty()) {
      LOG.log(System.Logger.Level.WARNING, file + " is no lease; somebody else wrote it");
    }
    return lease;
  }

  private Path file(long deed) {
    return directory.resolve(deed + END);
  }
}
