package dev.naosu.ship.action;

import dev.naosu.repair.runbook.Action.Applied;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Lets an action take no longer than it may.
final class Bounded {
  /// For what is told to end.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private Bounded() {}

  /// Something that an action does.
  @FunctionalInterface
  interface Work {
    Applied run() throws InterruptedException;
  }

  /// What came of it; of one that took too long or broke, nobody knows how much it did.
  static Applied run(String name, Duration limit, Work work) throws InterruptedException {
    FutureTask<Applied> task = new FutureTask<>(work::run);
    Thread thread = Thread.ofVirtual().name(name).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      thread.interrupt();
      boolean ended = thread.join(GRACE);
      return new Applied.Failed(
          "it took longer than "
              + limit.toSeconds()
              + " s"
              + (ended ? " and was ended" : " and does not end"),
          true);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return new Applied.Failed("it broke: " + (cause == null ? e : cause), true);
    } finally {
      thread.interrupt();
    }
  }
}
