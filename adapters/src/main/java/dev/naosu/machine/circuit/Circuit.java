package dev.naosu.machine.circuit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// The way to one outside thing, closed for a while once it has failed again and again.
public final class Circuit {
  private final String thing;
  private final CircuitBreaker breaker;
  private final InstantSource clock;
  private final AtomicReference<Instant> opened = new AtomicReference<>(Instant.EPOCH);

  Circuit(String thing, CircuitBreaker breaker, InstantSource clock) {
    this.thing = thing;
    this.breaker = breaker;
    this.clock = clock;
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                opened.set(clock.instant());
              }
            });
  }

  /// Calls it in a thread of its own, which is interrupted when its time is up.
  ///
  /// @throws Untouched when it was not called, since it is left in peace now
  /// @throws IOException when it failed, or did not answer in time
  public <T> T call(Duration limit, Callable<T> call) throws IOException, InterruptedException {
    if (!breaker.tryAcquirePermission()) {
      throw new Untouched(
          thing
              + " failed again and again and is left in peace; it is tried again at "
              + opened.get().plus(Circuits.PEACE).truncatedTo(ChronoUnit.SECONDS));
    }
    long start = System.nanoTime();
    try {
      T answer = within(limit, call);
      breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      return answer;
    } catch (InterruptedException e) {
      breaker.releasePermission();
      throw e;
    } catch (Untouched e) {
      if (e.isRefusal()) {
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      } else {
        breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
      }
      throw e;
    } catch (IOException | RuntimeException e) {
      breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
      throw e;
    }
  }

  private <T> T within(Duration limit, Callable<T> call) throws IOException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofVirtual().name("call " + thing).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(thing + " was not done after " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Untouched untouched -> throw untouched;
        case IOException failed -> throw new IOException(failed.getMessage(), failed);
        case InterruptedException _ -> throw new IOException(thing + " was given up", e);
        case null, default -> throw new IllegalStateException(thing + " failed", e);
      }
    } finally {
      // also when this thread was interrupted: nobody waits for the answer any more
      task.cancel(true);
    }
  }

  /// Whether it may be called now.
  public boolean isClosed() {
    return breaker.getState() != CircuitBreaker.State.OPEN
        || !clock.instant().isBefore(opened.get().plus(Circuits.PEACE));
  }
}
