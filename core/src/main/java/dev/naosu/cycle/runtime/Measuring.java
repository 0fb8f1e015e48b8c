package dev.naosu.cycle.runtime;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.util.List;

/// Measures many targets at the same time. What does not answer in time has no values.
@FunctionalInterface
public interface Measuring {
  /// One for each target, in their order.
  List<Vitals> measure(List<Target> targets) throws InterruptedException;
}
