package dev.naosu.detect;

import dev.naosu.project.Patient;
import dev.naosu.sandbox.Exit;
import java.time.Duration;
import java.util.List;

/// Runs a command whose exit code shows a bug, and watches what its JVMs run.
@FunctionalInterface
public interface CommandObserver {
  /// @param line for `sh -c`, run in the root of the working copy
  Seen observe(Patient patient, String line, Duration limit);

  /// What the command did.
  ///
  /// @param points the patient's own lines and branches that its JVMs ran; empty when it started
  ///   none, or ended them hard
  record Seen(Exit exit, List<ProbePoint> points) {
    public Seen {
      points = List.copyOf(points);
    }
  }
}
