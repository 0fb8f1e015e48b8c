package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class UndisturbedTest {
  @Test
  void what_is_waited_for_is_waited_for_though_an_interrupt_is_pending_or_comes() throws Exception {
    AtomicBoolean isDone = new AtomicBoolean();
    AtomicBoolean wasInterrupted = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  Undisturbed.run(
                      () -> {
                        begun.countDown();
                        try {
                          isDone.set(goOn.await(20, TimeUnit.SECONDS));
                        } catch (InterruptedException _) {
                          Thread.currentThread().interrupt();
                        }
                      });
                  wasInterrupted.set(Thread.currentThread().isInterrupted());
                });
    begun.await();
    thread.interrupt();
    goOn.countDown();
    thread.join();
    assertThat(isDone).isTrue();
    assertThat(wasInterrupted).as("told to whoever comes next").isTrue();
  }
}
