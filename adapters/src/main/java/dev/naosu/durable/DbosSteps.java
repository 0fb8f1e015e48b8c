package dev.naosu.durable;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.exceptions.DBOSUnexpectedStepException;
import dev.naosu.cycle.incident.Steps;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// The steps of one run of one cycle.
final class DbosSteps implements Steps {
  private static final System.Logger LOG = System.getLogger("dev.naosu.durable");
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final DBOS dbos;
  private final Life life;
  private final String workflow;
  private final Lane lane;

  DbosSteps(DBOS dbos, Life life, String workflow, Lane lane) {
    this.dbos = dbos;
    this.life = life;
    this.workflow = workflow;
    this.lane = lane;
  }

  @Override
  public String once(String name, Callable<String> work) {
    return engine(() -> dbos.<String, RuntimeException>runStep(() -> done(name, work), name));
  }

  @Override
  public String inTurn(String name, Callable<String> work) {
    return in(Lane.HEAVY, name, work);
  }

  @Override
  public String aside(String name, Callable<String> work) {
    return in(Lane.LIGHT, name, work);
  }

  private String in(Lane wanted, String name, Callable<String> work) {
    return engine(
        () ->
            dbos.<String, RuntimeException>runStep(
                () -> {
                  enter(wanted);
                  return done(name, work);
                },
                name));
  }

  @Override
  public Optional<String> await(String topic, Duration limit) {
    leaveTheBusy("await " + topic);
    return engine(() -> dbos.<String>recv(topic, limit));
  }

  @Override
  public void sleep(Duration time) {
    leaveTheBusy("sleep");
    engine(
        () -> {
          dbos.sleep(time);
          return "";
        });
  }

  /// Who waits keeps nobody from working. A step, so that nothing happens when the wait is over
  /// already and the cycle is only told again.
  private void leaveTheBusy(String name) {
    engine(
        () ->
            dbos.<String, RuntimeException>runStep(
                () -> {
                  enter(Lane.LIGHT);
                  return "";
                },
                name));
  }

  private void enter(Lane wanted) {
    if (lane != wanted) {
      throw LetGo.into(wanted);
    }
  }

  /// Does the work until it is done: what fails (the journal or the store cannot be reached) is
  /// tried again for as long as the lease lasts.
  private String done(String name, Callable<String> work) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      life.check();
      try {
        String said = work.call();
        life.check();
        return said;
      } catch (InterruptedException e) {
        throw life.isOver() ? LetGo.ended() : LetGo.after(FIRST_PAUSE, "interrupted");
      } catch (Exception e) {
        life.check();
        LOG.log(
            System.Logger.Level.WARNING,
            workflow + ", step " + name + ": tried again in " + pause.toSeconds() + " s",
            e);
      }
      life.pause(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private <T> T engine(Supplier<T> call) {
    life.check();
    try {
      return call.get();
    } catch (DBOSUnexpectedStepException e) {
      throw LetGo.forgetting(e.stepId());
    } catch (RuntimeException e) {
      if (life.isOver()) {
        throw LetGo.ended();
      }
      LOG.log(System.Logger.Level.WARNING, workflow + ": begun again", e);
      throw LetGo.after(FIRST_PAUSE, "the engine failed");
    }
  }
}
