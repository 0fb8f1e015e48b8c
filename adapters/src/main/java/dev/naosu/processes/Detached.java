package dev.naosu.processes;

import dev.naosu.machine.OwnSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process in a session of its own, which neither a signal to naosu nor naosu's end reaches. It
/// waits at a gate before it becomes the program: when naosu dies before it has noted which process
/// this is, the gate's other end is closed, and the process ends without having done anything.
final class Detached {
  private static final String GATE = "read -r _ && exec \"$@\" </dev/null";
  private static final Duration SIGNALLING = Duration.ofSeconds(5);

  private final Process process;

  private Detached(Process process) {
    this.process = process;
  }

  /// @param log what it writes is appended there
  /// @throws IOException with a text for people
  static Detached atGate(
      List<String> words, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException("the service cannot run in " + directory + ": no such directory");
    }
    List<String> all = new ArrayList<>(session());
    all.addAll(List.of("sh", "-c", GATE, "naosu-gate"));
    all.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    OwnSecrets.keepFrom(builder.environment());
    builder.environment().putAll(environment);
    return new Detached(builder.start());
  }

  Incarnation incarnation() {
    return Incarnation.of(process.pid());
  }

  /// Lets it begin.
  void open() {
    try (var gate = process.getOutputStream()) {
      gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException _) {
      // it has ended before; whoever looks whether it is alive sees that
      process.destroy();
    }
  }

  /// Asks all processes of a session to end.
  static void ask(Incarnation leader) throws InterruptedException {
    signal(leader, "TERM");
  }

  /// Ends all processes of a session.
  static void end(Incarnation leader) throws InterruptedException {
    signal(leader, "KILL");
  }

  /// Nothing is sent once the number belongs to somebody else. As long as one process of the
  /// session is there, it cannot.
  private static void signal(Incarnation leader, String name) throws InterruptedException {
    if (leader.pid() <= 0 || leader.isReplaced()) {
      return;
    }
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -s \"$1\" -- \"-$0\"", "" + leader.pid(), name)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean done = kill.waitFor(SIGNALLING.toMillis(), TimeUnit.MILLISECONDS);
      if (done && kill.exitValue() == 0) {
        return;
      }
    } catch (IOException _) {
      // there is no shell; the JVM knows another way
      if (!leader.isAlive()) {
        return;
      }
    }
    // it leads no session: there is no setsid here
    ProcessHandle.of(leader.pid())
        .filter(_ -> leader.isAlive())
        .ifPresent(
            handle ->
                Stream.concat(handle.descendants(), Stream.of(handle))
                    .toList()
                    .forEach(
                        each -> {
                          if (name.equals("KILL")) {
                            each.destroyForcibly();
                          } else {
                            each.destroy();
                          }
                        }));
  }

  /// Words that put what follows into a session of its own.
  private static List<String> session() {
    if (isOnPath("setsid")) {
      return List.of("setsid");
    }
    return isOnPath("perl")
        ? List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV")
        : List.of();
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .filter(each -> !each.isEmpty())
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }
}
