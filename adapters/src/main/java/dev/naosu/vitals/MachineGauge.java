package dev.naosu.vitals;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/// Measures this machine. The first look has nothing to compare with, and tells no `cpu.used`.
public final class MachineGauge implements Vitals.Gauge {
  /// Of the numbers in the first line of `/proc/stat`, by proc(5).
  private static final int IDLE = 3;

  private static final int WAITING = 4;
  private static final int COUNTED = 8;

  private final Path processes;
  private final InstantSource clock;
  private long busyBefore = -1;
  private long allBefore = -1;

  /// @param processes `/proc`
  public MachineGauge(Path processes, InstantSource clock) {
    this.processes = processes;
    this.clock = clock;
  }

  @Override
  public synchronized Vitals measure(Target target) {
    Readings readings = new Readings();
    cpu(readings);
    memory(readings);
    return readings.of(target, clock.instant());
  }

  private void cpu(Readings readings) {
    List<String> lines = lines("stat");
    if (lines.isEmpty() || !lines.getFirst().startsWith("cpu ")) {
      return;
    }
    String[] words = lines.getFirst().strip().split("\\s+");
    long all = 0;
    long idle = 0;
    for (int i = 0; i < COUNTED && i + 1 < words.length; i++) {
      long ticks = Long.parseLong(words[i + 1]);
      all += ticks;
      idle += i == IDLE || i == WAITING ? ticks : 0;
    }
    long busy = all - idle;
    if (allBefore >= 0 && all > allBefore) {
      readings.share(
          "cpu.used", (double) Math.max(0, busy - busyBefore), (double) (all - allBefore));
    }
    busyBefore = busy;
    allBefore = all;
  }

  private void memory(Readings readings) {
    List<String> lines = lines("meminfo");
    OptionalLong all = kilobytes(lines, "MemTotal:");
    OptionalLong free = kilobytes(lines, "MemAvailable:");
    if (all.isPresent() && free.isPresent()) {
      double whole = all.getAsLong();
      readings.share("memory.used", whole - free.getAsLong(), whole);
    }
  }

  private static OptionalLong kilobytes(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip().split(" ", -1)[0]))
        .findFirst();
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(processes.resolve(file));
    } catch (IOException e) {
      return List.of();
    }
  }
}
