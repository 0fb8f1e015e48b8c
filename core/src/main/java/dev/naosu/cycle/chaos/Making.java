package dev.naosu.cycle.chaos;

import dev.naosu.cycle.chaos.Experimenter.Audience;
import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.Experiment.Step;
import dev.naosu.prove.experiment.Fault;
import dev.naosu.prove.experiment.Injector;
import dev.naosu.prove.experiment.Injector.Ended;
import dev.naosu.prove.experiment.Injector.Held;
import dev.naosu.prove.experiment.Trial;
import dev.naosu.prove.experiment.Trial.Done;
import dev.naosu.prove.experiment.Trial.Look;
import dev.naosu.prove.experiment.Trial.Moment;
import dev.naosu.prove.experiment.Trial.Verdict;
import dev.naosu.ship.rollout.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One experiment while it is made.
final class Making {
  private final Experiment experiment;
  private final Injector injector;
  private final Leave leave;
  private final InstantSource clock;
  private final Pause pause;
  private final Audience audience;
  private final Watch watch;
  private final List<Done> done = new ArrayList<>();
  private final Instant began;

  /// What acts now, with its fault; null while nothing does.
  private @Nullable Acting acting;

  Making(
      Experiment experiment,
      Vitals.Gauge gauge,
      Injector injector,
      Leave leave,
      InstantSource clock,
      Pause pause,
      Audience audience) {
    this.experiment = experiment;
    this.injector = injector;
    this.leave = leave;
    this.clock = clock;
    this.pause = pause;
    this.audience = audience;
    this.watch = new Watch(experiment, gauge, clock);
    this.began = clock.instant();
  }

  private record Acting(Fault fault, String words, Instant began, Held held) {}

  /// How it stands after a part of it.
  private record End(Verdict verdict, String words) {}

  Trial make() {
    Optional<End> end;
    try {
      end = before();
      if (end.isPresent()) {
        return trial(end.get());
      }
      end = method();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      end = Optional.of(new End(Verdict.INTERRUPTED, "interrupted"));
    } finally {
      // also when something broke that should not
      putBack();
    }
    if (stuck().isPresent()) {
      return trial(stuck().get());
    }
    return trial(afterUndo(end));
  }

  private Optional<End> before() throws InterruptedException {
    Optional<String> refusal = leave.refusal(experiment);
    if (refusal.isPresent()) {
      return Optional.of(new End(Verdict.NOT_BEGUN, refusal.get()));
    }
    List<String> unfit =
        Experimenter.unfit(experiment.faults().stream().map(injector::look).toList()).toList();
    if (!unfit.isEmpty()) {
      return Optional.of(new End(Verdict.NOT_BEGUN, unfit.getFirst()));
    }
    audience.step("looks whether it is steady before");
    Duration lasting =
        experiment.steady().stream()
            .map(each -> each.condition().lasting())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    Instant until = clock.instant().plus(lasting).plus(experiment.every().multipliedBy(2));
    Look look = look(Moment.BEFORE);
    while (look.holds() != Truth.YES && clock.instant().isBefore(until)) {
      pause.pause(experiment.every());
      look = look(Moment.BEFORE);
    }
    return look.holds() == Truth.YES
        ? Optional.empty()
        : Optional.of(
            new End(
                Verdict.NOT_BEGUN,
                "it is not steady before anything is done: " + String.join("; ", look.broken())));
  }

  private Optional<End> method() throws InterruptedException {
    for (Step step : experiment.method()) {
      Optional<End> end =
          switch (step) {
            case Step.Wait(Duration time) -> observed(time);
            case Step.Inject(Fault fault) -> injected(fault);
          };
      if (end.isPresent()) {
        return end;
      }
    }
    return Optional.empty();
  }

  private Optional<End> injected(Fault fault) throws InterruptedException {
    audience.step("begins " + fault.words());
    Instant start = clock.instant();
    switch (injector.begin(fault)) {
      case Injector.Start.Failed(String why) -> {
        return Optional.of(
            new End(Verdict.COULD_NOT_TELL, fault.kind().word() + " could not be done: " + why));
      }
      case Injector.Start.Acting(String words, Held held) ->
          acting = new Acting(fault, words, start, held);
    }
    Optional<End> end = observed(fault.time());
    putBack();
    if (end.isEmpty() && stuck().isEmpty()) {
      end = recovered(Moment.AFTER);
    }
    return end;
  }

