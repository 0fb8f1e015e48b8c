package dev.naosu.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// Control groups (version 1) of one command, for what no limit of a single process can bound: the
/// number of processes and the memory of all of them together.
///
/// They lie below the groups naosu itself is in, so that a limit set on naosu holds for them too.
final class ControlGroup implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final String PREFIX = "naosu-";
  private static final int DELETION_ATTEMPTS = 20;

  private final List<Path> groups;

  private ControlGroup(List<Path> groups) {
    this.groups = groups;
  }

  /// Groups of those kinds that this user may make; of none, where that is so.
  static ControlGroup make(CageLimits limits) {
    String name = PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    List<Path> made = new ArrayList<>();
    parents()
        .forEach(
            (kind, parent) -> {
              switch (kind) {
                case "pids" -> make(parent.resolve(name), "pids.max", limits.processes(), made);
                case "memory" ->
                    make(parent.resolve(name), "memory.limit_in_bytes", limits.memoryBytes(), made);
                default -> {}
              }
            });
    return new ControlGroup(made);
  }

  /// Removes the groups of a naosu that was killed before it could.
  static void removeLeftovers() {
    for (Path parent : parents().values()) {
      try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
        for (Path group : groups) {
          String number =
              group.getFileName().toString().substring(PREFIX.length()).split("-", 2)[0];
          if (number.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(number)).isEmpty()) {
            Files.deleteIfExists(group);
          }
        }
      } catch (IOException _) {
        // another user's, or another naosu was quicker
      }
    }
  }

  /// The groups naosu is in, by kind; none where there are no groups of version 1.
  private static Map<String, Path> parents() {
    Map<String, Path> parents = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        String[] parts = line.split(":", 3);
        if (parts[1].equals("pids") || parts[1].equals("memory")) {
          parents.put(parts[1], MOUNT.resolve(parts[1]).resolve("." + parts[2]).normalize());
        }
      }
    } catch (IOException _) {
      // no control groups here; the limits of single processes hold
      return Map.of();
    }
    return parents;
  }

  private static void make(Path group, String file, long limit, List<Path> made) {
    if (!Files.isWritable(group.getParent())) {
      return;
    }
    try {
      Files.createDirectory(group);
      made.add(group);
      Files.writeString(group.resolve(file), Long.toString(limit));
    } catch (IOException _) {
      // not ours to make; the limits of single processes hold
    }
  }

  /// The words that put the process which runs them into the groups, and then become `words`.
  List<String> enter(List<String> words) {
    List<String> entered =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "n=$1; shift; while [ $n -gt 0 ]; do echo $$ > \"$1/cgroup.procs\" || exit 125;"
                    + " shift; n=$((n-1)); done; exec \"$@\"",
                "cage",
                Integer.toString(groups.size())));
    groups.forEach(group -> entered.add(group.toString()));
    entered.addAll(words);
    return entered;
  }

  @Override
  public void close() {
    for (Path group : groups) {
      for (int attempt = 0; attempt < DELETION_ATTEMPTS && Files.exists(group); attempt++) {
        try {
          Files.delete(group);
        } catch (IOException _) {
          // its last process is still being ended
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
