package dev.naosu.processes;

import dev.naosu.machine.circuit.Untouched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds a program of somebody else among the processes of this machine. A number in a file is
/// believed only when the process that has it now is of naosu's user and has the right words:
/// numbers are given again.
final class Finding {
  private static final Path PROCESSES = Path.of("/proc");
  private static final int MOST_DIGITS = 9;

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
    if (all.size() > 1) {
      throw new Untouched(
          all.size()
              + " processes run "
              + wanted.words().getFirst()
              + " with the same words; name its pid file");
    }
    return all.stream().findFirst();
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

  /// Whether a process is naosu's user's and has the words, also when a script is run by its
  /// interpreter.
  private boolean fits(Path process) throws IOException {
    try {
      boolean isOurs =
          Files.getOwner(process, LinkOption.NOFOLLOW_LINKS)
              .equals(Files.getOwner(PROCESSES.resolve("self").toRealPath()));
      String line =
          new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
      String expected = String.join("\0", wanted.words()) + "\0";
      boolean isScript =
          line.endsWith("\0" + expected)
              && line.substring(0, line.length() - expected.length())
                      .chars()
                      .filter(c -> c == 0)
                      .count()
                  <= 2;
      return isOurs && (line.equals(expected) || isScript);
    } catch (IOException _) {
      // it has ended meanwhile, or is another user's
      return false;
    }
  }
}
