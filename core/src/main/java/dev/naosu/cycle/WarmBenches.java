package dev.naosu.cycle;

import dev.naosu.project.Patient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Hands out benches, those in use before first, and closes them all.
final class WarmBenches implements Callable<WarmBench>, AutoCloseable {
  private final Patient patient;
  private final PatientSources sources;
  private final Ports ports;
  private final List<WarmBench> all = new ArrayList<>();

  /// Those that nobody uses, or that are being warmed up.
  private final Deque<Future<WarmBench>> idle = new ArrayDeque<>();

  WarmBenches(Patient patient, PatientSources sources, Ports ports) {
    this.patient = patient;
    this.sources = sources;
    this.ports = ports;
  }

  /// A bench for the caller alone; waits for one that is being warmed up rather than make another.
  @Override
  public WarmBench call() throws InterruptedException {
    try {
      return next().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a bench is lost: " + e.getCause(), e);
    }
  }

  private synchronized Future<WarmBench> next() {
    Future<WarmBench> bench = idle.poll();
    return bench == null ? CompletableFuture.completedFuture(open()) : bench;
  }

  private synchronized WarmBench open() {
    WarmBench bench = new WarmBench(patient, sources, ports.workers(), ports.compilers());
    all.add(bench);
    return bench;
  }

  /// Takes a bench back for the next one who asks.
  synchronized void put(WarmBench bench) {
    idle.add(CompletableFuture.completedFuture(bench));
  }

  /// Takes all benches back, once nobody uses one any more.
  synchronized void putAll() {
    idle.clear();
    all.forEach(this::put);
  }

  /// Has benches warmed up on threads of their own, while the caller does something else. One that
  /// cannot be warmed up is handed out cold.
  ///
  /// @param count how many will be asked for
  synchronized void warm(int count, Consumer<WarmBench> exercise) {
    List<WarmBench> cold = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cold.add(i < all.size() ? all.get(i) : open());
    }
    idle.clear();
    for (WarmBench bench : cold) {
      CompletableFuture<WarmBench> ready = new CompletableFuture<>();
      idle.add(ready);
      Thread.ofPlatform()
          .name("warm-up")
          .daemon()
          .start(
              () -> {
                try {
                  exercise.accept(bench);
                } catch (RuntimeException _) {
                  // whoever uses it meets the same problem, and can tell of it
                } finally {
                  ready.complete(bench);
                }
              });
    }
  }

  @Override
  public synchronized void close() {
    all.forEach(WarmBench::close);
    all.clear();
    idle.clear();
  }
}
