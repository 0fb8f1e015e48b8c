package dev.naosu.processes;

import java.io.IOException;
import java.time.Duration;

/// Looks after a fleet, again and again, until it is closed.
public final class Upkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.fleet");

  private final Thread thread;

  private Upkeep(Thread thread) {
    this.thread = thread;
  }

  public static Upkeep of(LocalFleet fleet, Duration pause) {
    return new Upkeep(
        Thread.ofVirtual()
            .name("fleet")
            .start(
                () -> {
                  try {
                    while (true) {
                      tend(fleet);
                      Thread.sleep(pause);
                    }
                  } catch (InterruptedException _) {
                    // it is closed
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  private static void tend(LocalFleet fleet) throws InterruptedException {
    try {
      fleet.tend();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the fleet cannot be looked after; tried again", e);
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
