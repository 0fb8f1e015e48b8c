package dev.naosu.processes;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Looks after a fleet, again and again, until it is closed: every moment whether a process has
/// ended, and at a slower pace after everything else.
public final class Upkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.fleet");

  /// An instance that has ended is out of the route so soon.
  private static final Duration MOMENT = Duration.ofMillis(200);

  private final List<Thread> threads;

  private Upkeep(List<Thread> threads) {
    this.threads = threads;
  }

  /// What is done again and again.
  private interface Round {
    void go() throws IOException, InterruptedException;
  }

  /// @param pause between looks at everything
  public static Upkeep of(LocalFleet fleet, Duration pause) {
    Duration moment = pause.compareTo(MOMENT) < 0 ? pause : MOMENT;
    return new Upkeep(
        List.of(
            Thread.ofVirtual().name("fleet").start(() -> rounds(fleet::tend, pause)),
            Thread.ofVirtual().name("fleet watch").start(() -> rounds(fleet::watch, moment))));
  }

  private static void rounds(Round round, Duration pause) {
    Optional<String> told = Optional.empty();
    try {
      while (true) {
        Optional<String> trouble = trouble(round);
        if (!trouble.equals(told)) {
          // a trouble that lasts is told once
          trouble.ifPresent(
              each ->
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "the fleet cannot be looked after, which is tried again: " + each));
        }
        told = trouble;
        Thread.sleep(pause);
      }
    } catch (InterruptedException _) {
      // it is closed
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<String> trouble(Round round) throws InterruptedException {
    try {
      round.go();
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread each : threads) {
        each.join();
      }
    } catch (InterruptedException _) {
      // they end by themselves, as they were told to
      Thread.currentThread().interrupt();
    }
  }
}
