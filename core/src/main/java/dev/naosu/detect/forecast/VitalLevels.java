package dev.naosu.detect.forecast;

import dev.naosu.detect.forecast.Subject.Kind;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What of a target's vitals can run out: a heap that is not given back, threads, connections,
/// memory. What cannot be measured is not there, and nothing is said of it.
public record VitalLevels(Target target, Vitals.Gauge gauge) implements Sighting.Source {
  /// A process with so many threads is near what a machine allows it.
  private static final double MOST_THREADS = 4_000;

  private static final double FULL = 100;

  /// A vital that can run out.
  private record Limited(String vital, Kind kind, double limit, String unit) {}

  private static final List<Limited> ALL =
      List.of(
          new Limited("heap.after-gc", Kind.HEAP, FULL, "%"),
          new Limited("threads", Kind.THREADS, MOST_THREADS, "threads"),
          new Limited("pool.used", Kind.CONNECTIONS, FULL, "%"),
          new Limited("redis.memory", Kind.MEMORY, FULL, "%"),
          new Limited("memory.used", Kind.MEMORY, FULL, "%"));

  @Override
  public List<Sighting> look() throws InterruptedException {
    Vitals vitals = gauge.measure(target);
    List<Sighting> seen = new ArrayList<>();
    for (Limited each : ALL) {
      vitals
          .of(each.vital())
          .ifPresent(
              value ->
                  seen.add(
                      new Sighting.Level(
                          new Subject(
                              each.kind(), each.vital() + " of " + target, Optional.of(target)),
                          value,
                          each.limit(),
                          each.unit(),
                          false)));
    }
    return seen;
  }
}
