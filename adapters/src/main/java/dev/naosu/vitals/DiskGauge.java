package dev.naosu.vitals;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Measures the file system that a directory is on.
public final class DiskGauge implements Vitals.Gauge {
  private final Path directory;
  private final Inodes inodes;
  private final InstantSource clock;

  public DiskGauge(Path directory, Inodes inodes, InstantSource clock) {
    this.directory = directory;
    this.inodes = inodes;
    this.clock = clock;
  }

  /// Asks for places for files, which Java does not tell.
  @FunctionalInterface
  public interface Inodes {
    /// What `df` says; empty where it says nothing.
    List<String> lines(Path directory) throws InterruptedException;
  }

  @Override
  public Vitals measure(Target target) throws InterruptedException {
    Readings readings = new Readings();
    try {
      FileStore store = Files.getFileStore(directory);
      // as df does: what is kept for the administrator is neither used nor free
      double used = (double) store.getTotalSpace() - store.getUnallocatedSpace();
      readings.share("disk.used", used, used + store.getUsableSpace());
    } catch (IOException e) {
      return readings.of(target, clock.instant());
    }
    percent(inodes.lines(directory)).forEach(readings::put);
    return readings.of(target, clock.instant());
  }

  /// The last line of `df --output=ipcent`.
  private static Map<String, Double> percent(List<String> lines) {
    String last = lines.isEmpty() ? "" : lines.getLast().strip();
    return last.matches("\\d{1,3}%")
        ? Map.of("disk.inodes", Double.parseDouble(last.substring(0, last.length() - 1)))
        : Map.of();
  }
}
