package dev.naosu.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Keeps the cores busy.
final class Computing implements Doing {
  private static final long ROUND_NANOS = 50_000_000;

  private final double share;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();
  private volatile double sink;

  /// @param share of every core, in [0, 1]
  Computing(double share) {
    this.share = share;
  }

  @Override
  public String begin() {
    int cores = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < cores; i++) {
      threads.add(Thread.ofPlatform().daemon().name("computes-" + i).start(this::compute));
    }
    return Math.round(share * 100) + " % of " + cores + " cores are busy";
  }

  private void compute() {
    double value = 1;
    try {
      while (!ended.get()) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < ROUND_NANOS * share) {
          value = Math.sqrt(value + 1) + 1;
        }
        sink = value;
        long rest = (ROUND_NANOS - (System.nanoTime() - start)) / 1_000_000;
        if (rest > 0) {
          Thread.sleep(rest);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String end() {
    ended.set(true);
    threads.forEach(Thread::interrupt);
    return sink >= 0 ? "the cores are free again" : "";
  }
}
