package dev.naosu.app.runtime;

import dev.naosu.cycle.runtime.Measuring;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers what was measured last, for those who want to see it without measuring again.
final class LastLook implements Measuring {
  private final Measuring measuring;
  private final Map<Target, Vitals> latest = new ConcurrentHashMap<>();

  LastLook(Measuring measuring) {
    this.measuring = measuring;
  }

  @Override
  public List<Vitals> measure(List<Target> targets) throws InterruptedException {
    List<Vitals> measured = measuring.measure(targets);
    measured.forEach(each -> latest.put(each.target(), each));
    return measured;
  }

  Optional<Vitals> of(Target target) {
    return Optional.ofNullable(latest.get(target));
  }

  /// Forgets those that are not there any more.
  void keepOnly(List<Target> targets) {
    latest.keySet().retainAll(List.copyOf(targets));
  }
}
