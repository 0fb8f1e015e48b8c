package dev.naosu.app;

import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.HealRequest;
import dev.naosu.cycle.Healer;
import dev.naosu.cycle.Outcome;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Tells what a build said by the names the user knows: the copy it ran in is gone when it is read.
///
/// @param copy root of the working copy
/// @param logs where full outputs are, as long as the copy is
record Retold(Healer healer, Path copy, Path logs) implements Healer {
  @Override
  public Outcome heal(HealRequest request, Consumer<HealEvent> watcher)
      throws InterruptedException {
    Outcome outcome = healer.heal(request, watcher);
    return outcome instanceof Outcome.CouldNotRun(String what, String detail, String remedy)
        ? new Outcome.CouldNotRun(what, retold(detail), remedy)
        : outcome;
  }

  private String retold(String detail) {
    return detail
        .lines()
        .map(
            line ->
                line.startsWith("full output: " + logs)
                    ? "--keep keeps the full output, in log beside the copy"
                    : line.replace(copy + "/", "").replace(copy.toString(), "."))
        .collect(Collectors.joining("\n"));
  }
}
