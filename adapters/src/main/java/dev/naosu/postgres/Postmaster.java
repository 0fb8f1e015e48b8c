package dev.naosu.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a server says of itself in the file `postmaster.pid` of its data directory.
///
/// Source: PostgreSQL, `src/include/utils/pidfile.h`.
///
/// @param pid of the server
/// @param port on the loopback interface
/// @param status such as `ready`, `starting` or `stopping`; empty when it has not said yet
record Postmaster(long pid, int port, String status) {
  private static final String FILE = "postmaster.pid";
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  /// The server that works on a data directory; empty when none lives.
  static Optional<Postmaster> living(Path data) throws IOException {
    return read(data).filter(server -> isServerOf(ProcessId.of(server.pid()), data));
  }

  boolean isReady() {
    return status.equals("ready");
  }

  /// Removes the file when it names a process that is something else by now, as after a restart of
  /// the machine or of a container: PostgreSQL would take that for a server and not start.
  ///
  /// A file that names no living process is left to PostgreSQL, which first looks whether children
  /// of the dead server still work on the data.
  static void removeStale(Path data) throws IOException {
    Optional<Postmaster> named = read(data);
    if (named.isEmpty() || ProcessHandle.of(named.get().pid()).isEmpty()) {
      return;
    }
    if (!isServerOf(ProcessId.of(named.get().pid()), data) && nobodyWorksIn(data)) {
      Files.deleteIfExists(data.resolve(FILE));
    }
  }

  private static Optional<Postmaster> read(Path data) throws IOException {
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    if (lines.size() <= PORT_LINE
        || !lines.getFirst().strip().matches("-?[0-9]{1,18}")
        || !lines.get(PORT_LINE).strip().matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Postmaster(
            Math.abs(Long.parseLong(lines.getFirst().strip())),
            Integer.parseInt(lines.get(PORT_LINE).strip()),
            lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : ""));
  }

  private static boolean isServerOf(ProcessId process, Path data) {
    if (!process.isAlive()) {
      return false;
    }
    // a server makes its data directory its working directory
    return process
        .directory()
        .map(directory -> directory.equals(real(data)))
        .orElseGet(() -> process.command().endsWith("postgres"));
  }

  private static boolean nobodyWorksIn(Path data) throws IOException {
    Path processes = Path.of("/proc");
    if (!Files.isDirectory(processes)) {
      return true;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (Path each : all) {
        ProcessId process = ProcessId.of(Long.parseLong(each.getFileName().toString()));
        if (process.directory().filter(real(data)::equals).isPresent()) {
          return false;
        }
      }
    }
    return true;
  }

  private static Path real(Path data) {
    try {
      return data.toRealPath();
    } catch (IOException _) {
      // it is gone, and so is whoever worked there
      return data;
    }
  }

  /// A process as the system shows it.
  private record ProcessId(long pid) {
    static ProcessId of(long pid) {
      return new ProcessId(pid);
    }

    boolean isAlive() {
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /// Empty when it cannot be seen: another system, another user's, or ended and not yet buried.
    Optional<Path> directory() {
      try {
        return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")));
      } catch (IOException _) {
        return Optional.empty();
      }
    }

    String command() {
      return ProcessHandle.of(pid).flatMap(handle -> handle.info().command()).orElse("");
    }
  }
}
