package dev.naosu.app.serve;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What came of work that nobody waits for longer than a limit; it is told to end then.
sealed interface Limited<T> {
  record Done<T>(T result) implements Limited<T> {}

  /// @param why in one sentence
  /// @param fault of naosu; empty when it only took too long
  record Undone<T>(String why, Optional<Exception> fault) implements Limited<T> {}

  /// @param name of its thread
  static <T> Limited<T> run(String name, Duration limit, Callable<T> work)
      throws InterruptedException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().name(name).start(task);
    try {
      return new Done<>(task.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      return new Undone<>("it took longer than " + limit.toSeconds() + " s", Optional.empty());
    } catch (ExecutionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      return new Undone<>(
          "naosu failed at it (" + why.getClass().getSimpleName() + ")", Optional.of(e));
    } finally {
      task.cancel(true);
    }
  }
}
