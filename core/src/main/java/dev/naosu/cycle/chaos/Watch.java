package dev.naosu.cycle.chaos;

import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.Experiment.Expectation;
import dev.naosu.prove.experiment.Trial.Look;
import dev.naosu.prove.experiment.Trial.Moment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Measures everything that an experiment expects something of, and remembers it.
final class Watch {
  private static final int MOST_HISTORY = 10_000;

  private final Experiment experiment;
  private final Vitals.Gauge gauge;
  private final InstantSource clock;
  private final Map<String, List<Vitals>> history = new HashMap<>();
  private final List<Look> looks = new ArrayList<>();

  Watch(Experiment experiment, Vitals.Gauge gauge, InstantSource clock) {
    this.experiment = experiment;
    this.gauge = gauge;
    this.clock = clock;
  }

  /// @return with the truth of what must hold at that moment
  Look look(Moment moment) throws InterruptedException {
    List<Vitals> measured = new ArrayList<>();
    for (String place : experiment.measured()) {
      Vitals now = gauge.measure(experiment.target(place));
      measured.add(now);
      List<Vitals> all = history.computeIfAbsent(place, _ -> new ArrayList<>());
      all.add(now);
      if (all.size() > MOST_HISTORY) {
        all.removeFirst();
      }
    }
    Instant at = clock.instant();
    List<Expectation> expected =
        moment == Moment.DURING ? experiment.during() : experiment.steady();
    Look look =
        new Look(
            moment,
            at,
            holds(expected, at),
            holds(experiment.steady(), at),
            broken(expected, at),
            measured);
    looks.add(look);
    return look;
  }

  private Truth holds(List<Expectation> expected, Instant at) {
    return expected.stream().map(each -> holds(each, at)).reduce(Truth.YES, Truth::and);
  }

  private Truth holds(Expectation expected, Instant at) {
    return expected.condition().holds(history.getOrDefault(expected.place(), List.of()), at);
  }

  private List<String> broken(List<Expectation> expected, Instant at) {
    return expected.stream()
        .filter(each -> holds(each, at) != Truth.YES)
        .map(
            each ->
                each.words()
                    + (holds(each, at) == Truth.UNKNOWN
                        ? " could not be measured"
                        : measured(each)))
        .toList();
  }

  private String measured(Expectation expected) {
    var value =
        history
            .getOrDefault(expected.place(), List.of())
            .getLast()
            .of(expected.condition().vital());
    return value.isPresent() ? ", it is " + Math.round(value.getAsDouble() * 1000) / 1000.0 : "";
  }

  List<Look> looks() {
    return looks;
  }
}
