package dev.naosu.vitals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What this machine can tell of processes and directories. Nothing is changed, no link is
/// followed, and everything has an end.
public final class MachineEvidence {
  private static final int MOST_FILES = 300_000;
  private static final int MOST_LINES = 40;
  private static final int MOST_OPEN = 5_000;
  private static final Duration WALK = Duration.ofSeconds(20);
  private static final double KILOBYTES_IN_MEGABYTE = 1_024;
  private static final double BYTES_IN_MEGABYTE = 1 << 20;

  private final Path processes;

  /// @param processes `/proc`
  public MachineEvidence(Path processes) {
    this.processes = processes;
  }

  /// Something that was found.
  ///
  /// @param summary in one sentence
  public record Finding(String summary, String text) {}

  private record Eater(long pid, String name, long kilobytes, long ticks) {}

  /// Which processes hold most memory, and which had most of the processors so far.
  public Finding topProcesses() throws IOException {
    List<Eater> eaters;
    try (Stream<Path> all = Files.list(processes)) {
      eaters =
          all.filter(each -> each.getFileName().toString().matches("\\d{1,10}"))
              .map(MachineEvidence::eater)
              .flatMap(Optional::stream)
              .sorted(Comparator.comparingLong(Eater::kilobytes).reversed())
              .toList();
    }
    String text =
        "    PID   MEMORY   TICKS  NAME\n"
            + Stream.concat(
                    eaters.stream().limit(MOST_LINES / 2),
                    eaters.stream()
                        .sorted(Comparator.comparingLong(Eater::ticks).reversed())
                        .limit(MOST_LINES / 2))
                .distinct()
                .map(
                    each ->
                        String.format(
                            Locale.ROOT,
                            "%7d %6.0f MB %7d  %s",
                            each.pid(),
                            each.kilobytes() / KILOBYTES_IN_MEGABYTE,
                            each.ticks(),
                            each.name()))
                .collect(Collectors.joining("\n"));
    String summary =
        eaters.stream()
            .limit(3)
            .map(
                each ->
                    each.name()
                        + " ("
                        + each.pid()
                        + ") "
                        + Math.round(each.kilobytes() / KILOBYTES_IN_MEGABYTE)
                        + " MB")
            .collect(Collectors.joining(", "));
    return new Finding("most memory: " + summary, text);
  }

  private static Optional<Eater> eater(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      int end = stat.lastIndexOf(')');
      String name = stat.substring(stat.indexOf('(') + 1, end);
      String[] words = stat.substring(end + 2).split(" ", -1);
      // by proc(5): user and system time, and pages in memory
      long ticks = Long.parseLong(words[11]) + Long.parseLong(words[12]);
      long kilobytes = Long.parseLong(words[21]) * 4;
      return Optional.of(
          new Eater(Long.parseLong(process.getFileName().toString()), name, kilobytes, ticks));
    } catch (IOException | RuntimeException e) {
      // it has ended meanwhile
      return Optional.empty();
    }
  }

  /// What is open in a process: files and sockets.
  ///
  /// @throws IOException when it is another user's, or gone
  public Finding openFiles(long pid) throws IOException {
    List<String> open = new ArrayList<>();
    Map<String, Integer> kinds = new HashMap<>();
    try (Stream<Path> all = Files.list(processes.resolve(Long.toString(pid)).resolve("fd"))) {
      all.limit(MOST_OPEN)
          .forEach(
              each -> {
                try {
                  String where = Files.readSymbolicLink(each).toString();
                  open.add(each.getFileName() + " " + where);
                  kinds.merge(kind(where), 1, Integer::sum);
                } catch (IOException e) {
                  // closed meanwhile
                }
              });
    }
    String summary =
        kinds.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(Collectors.joining(", "));
    return new Finding(
        open.size() + " open: " + summary,
        open.stream().limit(1_000).collect(Collectors.joining("\n")));
  }

  private static String kind(String where) {
    return where.startsWith("/") ? "files" : where.replaceAll(":.*", "s");
  }

  /// How much each directory right below one takes, with all that is in it.
  public Finding usage(Path directory) throws IOException {
    Map<Path, Long> sizes = new HashMap<>();
    long begin = System.nanoTime();
    int[] files = {0};
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path below = directory.relativize(file);
            Path key = below.getNameCount() == 1 ? file : directory.resolve(below.getName(0));
            sizes.merge(key, attributes.isRegularFile() ? attributes.size() : 0L, Long::sum);
            files[0]++;
            return files[0] > MOST_FILES || System.nanoTime() - begin > WALK.toNanos()
                ? FileVisitResult.TERMINATE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    List<Map.Entry<Path, Long>> largest =
        sizes.entrySet().stream()
            .sorted(Map.Entry.<Path, Long>comparingByValue().reversed())
            .limit(MOST_LINES)
            .toList();
    String summary =
        largest.stream()
            .limit(3)
            .map(each -> each.getKey() + " " + megabytes(each.getValue()))
            .collect(Collectors.joining(", "));
    return new Finding(
        largest.isEmpty() ? directory + " is empty" : "largest: " + summary,
        largest.stream()
            .map(each -> megabytes(each.getValue()) + "  " + each.getKey())
            .collect(Collectors.joining("\n")));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / BYTES_IN_MEGABYTE);
  }
}
