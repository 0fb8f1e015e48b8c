package dev.naosu.bench.faults;

import java.time.Duration;
import java.util.Random;

/// How long the parts of a scene take.
///
/// @param warmUp until the code of the services is compiled; not recorded
/// @param normal nothing is wrong; differs by a sixth between scenes, so that those that run at the
///   same time do not break at the same time
/// @param faulty from the fault to the end
public record Times(Duration warmUp, Duration normal, Duration faulty) {
  private static final double JITTER = 0.15;

  Duration normalOf(Scene scene) {
    double part = new Random(scene.id().hashCode()).nextDouble();
    return Duration.ofMillis(Math.round(normal.toMillis() * (1 + JITTER * (2 * part - 1))));
  }
}
