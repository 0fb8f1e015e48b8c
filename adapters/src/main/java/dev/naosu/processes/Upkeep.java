package dev.naosu.processes;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Looks after a fleet, again and again, until it is closed.
public final class Upkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.fleet");

  private final Thread thread;

  private Upkeep(Thread thread) {
    this.thread = thread;
  }

  public static Upkeep of(LocalFleet fleet, Duration pause) {
    return new Upkeep(Thread.ofVirtual().name("fleet").start(() -> tend(fleet, pause)));
  }

  private static void tend(LocalFleet fleet, Duration pause) {
    Optional<String> told = Optional.empty();
    try {
      while (true) {
        Optional<String> trouble = trouble(fleet);
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

  private static Optional<String> trouble(LocalFleet fleet) throws InterruptedException {
    try {
      fleet.tend();
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      // it ends by itself, as it was told to
      Thread.currentThread().interrupt();
    }
  }
}
