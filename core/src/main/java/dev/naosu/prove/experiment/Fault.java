package dev.naosu.prove.experiment;

import dev.naosu.detect.vitals.Target;
import dev.naosu.repair.runbook.Arguments;
import java.time.Duration;

/// Something that is done on purpose, and ends.
///
/// @param target the component is the name of a [Place]; an instance is one of a fleet, chosen by
///   chance where it is empty
/// @param arguments that fit the kind's parameters
/// @param time how long it acts; of one that is over at once, how long it is watched
public record Fault(FaultKind kind, Target target, Arguments arguments, Duration time) {
  public Fault {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a fault lasts a while, not " + time);
    }
  }

  /// Such as `latency at shop/store for 20 s`.
  public String words() {
    return kind.word()
        + " at "
        + target
        + (kind.isOver() ? "" : " for " + time.toMillis() / 1000.0 + " s")
        + (arguments.values().isEmpty() ? "" : " " + arguments);
  }
}
