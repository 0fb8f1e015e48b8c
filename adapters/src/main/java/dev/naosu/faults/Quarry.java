package dev.naosu.faults;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A process that something is done to, told from a later one that got the same number.
///
/// @param birth when it began, in milliseconds since 1970; 0 where this machine does not tell
record Quarry(long pid, long birth) {
  private static final int PATIENCE_SECONDS = 5;

  /// Empty when there is no such process.
  static Optional<Quarry> of(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(handle -> new Quarry(pid, birth(handle)));
  }

  private static long birth(ProcessHandle handle) {
    return handle.info().startInstant().map(each -> each.toEpochMilli()).orElse(0L);
  }

  boolean isThere() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> birth(handle) == birth)
        .isPresent();
  }

  /// Sends a signal, such as `STOP`, unless the process is gone.
  ///
  /// @throws IOException with a text for people
  void signal(String name) throws IOException {
    if (!isThere()) {
      throw new IOException("process " + pid + " is gone");
    }
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$0\"", Long.toString(pid), name)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IOException("process " + pid + " cannot be sent " + name + "; is it yours?");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while process " + pid + " was sent " + name, e);
    }
  }
}
