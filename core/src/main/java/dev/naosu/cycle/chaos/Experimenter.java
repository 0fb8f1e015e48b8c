package dev.naosu.cycle.chaos;

import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.Injector;
import dev.naosu.prove.experiment.Trial;
import dev.naosu.ship.rollout.Pause;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// Makes experiments. A fault is no remedy and does not walk a remedy's road, on which harm is what
/// must not happen; it has the same keeper all the same: what is protected, and a stop, hold here
/// too, and what was begun is put back whatever happens.
public final class Experimenter {
  private final Vitals.Gauge gauge;
  private final Injector injector;
  private final Leave leave;
  private final InstantSource clock;
  private final Pause pause;
  private final Audience audience;

  public Experimenter(
      Vitals.Gauge gauge,
      Injector injector,
      Leave leave,
      InstantSource clock,
      Pause pause,
      Audience audience) {
    this.gauge = gauge;
    this.injector = injector;
    this.leave = leave;
    this.clock = clock;
    this.pause = pause;
    this.audience = audience;
  }

  /// Told what happens as it happens.
  public interface Audience {
    Audience NOBODY = new Audience() {};

    /// @param words one line
    default void step(String words) {}

    default void look(Trial.Look look) {}
  }

  /// What would be done, without doing it.
  ///
  /// @param steps what the faults would do, in order
  /// @param obstacles why it could not be made now; empty when it could
  /// @param steady what holds now
  public record Rehearsal(List<String> steps, List<String> obstacles, Trial.Look steady) {
    public Rehearsal {
      steps = List.copyOf(steps);
      obstacles = List.copyOf(obstacles);
    }
  }

  public Rehearsal rehearse(Experiment experiment) throws InterruptedException {
    Trial.Look look = new Watch(experiment, gauge, clock).look(Trial.Moment.BEFORE);
    List<Injector.Outlook> outlooks = experiment.faults().stream().map(injector::look).toList();
    List<String> steps =
        outlooks.stream()
            .map(
                each ->
                    switch (each) {
                      case Injector.Outlook.Ready(String words) -> words;
                      case Injector.Outlook.Unfit(String why) -> "cannot be done: " + why;
                    })
            .toList();
    return new Rehearsal(
        steps, Stream.concat(leave.refusal(experiment).stream(), unfit(outlooks)).toList(), look);
  }

  static Stream<String> unfit(List<Injector.Outlook> outlooks) {
    return outlooks.stream()
        .flatMap(
            each ->
                each instanceof Injector.Outlook.Unfit(String why) ? Stream.of(why) : Stream.of());
  }

  /// Makes it. When the thread is interrupted, everything is put back, and the trial says so.
  public Trial make(Experiment experiment) {
    return new Making(experiment, gauge, injector, leave, clock, pause, audience).make();
  }
}
