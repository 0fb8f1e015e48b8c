package dev.naosu.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// A process of this machine, told from a later one that got the same number.
///
/// @param birth when it began, in a form that only this machine reads; empty when nothing was
///   started
record Incarnation(long pid, String birth) {
  static final Incarnation NONE = new Incarnation(0, "");

  private static final Path PROCESSES = Path.of("/proc");
  private static final Path BOOT = PROCESSES.resolve("sys/kernel/random/boot_id");

  /// Of the words behind the program's name in `/proc/PID/stat`, by proc(5).
  private static final int STATE = 0;

  private static final int START = 19;

  /// The process that has this number now; [#NONE] when there is none.
  static Incarnation of(long pid) {
    return birth(pid).map(birth -> new Incarnation(pid, birth)).orElse(NONE);
  }

  /// Whether it runs; one that has ended and was not cleared away yet does not.
  boolean isAlive() {
    return pid > 0 && birth(pid).filter(birth::equals).isPresent();
  }

  /// Whether another process has its number now.
  boolean isReplaced() {
    return pid > 0 && birth(pid).filter(now -> !now.equals(birth)).isPresent();
  }

  private static Optional<String> birth(long pid) {
    if (Files.isReadable(BOOT)) {
      return linux(pid);
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(handle -> handle.info().startInstant())
        .map(Instant::toString);
  }

  /// By ticks since the machine was started, which no change of the clock moves.
  private static Optional<String> linux(long pid) {
    try {
      // the program's name may hold anything, also what is no UTF-8
      String stat =
          Files.readString(
              PROCESSES.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
      boolean ended = words[STATE].equals("Z") || words[STATE].equals("X");
      return ended
          ? Optional.empty()
          : Optional.of(Files.readString(BOOT).strip() + ":" + words[START]);
    } catch (IOException _) {
      // there is no such process
      return Optional.empty();
    }
  }
}
