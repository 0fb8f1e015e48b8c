package dev.naosu.gateway;

import dev.naosu.fleet.Version;
import dev.naosu.gateway.GatewaySettings.Capture;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The requests that are worth keeping: the failing ones, and a few that were answered well. They
/// are looked through by a thread of their own, so that the traffic does not wait for it; when that
/// thread cannot keep up, requests are left out and counted.
final class Captures implements AutoCloseable {
  private static final int WAITING = 256;

  /// Beyond these, failing requests of the same second teach nothing new.
  private static final int FAILING_PER_SECOND = 50;

  private static final int SERVER_ERROR = 500;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Capture bounds;
  private final InstantSource clock;
  private final Witness witness;
  private final Masking masking;
  private final BlockingQueue<Passed> waiting = new ArrayBlockingQueue<>(WAITING);
  private final LongAdder leftOut = new LongAdder();
  private final AtomicLong nextGood = new AtomicLong(System.nanoTime());
  private final AtomicLong nextFailing = new AtomicLong(System.nanoTime());
  private final Deque<Kept> failing = new ArrayDeque<>();
  private final Deque<Kept> good = new ArrayDeque<>();
  private final @Nullable Thread thread;
  private long keptBytes;

  private record Kept(Captured captured, long bytes) {}

  Captures(Capture bounds, InstantSource clock, Witness witness) {
    this.bounds = bounds;
    this.clock = clock;
    this.witness = witness;
    this.masking = new Masking(bounds.emailAddresses());
    this.thread =
        bounds.isOn()
            ? Thread.ofPlatform().daemon().name("captures").start(this::lookThrough)
            : null;
  }

  /// A request begins; null when nothing of it will be wanted.
  ///
  /// @param now of [System#nanoTime()]
  @Nullable Taking begin(long now) {
    return bounds.isOn()
        ? new Taking(bounds.bodyBytes(), isDue(nextGood, now, bounds.goodPerSecond()))
        : null;
  }

  /// @param next when the next one is due; moved on when it is
  private static boolean isDue(AtomicLong next, long now, int perSecond) {
    long due = next.get();
    return perSecond > 0 && now - due >= 0 && next.compareAndSet(due, now + SECOND / perSecond);
  }

  /// A request came to its end.
  ///
  /// @param response null when no answer came
  void end(
      Taking taking,
      HttpServerRequest asked,
      Version version,
      @Nullable HttpClientResponse response,
      boolean error) {
    if (error ? !isDue(nextFailing, System.nanoTime(), FAILING_PER_SECOND) : !taking.isSampled()) {
      if (error) {
        leftOut.increment();
      }
      return;
    }
    Passed passed =
        new Passed(
            clock.instant(),
            version,
            error,
            asked.method().name(),
            asked.uri(),
            List.copyOf(asked.headers().entries()),
            taking,
            // an answer that stopped in the middle is none
            response == null || error && response.statusCode() < SERVER_ERROR
                ? 0
                : response.statusCode(),
            response == null ? List.of() : List.copyOf(response.headers().entries()));
    if (!waiting.offer(passed)) {
      leftOut.increment();
    }
  }

  private void lookThrough() {
    try {
      while (true) {
        Passed passed = waiting.take();
        Captured captured = masking.captured(passed);
        keep(captured, passed.size());
        witness.saw(captured);
      }
    } catch (InterruptedException _) {
      // the gateway ends
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void keep(Captured captured, long bytes) {
    Deque<Kept> kind = kind(captured);
    kind.addLast(new Kept(captured, bytes));
    keptBytes += bytes;
    if (kind.size() > bounds.requests()) {
      keptBytes -= kind.removeFirst().bytes();
    }
    while (keptBytes > bounds.bytes() && good.size() + failing.size() > 1) {
      Deque<Kept> larger = good.size() >= failing.size() ? good : failing;
      keptBytes -= larger.removeFirst().bytes();
    }
  }

  private Deque<Kept> kind(Captured captured) {
    return switch (captured.request().role()) {
      case FAILING -> failing;
      case GOOD -> good;
    };
  }

  /// Those that are kept.
  ///
  /// @param most of each kind
  /// @return failing ones first, of each kind the newest first
  synchronized List<Captured> kept(int most) {
    List<Captured> all = new ArrayList<>();
    for (Deque<Kept> kind : List.of(failing, good)) {
      Iterator<Kept> newest = kind.descendingIterator();
      for (int i = 0; i < most && newest.hasNext(); i++) {
        all.add(newest.next().captured());
      }
    }
    return all;
  }

  /// How many failing ones were not looked at, as there were too many at once.
  long leftOut() {
    return leftOut.sum();
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /// What is known of a request after it passed; secrets are still in it.
  ///
  /// @param status 0 when no answer came
  record Passed(
      Instant at,
      Version version,
      boolean error,
      String method,
      String target,
      List<Map.Entry<String, String>> headers,
      Taking taking,
      int status,
      List<Map.Entry<String, String>> answerHeaders) {
    /// About how much it takes to keep it, in bytes.
    long size() {
      long size = 1024L + target.length();
      for (Map.Entry<String, String> each : headers) {
        size += 64L + each.getKey().length() + each.getValue().length();
      }
      return size + taking.request().length() + taking.answer().length();
    }
  }
}
