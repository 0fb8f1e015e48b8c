package dev.naosu.probe.chaos;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Two threads of which each holds what the other waits for. */
final class Deadlock implements Inside {
  private static final int PATIENCE_SECONDS = 5;

  private final ReentrantLock first = new ReentrantLock();
  private final ReentrantLock second = new ReentrantLock();
  private final CountDownLatch both = new CountDownLatch(2);
  private Thread one;
  private Thread other;

  @Override
  public String begin() {
    one = Background.run("deadlock-1", () -> take(first, second));
    other = Background.run("deadlock-2", () -> take(second, first));
    try {
      if (!both.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the threads do not begin");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "two threads wait for each other";
  }

  private void take(ReentrantLock held, ReentrantLock wanted) {
    held.lock();
    try {
      both.countDown();
      both.await();
      wanted.lockInterruptibly();
      wanted.unlock();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      held.unlock();
    }
  }

  @Override
  public void end() {
    if (one != null) {
      one.interrupt();
    }
    if (other != null) {
      other.interrupt();
    }
  }
}
