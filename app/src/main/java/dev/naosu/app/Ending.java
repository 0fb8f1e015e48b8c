package dev.naosu.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The end of a program that runs until Ctrl-C or SIGTERM: the JVM waits until it has tidied up.
final class Ending implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CountDownLatch tidy = new CountDownLatch(1);
  private final Duration patience;

  private Ending(Duration patience) {
    this.patience = patience;
  }

  /// Begins to listen for it.
  static Ending awaited() {
    return awaited(PATIENCE);
  }

  /// Begins to listen for it.
  ///
  /// @param patience how long tidying up may take
  static Ending awaited(Duration patience) {
    Ending ending = new Ending(patience);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("ending").unstarted(ending::end));
    return ending;
  }

  /// Waits until it is wanted.
  void await() throws InterruptedException {
    wanted.await();
  }

  /// Whether it is wanted, without waiting.
  boolean isWanted() {
    return wanted.getCount() == 0;
  }

  private void end() {
    wanted.countDown();
    try {
      boolean _ = tidy.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Everything is tidied up: the JVM may go.
  @Override
  public void close() {
    tidy.countDown();
  }
}
