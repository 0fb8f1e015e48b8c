package dev.naosu.machine.circuit;

import dev.naosu.repair.runbook.Traits;
import java.time.Duration;
import java.util.List;

/// What `configuration.reload` is, in whatever way a component is told to.
public final class Reload {
  public static final Traits TRAITS =
      new Traits(
          "configuration.reload",
          "read the configuration again",
          List.of(),
          Traits.Undo.NOTHING_TO_UNDO,
          false,
          Duration.ofMinutes(1));

  private Reload() {}
}
