package dev.naosu.jmx;

import dev.naosu.detect.vitals.Target;
import java.util.OptionalLong;

/// Finds the process of a target.
@FunctionalInterface
public interface Jvms {
  /// Empty when it does not run, or it is not clear which one it is.
  OptionalLong pid(Target target) throws InterruptedException;
}
