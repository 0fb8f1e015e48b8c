package dev.naosu.app.runtime;

import dev.naosu.cycle.runtime.Measuring;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;

/// Measures many targets at the same time, each in a thread of its own.
public final class AtOnce implements Measuring {
  private static final System.Logger LOG = System.getLogger("dev.naosu.runtime");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vitals.Gauge gauge;
  private final InstantSource clock;

  public AtOnce(Vitals.Gauge gauge, InstantSource clock) {
    this.gauge = gauge;
    this.clock = clock;
  }

  @Override
  public List<Vitals> measure(List<Target> targets) throws InterruptedException {
    return Together.all(targets.stream().map(this::task).toList(), PATIENCE);
  }

  private Together.Task<Vitals> task(Target target) {
    return new Together.Task<>(
        "measures " + target,
        () -> gauge.measure(target),
        () -> nothing(target),
        e -> {
          LOG.log(System.Logger.Level.WARNING, target + " could not be measured", e);
          return nothing(target);
        });
  }

  private Vitals nothing(Target target) {
    return new Vitals(target, clock.instant(), new TreeMap<>());
  }
}
