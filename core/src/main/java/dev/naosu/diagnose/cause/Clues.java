package dev.naosu.diagnose.cause;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.Suspect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is known of an incident when its cause is asked for.
///
/// @param origin of its first signal
/// @param noticed when its first signal happened
/// @param now until when there is anything to look at
/// @param count how many signals it has
/// @param signals of it, the first one first; some of them when there are very many
/// @param good requests of its service that were answered well
/// @param suspects lines that an attempt at healing found, most suspicious first; may be empty
/// @param repaired the line that a proven repair changes
/// @param others incidents that are open elsewhere
public record Clues(
    Origin origin,
    Instant noticed,
    Instant now,
    long count,
    List<Signal> signals,
    List<Signal> good,
    List<Suspect> suspects,
    Optional<Repaired> repaired,
    List<Trouble> others) {
  public Clues {
    signals = List.copyOf(signals);
    good = List.copyOf(good);
    suspects = List.copyOf(suspects);
    others = List.copyOf(others);
  }

  /// Where a proven repair is.
  ///
  /// @param place such as `Cart.java:36`
  /// @param confidence in the repair, in [0, 1]
  public record Repaired(String place, double confidence) {}

  /// Another incident.
  public record Trouble(long id, String service, String title, Instant began) {}
}
