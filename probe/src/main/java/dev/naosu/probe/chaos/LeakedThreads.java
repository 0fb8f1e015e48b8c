package dev.naosu.probe.chaos;

import java.util.concurrent.CountDownLatch;

/** Threads that wait for what never comes. */
final class LeakedThreads implements Inside {
  private final int count;
  private final CountDownLatch never = new CountDownLatch(1);

  LeakedThreads(int count) {
    this.count = count;
  }

  @Override
  public String begin() {
    for (int i = 0; i < count; i++) {
      Background.run("leaked-" + i, this::await);
    }
    return count + " threads are waiting";
  }

  private void await() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void end() {
    never.countDown();
  }
}
