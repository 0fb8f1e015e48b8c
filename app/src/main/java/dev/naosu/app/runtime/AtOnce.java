package dev.naosu.app.runtime;

import dev.naosu.cycle.runtime.Measuring;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
    List<FutureTask<Vitals>> tasks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (Target each : targets) {
      FutureTask<Vitals> task = new FutureTask<>(() -> gauge.measure(each));
      tasks.add(task);
      threads.add(Thread.ofVirtual().name("measures " + each).start(task));
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<Vitals> measured = new ArrayList<>();
    try {
      for (int i = 0; i < targets.size(); i++) {
        measured.add(awaited(tasks.get(i), targets.get(i), end));
      }
    } finally {
      threads.forEach(Thread::interrupt);
    }
    return measured;
  }

  private Vitals awaited(FutureTask<Vitals> task, Target target, long end)
      throws InterruptedException {
    try {
      return task.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Vitals(target, clock.instant(), new TreeMap<>());
    } catch (ExecutionException e) {
      LOG.log(System.Logger.Level.WARNING, target + " could not be measured", e);
      return new Vitals(target, clock.instant(), new TreeMap<>());
    }
  }
}
