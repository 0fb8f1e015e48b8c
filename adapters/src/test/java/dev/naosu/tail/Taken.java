package dev.naosu.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.watch.Observed;
import dev.naosu.detect.watch.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A receiver that remembers what it took, and takes nothing while it is told so.
final class Taken implements Receiver {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<LogLine> lines = new ArrayList<>();
  private final List<Signal> signals = new ArrayList<>();
  private boolean refuses;

  @Override
  public synchronized void receive(List<Signal> signals, Observed observed) {
    if (refuses) {
      throw new IllegalStateException("the store is away");
    }
    this.signals.addAll(signals);
    lines.addAll(observed.lines());
    notifyAll();
  }

  synchronized void refuse(boolean refuses) {
    this.refuses = refuses;
  }

  synchronized List<String> messages() {
    return lines.stream().map(LogLine::message).toList();
  }

  synchronized List<LogLine> lines() {
    return List.copyOf(lines);
  }

  synchronized List<Signal> signals() {
    return List.copyOf(signals);
  }

  /// Waits until exactly these messages came, in this order.
  void awaitMessages(String... messages) throws InterruptedException {
    await(taken -> taken.size() >= messages.length);
    assertThat(messages()).containsExactly(messages);
  }

  synchronized void await(Predicate<List<LogLine>> enough) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!enough.test(lines) && System.nanoTime() < deadline) {
      wait(100);
    }
    assertThat(enough.test(lines)).as("came in time: %s", messages()).isTrue();
  }
}
