package dev.naosu.durable;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Queue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/// One lease of one process: from the first beat until it is given up, or lost.
///
/// Nothing is begun, and no result is remembered, when it is over; what runs then is interrupted.
final class Life {
  private static final System.Logger LOG = System.getLogger("dev.naosu.durable");

  /// How fast a cycle that is started or freed is begun.
  private static final Duration POLL = Duration.ofMillis(200);

  /// A body that fails does so again, until another build comes.
  private static final Duration AFTER_A_BUG = Duration.ofSeconds(30);

  private final String executor;
  private final Leases leases;
  private final Settings settings;
  private final Body body;
  private final FencedDataSource fenced;
  private final DBOS dbos;

  /// Threads that run a body.
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  private volatile long trusted;
  private volatile boolean over;

  Life(String executor, DataSource source, Leases leases, Settings settings, Body body) {
    this.executor = executor;
    this.leases = leases;
    this.settings = settings;
    this.body = body;
    this.fenced = new FencedDataSource(source, executor);
    this.dbos =
        new DBOS(
            DBOSConfig.defaults("naosu")
                .withDataSource(fenced)
                .withExecutorId(executor)
                // one for all builds: none may be left without somebody who takes it up
                .withAppVersion(DbosWorkflows.ENGINE_VERSION)
                .withMigrate(false));
    this.trusted = System.nanoTime() + settings.trust().toNanos();
  }

  String executor() {
    return executor;
  }

  /// Begins to take up cycles.
  void launch() throws InterruptedException {
    dbos.registerQueues(
        new Queue(Lane.LIGHT.queue()).withPollingInterval(POLL),
        new Queue(Lane.HEAVY.queue())
            .withPollingInterval(POLL)
            .withWorkerConcurrency(settings.concurrency()));
    dbos.registerProxy(Cycle.class, new CycleWorkflow(this));
    dbos.launch();
    fenced.open();
    Thread.ofVirtual().name("naosu lease " + executor).start(this::watch);
  }

  /// Tells that the lease holds, as far as was known then.
  ///
  /// @param since by [System#nanoTime()], when the beat began that was heard
  void beaten(long since) {
    trusted = since + settings.trust().toNanos();
  }

  boolean isOver() {
    return over || System.nanoTime() - trusted > 0;
  }

  /// Leaves when the life is over.
  void check() {
    if (isOver()) {
      throw LetGo.ended();
    }
  }

  /// Waits in the middle of a step.
  void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw isOver() ? LetGo.ended() : LetGo.after(time, "interrupted");
    }
  }

  /// Ends what runs the moment the lease is no longer sure: the thread that beats may hang.
  private void watch() {
    try {
      while (!isOver()) {
        Thread.sleep(Math.max(1, (trusted - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    interrupt();
  }

  private void interrupt() {
    over = true;
    running.forEach(Thread::interrupt);
  }

  /// Runs the body of a cycle.
  ///
  /// @return whether it came to its end; otherwise it is begun again
  boolean run(long incident) {
    String workflow = Cycle.id(incident);
    Thread here = Thread.currentThread();
    running.add(here);
    LetGo why;
    Lane lane = Lane.LIGHT;
    try {
      check();
      lane = leases.lane(workflow).orElseThrow(LetGo::ended);
      body.run(incident, new DbosSteps(dbos, this, workflow, lane));
      return true;
    } catch (LetGo e) {
      why = e;
    } catch (InterruptedException e) {
      why = LetGo.after(POLL, "interrupted");
    } catch (SQLException e) {
      why = LetGo.after(settings.beat(), "the database does not answer");
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          workflow + " failed; begun again in " + AFTER_A_BUG.toSeconds() + " s",
          e);
      why = LetGo.after(AFTER_A_BUG, "failed");
    } finally {
      running.remove(here);
    }
    if (!isOver()) {
      Lane next = why.lane().orElse(lane);
      LetGo last = why;
      // the engine takes a cycle for running until its thread has ended
      Thread.ofVirtual().name("again " + workflow).start(() -> again(here, workflow, next, last));
    }
    return false;
  }

  private void again(Thread before, String workflow, Lane lane, LetGo why) {
    try {
      before.join();
      Thread.sleep(why.pause());
      while (!isOver()) {
        try {
          if (why.forget().isPresent()) {
            LOG.log(
                System.Logger.Level.INFO,
                workflow + " did other steps in another build: goes on by its state");
            leases.forget(executor, workflow, why.forget().getAsInt());
          }
          leases.giveBack(executor, workflow, lane);
          return;
        } catch (SQLException e) {
          Thread.sleep(settings.beat());
        }
      }
    } catch (InterruptedException e) {
      // whoever takes over does it
      Thread.currentThread().interrupt();
    }
  }

  /// Ends, and returns when nothing runs any more. What was not done stays to be done.
  void end() throws InterruptedException {
    interrupt();
    try {
      dbos.shutdown();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the engine did not shut down in order", e);
    }
    for (Thread each : running) {
      while (!each.join(Duration.ofSeconds(10))) {
        LOG.log(System.Logger.Level.WARNING, "waits for a step that was interrupted to end");
        each.interrupt();
      }
    }
  }
}
