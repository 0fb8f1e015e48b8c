package dev.naosu.processes;

import dev.naosu.machine.circuit.Untouched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Finds a program of somebody else among the processes of this machine. A number in a file is
/// believed only when the process that has it now is of naosu's user and has the right likeness:
/// numbers are given again.
final class Finding {
  private static final Path PROCESSES = Path.of("/proc");
  private static final int MOST_DIGITS = 9;
  private static final int MOST_WORDS_OF_INTERPRETER = 2;
  private static final Duration INEXACT = Duration.ofMillis(100);

  /// Together a second, which a busy machine takes at times to begin with a program.
  private static final int LOOKS = 200;

  private static final Duration GLANCE = Duration.ofMillis(5);

  private final ManagedProcess wanted;

  Finding(ManagedProcess wanted) {
    this.wanted = wanted;
  }

  /// Empty when it does not run.
  ///
  /// @throws Untouched when it cannot be told from others
  Optional<Incarnation> find() throws IOException {
    if (wanted.pidFile().isPresent()) {
      return noted(wanted.pidFile().get());
    }
    List<Incarnation> all = new ArrayList<>();
    try (DirectoryStream<Path> each = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : each) {
        if (fits(process)) {
          all.add(Incarnation.of(Long.parseLong(process.getFileName().toString())));
        }
      }
    }
    all.removeIf(each -> !each.isAlive());
    List<Long> pids = all.stream().map(Incarnation::pid).toList();
    all.removeIf(each -> isChildOf(pids, each));
    if (all.size() > 1) {
      throw new Untouched(
          all.size()
              + " processes run "
              + wanted.words().getFirst()
              + " with the same words; name its pid file");
    }
    return all.stream().findFirst();
  }

  /// What a program forks has its words, until it begins with another one or for good.
  private static boolean isChildOf(List<Long> pids, Incarnation process) {
    return ProcessHandle.of(process.pid())
        .flatMap(ProcessHandle::parent)
        .filter(parent -> pids.contains(parent.pid()))
        .isPresent();
  }

  private Optional<Incarnation> noted(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    if (!text.matches("[1-9][0-9]{0," + (MOST_DIGITS - 1) + "}")) {
      throw new Untouched(file + " holds no number of a process");
    }
    Incarnation found = Incarnation.of(Long.parseLong(text));
    if (!found.isAlive()) {
      return Optional.empty();
    }
    if (!fits(PROCESSES.resolve(text))) {
      throw new Untouched(
          file + " names the process " + text + ", which is another program or another user's");
    }
    return Optional.of(found);
  }

  /// Whether a process is naosu's user's and has the likeness.
  private boolean fits(Path process) throws IOException {
    try {
      boolean isOurs =
          Files.getOwner(process, LinkOption.NOFOLLOW_LINKS)
              .equals(Files.getOwner(PROCESSES.resolve("self").toRealPath()));
      return isOurs
          && switch (wanted.likeness()) {
            case Likeness.Exactly(var words) -> isExactly(line(process), words);
            case Likeness.Holding(var words) -> holds(line(process), words);
            case Likeness.OlderThanPidFile() -> isOlder(process);
          };
    } catch (IOException _) {
      // it has ended meanwhile, or is another user's
      return false;
    }
  }

  private static List<String> line(Path process) throws IOException {
    byte[] line = Files.readAllBytes(process.resolve("cmdline"));
    for (int look = 0; line.length == 0 && look < LOOKS && hasProgram(process); look++) {
      // between execve and its first instruction a program has no words yet
      LockSupport.parkNanos(GLANCE.toNanos());
      line = Files.readAllBytes(process.resolve("cmdline"));
    }
    List<String> words =
        new ArrayList<>(List.of(new String(line, StandardCharsets.UTF_8).split("\0", -1)));
    if (words.getLast().isEmpty()) {
      words.removeLast();
    }
    return words;
  }

  /// A thread of the kernel has none, nor has what ended.
  private static boolean hasProgram(Path process) {
    try {
      Files.readSymbolicLink(process.resolve("exe"));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isExactly(List<String> line, List<String> words) {
    int before = line.size() - words.size();
    return before >= 0
        && before <= MOST_WORDS_OF_INTERPRETER
        && line.subList(before, line.size()).equals(words);
  }

  private static boolean holds(List<String> line, List<String> words) {
    return words.stream()
        .allMatch(
            word -> line.stream().anyMatch(each -> each.equals(word) || each.endsWith("/" + word)));
  }

  private boolean isOlder(Path process) throws IOException {
    if (wanted.pidFile().isEmpty()) {
      return false;
    }
    Instant written = Files.getLastModifiedTime(wanted.pidFile().get()).toInstant();
    return ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
        .flatMap(handle -> handle.info().startInstant())
        // it is told by hundredths of a second
        .filter(began -> began.isBefore(written.plus(INEXACT)))
        .isPresent();
  }
}
