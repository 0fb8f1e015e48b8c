package dev.naosu.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

  /// Whether it runs; one that has ended and was not cleared away yet does not. One that cannot be
  /// looked at, as when naosu may open no more files, counts as running: the instances must not pay
  /// for what ails the observer.
  boolean isAlive() {
    if (pid <= 0) {
      return false;
    }
    try {
      return asked(pid).filter(birth::equals).isPresent();
    } catch (IOException _) {
      return true;
    }
  }

  /// Whether another process has its number now.
  boolean isReplaced() {
    return pid > 0 && birth(pid).filter(now -> !now.equals(birth)).isPresent();
  }

  /// Empty also when it cannot be told.
  private static Optional<String> birth(long pid) {
    try {
      return asked(pid);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Empty when there is no such process.
  ///
  /// @throws IOException when it cannot be told
  private static Optional<String> asked(long pid) throws IOException {
    if (Files.isReadable(BOOT)) {
      return linux(pid);
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(handle -> handle.info().startInstant())
        .map(Instant::toString);
  }

  /// By ticks since the machine was started, which no change of the clock moves.
  private static Optional<String> linux(long pid) throws IOException {
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
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      if (!Files.exists(PROCESSES.resolve(Long.toString(pid)))) {
        // it ended while it was read, which is told in another way
        return Optional.empty();
      }
      throw e;
    }
  }
}
