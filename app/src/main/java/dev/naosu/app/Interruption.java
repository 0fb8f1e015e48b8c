package dev.naosu.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Turns Ctrl-C into an interrupt of the thread that heals, and waits until it has tidied up.
final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Thread healing;
  private final Io io;
  private final Supplier<String> tidyWords;
  private final CountDownLatch tidy = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("interrupted").unstarted(this::interrupt);
  private volatile boolean requested;
  private volatile Runnable first = () -> {};

  private Interruption(Thread healing, Io io, Supplier<String> tidyWords) {
    this.healing = healing;
    this.io = io;
    this.tidyWords = tidyWords;
  }

  /// Watches over the calling thread.
  ///
  /// @param tidyWords what to tell when everything is tidied up, asked then
  static Interruption guard(Io io, Supplier<String> tidyWords) {
    Interruption interruption = new Interruption(Thread.currentThread(), io, tidyWords);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /// Whether the program is being ended: what fails now fails because of that.
  boolean isRequested() {
    if (!requested) {
      try {
        // the only way to learn of an end that has begun before the hook runs
        Runtime.getRuntime().removeShutdownHook(hook);
        Runtime.getRuntime().addShutdownHook(hook);
      } catch (IllegalStateException _) {
        requested = true;
      }
    }
    return requested;
  }

  /// @param action done first when the program is being ended
  void before(Runnable action) {
    first = action;
  }

  private void interrupt() {
    requested = true;
    first.run();
    healing.interrupt();
    try {
      boolean isTidy = tidy.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      io.err()
          .println(
              isTidy
                  ? "naosu: interrupted; " + tidyWords.get()
                  : "naosu: interrupted; the next run removes what was left in the temporary directory");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The healing thread has tidied up.
  @Override
  public void close() {
    tidy.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // the program is being ended at this very moment
        requested = true;
      }
    }
  }
}
