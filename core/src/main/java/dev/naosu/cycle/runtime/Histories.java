package dev.naosu.cycle.runtime;

import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was measured lately, of each target.
final class Histories {
  private static final int MOST = 2_000;

  private final Duration kept;
  private final Map<Target, List<Vitals>> histories = new HashMap<>();

  /// @param kept how long a measurement is remembered
  Histories(Duration kept) {
    this.kept = kept;
  }

  synchronized void add(Vitals vitals) {
    List<Vitals> history = histories.computeIfAbsent(vitals.target(), _ -> new ArrayList<>());
    if (!history.isEmpty() && vitals.at().isBefore(history.getLast().at())) {
      // the clock was put back: what lasted cannot be told any more
      history.clear();
    }
    history.add(vitals);
    Instant since = vitals.at().minus(kept);
    // one from before stays, so that the whole time is covered
    while (history.size() > MOST || history.size() > 1 && history.get(1).at().isBefore(since)) {
      history.removeFirst();
    }
  }

  /// Forgets those that are not there any more.
  synchronized void keepOnly(Set<Target> targets) {
    histories.keySet().retainAll(targets);
  }

  /// Oldest first.
  synchronized List<Vitals> of(Target target) {
    return List.copyOf(histories.getOrDefault(target, List.of()));
  }

  Truth all(List<Condition> conditions, Target target, Instant now) {
    List<Vitals> history = of(target);
    return conditions.stream().map(each -> each.holds(history, now)).reduce(Truth.YES, Truth::and);
  }
}
