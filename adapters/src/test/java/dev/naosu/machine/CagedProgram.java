package dev.naosu.machine;

import dev.naosu.sandbox.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Runs a command in a cage that does not end by itself.
final class CagedProgram {
  private CagedProgram() {}

  /// @param arguments what makes the cage, what is laid into it, where the command writes
  public static void main(String[] arguments) {
    Path copy = Path.of(arguments[2]);
    Cage cage =
        TestCage.found(Isolator.valueOf(arguments[0]), Path.of(arguments[1]), CageLimits.USUAL);
    ProcessSandbox.within(cage)
        .run(
            new Command(
                List.of("sh", "-c", "while true; do echo x >> written; sleep 0.02; done"),
                copy,
                Map.of(),
                Duration.ofMinutes(5)));
  }
}
