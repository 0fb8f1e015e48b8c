package dev.naosu.repair.runbook;

import java.time.Duration;
import java.util.List;

/// What is known of an action before it is ordered; never told by whoever orders it.
///
/// @param name dotted, such as `cache.clear`
/// @param title a few words for people
/// @param parameters that it takes
/// @param undo how it can be taken back
/// @param destructive whether something is lost that cannot be brought back; needs two independent
///   signals
/// @param limit after which it counts as failed
public record Traits(
    String name,
    String title,
    List<Parameter> parameters,
    Undo undo,
    boolean destructive,
    Duration limit) {
  /// How an action is taken back.
  public enum Undo {
    /// It leaves nothing behind that would have to be put back, as a restart.
    NOTHING_TO_UNDO,
    /// It is kept only while its lease is renewed, then put back.
    LEASED,
    /// It is put back on request; it does not end by itself.
    ON_REQUEST,
    NEVER
  }

  public Traits {
    parameters = List.copyOf(parameters);
    if (destructive && undo != Undo.NEVER) {
      throw new IllegalArgumentException(name + " destroys nothing if it can be undone");
    }
  }
}
