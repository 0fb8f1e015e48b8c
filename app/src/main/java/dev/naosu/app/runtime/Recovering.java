package dev.naosu.app.runtime;

import dev.naosu.cycle.incident.RuntimeHealing;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.cycle.runtime.Answers;
import dev.naosu.cycle.runtime.Measuring;
import dev.naosu.cycle.runtime.Monitored;
import dev.naosu.cycle.runtime.SelfRecovery;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Runbook;
import dev.naosu.ship.action.Road;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The self-recovery loop of a server, in a thread of its own.
public final class Recovering implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.runtime");

  private static final Duration LEAST_REST = Duration.ofSeconds(1);

  private final SelfRecovery recovery;
  private final Processes processes;
  private final LastLook look;
  private final List<Runbook> runbooks;
  private final Duration every;
  private final ExecutorService treating;
  private final Thread loop;

  private Recovering(
      SelfRecovery recovery,
      Processes processes,
      LastLook look,
      List<Runbook> runbooks,
      Duration every,
      ExecutorService treating) {
    this.recovery = recovery;
    this.processes = processes;
    this.look = look;
    this.runbooks = List.copyOf(runbooks);
    this.every = every;
    this.treating = treating;
    this.loop = Thread.ofVirtual().name("self-recovery").unstarted(this::go);
  }

  /// @param road that every step walks
  /// @param answers what became of those that people were asked about
  public static Recovering of(
      RunbooksSection section,
      Runbooks.All runbooks,
      Processes processes,
      Measuring measuring,
      Evidence evidence,
      Catalogue catalogue,
      Road road,
      Answers answers,
      StopSwitch stop,
      SelfRecovery.Books books,
      InstantSource clock) {
    ExecutorService treating = Executors.newVirtualThreadPerTaskExecutor();
    LastLook look = new LastLook(measuring);
    return new Recovering(
        new SelfRecovery(
            new SelfRecovery.Eyes(processes::monitored, look, runbooks.runbooks(), evidence),
            new SelfRecovery.Hands(catalogue, road, answers, stop, Thread::sleep, treating),
            books,
            section.settings(),
            clock),
        processes,
        look,
        runbooks.runbooks(),
        section.every(),
        treating);
  }

  /// What is looked after now, as it was seen last.
  public List<Watched> watched() {
    List<Monitored> now = processes.monitored();
    look.keepOnly(now.stream().map(Monitored::target).toList());
    return now.stream()
        .map(
            each ->
                new Watched(
                    each,
                    look.of(each.target()),
                    runbooks.stream()
                        .filter(runbook -> runbook.kinds().contains(each.kind()))
                        .toList()))
        .toList();
  }

  public RuntimeHealing healing() {
    return recovery;
  }

  public void begin() {
    loop.start();
  }

  /// What is under way is interrupted, and looked at when naosu is there again.
  @Override
  public void close() {
    loop.interrupt();
    treating.shutdownNow();
    treating.close();
  }

  private void go() {
    try {
      while (true) {
        long began = System.nanoTime();
        round();
        // what hangs and is waited for makes the rounds no rarer
        long left = every.toNanos() - (System.nanoTime() - began);
        Thread.sleep(Duration.ofNanos(Math.max(left, LEAST_REST.toNanos())));
      }
    } catch (InterruptedException _) {
      // the server ends
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    try {
      recovery.round();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "what runs could not be looked at; tried again", e);
    }
  }
}
