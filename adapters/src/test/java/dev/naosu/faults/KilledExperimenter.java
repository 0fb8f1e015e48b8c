package dev.naosu.faults;

import dev.naosu.detect.vitals.Target;
import dev.naosu.prove.experiment.Fault;
import dev.naosu.prove.experiment.FaultKind;
import dev.naosu.prove.experiment.Place;
import dev.naosu.repair.runbook.Arguments;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// A naosu that pauses a process and is killed at it: the main class of a JVM of its own.
final class KilledExperimenter {
  private KilledExperimenter() {}

  /// @param words number of the process, directory for notes, and another directory
  public static void main(String[] words) throws InterruptedException {
    ProcessInjector injector =
        new ProcessInjector(
            Map.of("worker", new Place.Program(words[0], "")),
            _ -> List.of(),
            new ProcessInjector.Settings(Path.of(words[1]), Path.of(words[2]), List.of()),
            InstantSource.system(),
            _ -> 0);
    Arguments none =
        ((Arguments.Reading.Fit) Arguments.read(FaultKind.PAUSE.parameters(), Map.of()))
            .arguments();
    injector.begin(
        new Fault(FaultKind.PAUSE, new Target("shop", "worker", ""), none, Duration.ofMinutes(5)));
    Thread.sleep(Duration.ofMinutes(5));
  }
}
