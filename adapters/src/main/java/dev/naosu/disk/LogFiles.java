package dev.naosu.disk;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Logs of a program that does not begin them anew by itself.
///
/// @param files each in a directory of a [Root]
/// @param keep how many old ones are kept of each
/// @param pidFile of the program, which opens them again by SIGUSR1 or SIGHUP; empty when the log
///   is copied and cut short, by which a line or two may be lost
/// @param signal `USR1` or `HUP`
public record LogFiles(List<Path> files, int keep, Optional<Path> pidFile, String signal) {
  public LogFiles {
    files = List.copyOf(files);
    files.forEach(each -> new Root(each.getParent() == null ? each : each.getParent()));
    if (keep < 1 || !(signal.equals("USR1") || signal.equals("HUP"))) {
      throw new IllegalArgumentException(
          "at least one old log is kept, and a signal is USR1 or HUP: " + keep + ", " + signal);
    }
  }
}
