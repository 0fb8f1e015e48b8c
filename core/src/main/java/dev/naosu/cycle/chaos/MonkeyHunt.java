package dev.naosu.cycle.chaos;

import dev.naosu.cycle.chaos.Experimenter.Rehearsal;
import dev.naosu.cycle.chaos.Monkey.Deed;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Target;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.Experiment.Expectation;
import dev.naosu.prove.experiment.Experiment.Step;
import dev.naosu.prove.experiment.Fault;
import dev.naosu.prove.experiment.FaultKind;
import dev.naosu.prove.experiment.Place;
import dev.naosu.prove.experiment.Trial;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Arguments.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the monkey does when it is a group's turn: an experiment like any other.
public final class MonkeyHunt {
  private static final String APP = "app";
  private static final Duration WATCHED = Duration.ofSeconds(30);
  private static final Duration WITHIN = Duration.ofMinutes(2);

  private MonkeyHunt() {}

  /// One instance is killed while all are well, and all are well again in time. Meanwhile one is
  /// missing, but no more.
  public static Experiment experiment(String group) {
    Expectation all = wells("instances.unwell", Side.BELOW, 1);
    Expectation some = wells("instances.well", Side.ABOVE, 0);
    return new Experiment(
        "monkey-" + group.replaceAll("[^\\w-]", "-"),
        group + " bears the loss of an instance",
        group,
        new TreeMap<>(Map.of(APP, new Place.Instances(group))),
        // the last one is nobody's to kill
        List.of(all, wells("instances.well", Side.ABOVE, 1)),
        List.of(some),
        List.of(
            new Step.Inject(
                new Fault(FaultKind.KILL, new Target(group, APP, ""), nothing(), WATCHED))),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        WITHIN);
  }

  private static Expectation wells(String vital, Side side, double threshold) {
    return new Expectation(APP, new Condition(vital, side, threshold, Duration.ZERO));
  }

  private static Arguments nothing() {
    return switch (Arguments.read(FaultKind.KILL.parameters(), Map.of())) {
      case Reading.Fit(Arguments arguments) -> arguments;
      case Reading.Unfit(List<String> mistakes) ->
          throw new IllegalStateException("a kill takes nothing: " + mistakes);
    };
  }

  /// Does it, or says what it would do.
  public static Deed deed(
      String group,
      boolean leashed,
      Experiment experiment,
      Experimenter experimenter,
      InstantSource clock) {
    Instant at = clock.instant();
    if (leashed) {
      return new Deed(group, at, true, false, "leashed: " + wouldDo(experimenter, experiment));
    }
    Trial trial = experimenter.make(experiment);
    return new Deed(group, at, false, isHarm(trial.verdict()), trial.words());
  }

  private static String wouldDo(Experimenter experimenter, Experiment experiment) {
    try {
      Rehearsal rehearsal = experimenter.rehearse(experiment);
      List<String> against =
          rehearsal.obstacles().isEmpty() ? rehearsal.steady().broken() : rehearsal.obstacles();
      return against.isEmpty()
          ? "would do " + String.join(", ", rehearsal.steps())
          : "would do nothing, as " + String.join("; ", against);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static boolean isHarm(Trial.Verdict verdict) {
    return switch (verdict) {
      case DEVIATED, NOT_RECOVERED, STUCK, COULD_NOT_TELL -> true;
      case HELD, NOT_BEGUN, INTERRUPTED -> false;
    };
  }
}
