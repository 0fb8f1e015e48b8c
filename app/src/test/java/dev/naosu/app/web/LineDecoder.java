package dev.naosu.app.web;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.watch.Observed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Makes a signal of each line, `id service message`; a body that begins with `!` is malformed.
public final class LineDecoder implements SignalDecoder {
  private volatile @Nullable CountDownLatch gate;

  /// Holds all deliveries until the latch is down.
  public void holdAt(CountDownLatch latch) {
    gate = latch;
  }

  @Override
  public String path() {
    return "/api/v1/events";
  }

  @Override
  public String summary() {
    return "Send signals";
  }

  @Override
  public Set<String> types() {
    return Set.of("text/plain");
  }

  @Override
  public int mostBytes() {
    return 10_000;
  }

  @Override
  public Decoded decode(Delivery delivery) {
    CountDownLatch latch = gate;
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    String text = delivery.body().text();
    if (text.startsWith("!")) {
      return new Decoded.Malformed(
          List.of("The body begins with !. Leave the ! out."), Optional.empty());
    }
    List<Signal> signals =
        text.lines()
            .map(line -> line.split(" ", 3))
            .map(w -> signal(w, delivery.received()))
            .toList();
    return new Decoded.Signals(signals, Observed.NOTHING, 0, Optional.empty());
  }

  private static Signal signal(String[] words, Instant received) {
    return new Signal(
        words[0],
        Signal.Kind.EXCEPTION,
        new Origin(words[1], "b41c", "production"),
        received.minusSeconds(2),
        received,
        words[2],
        Optional.empty(),
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }
}
