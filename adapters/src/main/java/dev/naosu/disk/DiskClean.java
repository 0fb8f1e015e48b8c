package dev.naosu.disk;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// Compresses and deletes files by their age under roots that the configuration names. What some
/// process has open is not touched.
public final class DiskClean implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "disk.clean",
          "compress and delete old files",
          List.of(
              new Parameter(
                  "names",
                  Parameter.Type.TEXT,
                  "which names, with * and ?; one word such as *.log* or heap-*.hprof",
                  Optional.of("*.log*")),
              new Parameter(
                  "compress-after",
                  Parameter.Type.TIME,
                  "how old a file must be to be compressed",
                  Optional.of("1d")),
              new Parameter(
                  "delete-after",
                  Parameter.Type.TIME,
                  "how old a file must be to be deleted",
                  Optional.of("14d")),
              new Parameter(
                  "most", Parameter.Type.COUNT, "how many files at most", Optional.of("10000"))),
          Traits.Undo.NEVER,
          true,
          Duration.ofMinutes(15));
  private static final Duration YOUNGEST = Duration.ofHours(1);
  private static final long SMALLEST_BYTES = 4096;

  private final List<Root> roots;
  private final InstantSource clock;

  public DiskClean(List<Root> roots, InstantSource clock) {
    this.roots = List.copyOf(roots);
    this.clock = clock;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// What is done with files, by name and age.
  private final class Rule {
    private final PathMatcher names;
    private final Instant compressed;
    private final Instant deleted;
    private final int most;

    private Rule(Order order) {
      this.names =
          FileSystems.getDefault().getPathMatcher("glob:" + order.arguments().text("names"));
      this.compressed = clock.instant().minus(order.arguments().time("compress-after"));
      this.deleted = clock.instant().minus(order.arguments().time("delete-after"));
      this.most = order.arguments().count("most");
    }

    private boolean isOld(Path name, BasicFileAttributes file) {
      return names.matches(name) && isToDelete(file) | isToCompress(name, file);
    }

    private boolean isToDelete(BasicFileAttributes file) {
      return file.lastModifiedTime().toInstant().isBefore(deleted);
    }

    private boolean isToCompress(Path name, BasicFileAttributes file) {
      return file.lastModifiedTime().toInstant().isBefore(compressed)
          && file.size() >= SMALLEST_BYTES
          && !Squeezed.isCompressed(name);
    }
  }

  /// What was found, or done.
  private static final class Tally {
    private int deleted;
    private long deletedBytes;
    private int compressed;
    private long compressedBytes;
    private int open;
    private int failed;

    private int files() {
      return deleted + compressed;
    }
  }

  @Override
  public Outlook look(Order order) throws IOException, InterruptedException {
    Optional<String> mistake = mistake(order);
    if (mistake.isPresent()) {
      return new Outlook.Unfit(mistake.get());
    }
    Tally found =
        through(
            new Rule(order),
            (rule, tally, _, name, file) -> {
              if (rule.isToDelete(file)) {
                tally.deleted++;
                tally.deletedBytes += file.size();
              } else if (rule.isToCompress(name, file)) {
                tally.compressed++;
                tally.compressedBytes += file.size();
              }
            });
    if (found.files() == 0) {
      return new Outlook.Unfit(
          "no file under "
              + places()
              + " is called "
              + order.arguments().text("names")
              + ", old enough and closed"
              + (found.open > 0 ? " (" + found.open + " are open or may be)" : ""));
    }
    String words =
        "delete "
            + found.deleted
            + " files of "
            + size(found.deletedBytes)
            + " and compress "
            + found.compressed
            + " of "
            + size(found.compressedBytes)
            + " under "
            + places();
    return new Outlook.Ready(
        new Plan(
            words,
            places().stream().map(each -> "disk:" + each).toList(),
            0,
            Duration.ZERO,
            found.deleted == 0
                ? List.of()
                : List.of(found.deleted + " files of " + size(found.deletedBytes) + " are gone"),
            ""));
  }

  private static Optional<String> mistake(Order order) {
    String names = order.arguments().text("names");
    if (names.contains("/") || !names.matches("[\\w.*?@+=,-]{1,100}")) {
      return Optional.of("names are letters, digits, * ? . _ - and no path: " + names);
    }
    if (names.replaceAll("[*?.]", "").length() < 2) {
      return Optional.of("the names " + names + " would fit everything; say at least two letters");
    }
    Duration compress = order.arguments().time("compress-after");
    Duration delete = order.arguments().time("delete-after");
    return compress.compareTo(YOUNGEST) < 0 || delete.compareTo(YOUNGEST) < 0
        ? Optional.of("files younger than an hour are not touched")
        : Optional.empty();
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    if (mistake(order).isPresent()) {
      return new Applied.Failed(mistake(order).get(), false);
    }
    Tally done =
        through(
            new Rule(order),
            (rule, tally, directory, name, file) -> {
              try {
                if (rule.isToDelete(file)) {
                  Squeezed.requireSame(directory, name, file);
                  directory.deleteFile(name);
                  tally.deleted++;
                  tally.deletedBytes += file.size();
                } else if (rule.isToCompress(name, file)) {
                  tally.compressedBytes += Squeezed.compress(directory, name, file);
                  tally.compressed++;
                }
              } catch (IOException _) {
                // changed, gone or not ours: as it was
                tally.failed++;
              }
            });
    String words =
        size(done.deletedBytes + done.compressedBytes)
            + " freed under "
            + places()
            + ": "
            + done.deleted
            + " files deleted ("
            + size(done.deletedBytes)
            + "), "
            + done.compressed
            + " compressed ("
            + size(done.compressedBytes)
            + " saved)"
            + (done.failed > 0 ? ", " + done.failed + " could not be touched" : "");
    return done.files() == 0 && done.failed > 0
        ? new Applied.Failed(words, false)
        : new Applied.Done(words);
  }

  /// What is done with a file that is old enough and closed.
  @FunctionalInterface
  private interface Handling {
    void handle(
        Rule rule,
        Tally tally,
        SecureDirectoryStream<Path> directory,
        Path name,
        BasicFileAttributes file)
        throws IOException, InterruptedException;
  }

  private Tally through(Rule rule, Handling handling) throws IOException, InterruptedException {
    Tally tally = new Tally();
    OpenFiles open = OpenFiles.now();
    Instant surelyClosed = clock.instant().minus(Duration.ofDays(1));
    Walk walk =
        new Walk(
            (directory, name, file) -> {
              if (!rule.isOld(name, file)) {
                return true;
              }
              // into other users' processes nobody can look; who writes a log does so within a day
              boolean mayBeOpen =
                  !open.complete() && file.lastModifiedTime().toInstant().isAfter(surelyClosed);
              if (open.has(file) || mayBeOpen) {
                tally.open++;
                return true;
              }
              handling.handle(rule, tally, directory, name, file);
              return tally.files() < rule.most;
            });
    for (Root root : roots) {
      try (SecureDirectoryStream<Path> directory = root.open()) {
        if (!walk.through(directory)) {
          return tally;
        }
      }
    }
    return tally;
  }

  private TreeSet<Path> places() {
    TreeSet<Path> places = new TreeSet<>();
    roots.forEach(each -> places.add(each.place()));
    return places;
  }

  static String size(long bytes) {
    if (bytes < 1 << 20) {
      return bytes / 1024 + " KiB";
    }
    return bytes < 1 << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / 1073741824.0);
  }
}
