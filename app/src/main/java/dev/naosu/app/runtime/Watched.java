package dev.naosu.app.runtime;

import dev.naosu.cycle.runtime.Monitored;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.repair.runbook.Runbook;
import java.util.List;
import java.util.Optional;

/// Something that is looked after, as it was seen last.
///
/// @param vitals empty before the first look
/// @param runbooks that are for it
public record Watched(Monitored monitored, Optional<Vitals> vitals, List<Runbook> runbooks) {
  public Watched {
    runbooks = List.copyOf(runbooks);
  }
}
