package dev.naosu.bench.trial;

import java.time.Instant;
import java.util.List;

/// Everything a run of the bench has found.
///
/// @param manifest its name
/// @param command as it was given last
/// @param when it was written
/// @param of bugs that were asked for; more than there are trials while it runs
public record Report(
    String manifest,
    Machine machine,
    String command,
    Instant when,
    Settings settings,
    int of,
    List<Trial> trials) {
  public Report {
    trials = List.copyOf(trials);
  }
}
