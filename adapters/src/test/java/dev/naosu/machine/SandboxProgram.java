package dev.naosu.machine;

import dev.naosu.sandbox.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Copies a project and runs a command that does not end by itself.
final class SandboxProgram {
  private SandboxProgram() {}

  /// @param arguments where copies are made, the project, a file for the children's process ids
  public static void main(String[] arguments) throws Exception {
    DirectoryCopy copy =
        DirectoryCopy.of(Path.of(arguments[1]), Temporary.create(Path.of(arguments[0])));
    // one child that stays and one that has left for a session of its own
    String script =
        "(setsid sleep 300 & echo $! >> $PIDS); echo $$ >> $PIDS;"
            + " while true; do echo x >> written; sleep 0.01; done";
    ProcessSandbox.create()
        .run(
            new Command(
                List.of("sh", "-c", script),
                copy.root(),
                Map.of("PIDS", arguments[2]),
                Duration.ofMinutes(5)));
  }
}
