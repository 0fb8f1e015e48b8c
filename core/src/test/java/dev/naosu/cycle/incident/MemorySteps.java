package dev.naosu.cycle.incident;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Remembers steps as long as the test lasts. Waiting makes the clock go on.
final class MemorySteps implements Steps {
  /// The process has ended; what is remembered is still there.
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final TestClock clock;
  private final Map<String, String> known = new HashMap<>();
  private final Deque<String> messages = new ArrayDeque<>();
  private final List<Optional<String>> taken = new ArrayList<>();

  /// What happens while the cycle waits for a message, by how often it has waited before.
  final Map<Integer, Runnable> meanwhile = new HashMap<>();

  /// How long it waited, in order.
  final List<Duration> waits = new ArrayList<>();

  final List<String> inTurn = new ArrayList<>();

  final List<String> aside = new ArrayList<>();

  private int waited;
  private int lives = Integer.MAX_VALUE;

  MemorySteps(TestClock clock) {
    this.clock = clock;
  }

  /// Begins the cycle again, as another process does.
  ///
  /// @param steps after how many the process ends, in the middle of the next: when its work is done
  ///   and not yet remembered
  void restart(int steps) {
    waited = 0;
    lives = steps;
  }

  /// Names of the steps that are remembered.
  int count() {
    return known.size();
  }

  void send(String message) {
    messages.add(message);
  }

  @Override
  public String once(String name, Callable<String> work) {
    if (known.containsKey(name)) {
      return known.get(name);
    }
    try {
      String said = work.call();
      if (lives-- <= 0) {
        throw new Ended();
      }
      known.put(name, said);
      return said;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String inTurn(String name, Callable<String> work) {
    inTurn.add(name);
    return once(name, work);
  }

  @Override
  public String aside(String name, Callable<String> work) {
    aside.add(name);
    return once(name, work);
  }

  @Override
  public Optional<String> await(String topic, Duration limit) {
    int turn = waited++;
    if (turn < taken.size()) {
      return taken.get(turn);
    }
    waits.add(limit);
    meanwhile.getOrDefault(turn, () -> {}).run();
    if (messages.isEmpty()) {
      clock.pass(limit);
    }
    taken.add(Optional.ofNullable(messages.poll()));
    return taken.getLast();
  }

  @Override
  public void sleep(Duration time) {
    waits.add(time);
    clock.pass(time);
  }
}
