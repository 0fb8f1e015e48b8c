package dev.naosu.bench;

import java.time.Instant;
import java.util.List;

/// Everything a run of the bench has found.
///
/// @param command as it was given
record Report(String manifest, Machine machine, String command, Instant when, List<Trial> trials) {
  Report {
    trials = List.copyOf(trials);
  }
}