  /// Looks on for a time.
  private Optional<End> observed(Duration time) throws InterruptedException {
    Instant until = clock.instant().plus(time);
    Optional<Instant> brokenSince = Optional.empty();
    while (true) {
      Optional<String> halt = leave.halt();
      if (halt.isPresent()) {
        return Optional.of(new End(Verdict.INTERRUPTED, halt.get()));
      }
      Look look = look(Moment.DURING);
      if (look.holds() == Truth.YES) {
        brokenSince = Optional.empty();
      } else {
        Instant since = brokenSince.orElse(look.at());
        brokenSince = Optional.of(since);
        if (!look.at().isBefore(since.plus(experiment.tolerance()))) {
          return Optional.of(
              new End(
                  look.holds() == Truth.NO ? Verdict.DEVIATED : Verdict.COULD_NOT_TELL,
                  "broken for longer than "
                      + experiment.tolerance().toSeconds()
                      + " s: "
                      + String.join("; ", look.broken())));
        }
      }
      Duration left = Duration.between(clock.instant(), until);
      if (left.isNegative() || left.isZero()) {
        return Optional.empty();
      }
      pause.pause(left.compareTo(experiment.every()) < 0 ? left : experiment.every());
    }
  }

  /// Looks on until it is steady, as long as it may take.
  private Optional<End> recovered(Moment moment) throws InterruptedException {
    Instant until = clock.instant().plus(experiment.within());
    Look look = look(moment);
    while (look.holds() != Truth.YES && clock.instant().isBefore(until)) {
      pause.pause(experiment.every());
      look = look(moment);
    }
    return look.holds() == Truth.YES
        ? Optional.empty()
        : Optional.of(
            new End(
                look.holds() == Truth.NO ? Verdict.NOT_RECOVERED : Verdict.COULD_NOT_TELL,
                "not steady "
                    + experiment.within().toSeconds()
                    + " s after everything was put back: "
                    + String.join("; ", look.broken())));
  }

  /// Ends what acts, if anything does.
  private void putBack() {
    Acting now = acting;
    if (now == null) {
      return;
    }
    acting = null;
    Ended ended = now.held().end();
    String words =
        switch (ended) {
          case Ended.Back(String said) -> said;
          case Ended.Stuck(String why) -> "STUCK: " + why;
        };
    audience.step(words);
    done.add(
        new Done(
            now.fault(),
            now.words(),
            now.began(),
            clock.instant(),
            words,
            Optional.empty(),
            Optional.empty()));
    if (ended instanceof Ended.Stuck(String why)) {
      stuckAt = why;
    }
  }

  private @Nullable String stuckAt;

  private Optional<End> stuck() {
    return Optional.ofNullable(stuckAt).map(why -> new End(Verdict.STUCK, why));
  }

  private End afterUndo(Optional<End> before) {
    // an interrupt ends the experiment, not the look at what it left behind
    boolean interrupted = Thread.interrupted();
    try {
      Optional<End> after =
          before.filter(each -> each.verdict() == Verdict.INTERRUPTED).isPresent()
              ? Optional.empty()
              : recovered(Moment.AFTER_UNDO);
      if (after.isPresent()
          && before.filter(each -> each.verdict() == Verdict.DEVIATED).isEmpty()) {
        return after.get();
      }
      if (after.isPresent()) {
        return new End(Verdict.NOT_RECOVERED, after.get().words());
      }
      return before.orElseGet(
          () ->
              new End(
                  Verdict.HELD,
                  brokenFor()
                      .map(
                          time ->
                              "broken for at most "
                                  + time.toMillis() / 1000.0
                                  + " s in a row, and steady again")
                      .orElse("held all the time")));
    } catch (InterruptedException _) {
      interrupted = true;
      return before.orElse(new End(Verdict.INTERRUPTED, "interrupted"));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// The longest time in a row that something was broken in; empty when nothing was.
  private Optional<Duration> brokenFor() {
    Duration longest = Duration.ZERO;
    Optional<Instant> since = Optional.empty();
    for (Look look : watch.looks()) {
      if (look.moment() != Moment.BEFORE) {
        if (look.holds() != Truth.YES && since.isEmpty()) {
          since = Optional.of(look.at());
        }
        if (look.holds() == Truth.YES && since.isPresent()) {
          Duration time = Duration.between(since.get(), look.at());
          longest = time.compareTo(longest) > 0 ? time : longest;
          since = Optional.empty();
        }
      }
    }
    return longest.isZero() ? Optional.empty() : Optional.of(longest);
  }

  private Look look(Moment moment) throws InterruptedException {
    Look look = watch.look(moment);
    audience.look(look);
    return look;
  }

  private Trial trial(End end) {
    return new Trial(
        experiment,
        began,
        clock.instant(),
        end.verdict(),
        end.words(),
        Times.in(done, watch.looks()),
        watch.looks());
  }
}
