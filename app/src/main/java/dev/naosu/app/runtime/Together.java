package dev.naosu.app.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/// Several things that are done at the same time, each in a thread of its own, and waited for no
/// longer than a limit that holds for all of them.
final class Together {
  private Together() {}

  /// One of them.
  ///
  /// @param name of its thread
  /// @param late what it counts as when it takes too long; it is told to end then
  /// @param failed what it counts as when naosu failed at it
  record Task<T>(
      String name, Callable<T> work, Supplier<T> late, Function<ExecutionException, T> failed) {}

  /// @return what came of each, in their order
  static <T> List<T> all(List<Task<T>> tasks, Duration limit) throws InterruptedException {
    List<FutureTask<T>> begun = new ArrayList<>();
    for (Task<T> each : tasks) {
      FutureTask<T> task = new FutureTask<>(each.work());
      begun.add(task);
      Thread.ofVirtual().name(each.name()).start(task);
    }
    long end = System.nanoTime() + limit.toNanos();
    List<T> results = new ArrayList<>();
    try {
      for (int i = 0; i < tasks.size(); i++) {
        results.add(awaited(begun.get(i), tasks.get(i), end));
      }
    } finally {
      begun.forEach(each -> each.cancel(true));
    }
    return results;
  }

  private static <T> T awaited(FutureTask<T> begun, Task<T> task, long end)
      throws InterruptedException {
    try {
      return begun.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return task.late().get();
    } catch (ExecutionException e) {
      return task.failed().apply(e);
    }
  }
}
