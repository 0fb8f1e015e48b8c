package dev.naosu.app.tell;

import dev.naosu.cycle.HealEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Notes how long each step took.
///
/// Safe for use by several threads.
public final class Timings implements Consumer<HealEvent> {
  private final Map<String, Duration> steps = new LinkedHashMap<>();

  @Override
  public synchronized void accept(HealEvent event) {
    switch (event) {
      case HealEvent.Built built -> add("build", built.took());
      case HealEvent.Observed observed -> add("tests", observed.took());
      case HealEvent.Replayed replayed -> add("requests", replayed.took());
      case HealEvent.Localised localised -> add("localise", localised.took());
      case HealEvent.Searched searched -> add("repair", searched.took());
      case HealEvent.Answered answered -> add("models", answered.took());
      case HealEvent.Proved proved -> add("prove", proved.took());
      case HealEvent.Written written -> add("test", written.took());
      case HealEvent.Noted _,
          HealEvent.Observing _,
          HealEvent.Searching _,
          HealEvent.Asking _,
          HealEvent.Proving _ -> {}
    }
  }

  private void add(String step, Duration took) {
    steps.merge(step, took, Duration::plus);
  }

  /// Time by step, in the order of the steps; steps that were not reached are absent.
  public synchronized Map<String, Duration> steps() {
    return new LinkedHashMap<>(steps);
  }
}
