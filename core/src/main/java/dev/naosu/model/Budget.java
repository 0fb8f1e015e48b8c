package dev.naosu.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// What one incident may take of all models together. The worst case of a call is reserved before
/// it is made, so that calls at the same time cannot pass a limit together.
public final class Budget {
  private final Limits limits;
  private final DayBook day;
  private final InstantSource clock;
  private final Instant end;

  private int calls;
  private Spent spent = Spent.NOTHING;

  /// Time runs from now on.
  public Budget(Limits limits, DayBook day, InstantSource clock) {
    this.limits = limits;
    this.day = day;
    this.clock = clock;
    this.end = clock.instant().plus(limits.time());
  }

  /// What an incident may take.
  ///
  /// @param calls that were answered or not; asking once more after a failure is the same call
  /// @param time from the first look at the incident to the end of the last call
  public record Limits(int calls, long tokens, Money money, Duration time) {
    public Limits {
      if (calls <= 0 || tokens <= 0 || !time.isPositive()) {
        throw new IllegalArgumentException("a budget of nothing");
      }
    }

    /// What repairs by models were seen to need, with room: published fixes cost 0.03 to 0.70 USD.
    public static Limits usual() {
      return new Limits(24, 250_000, new Money(1_000_000), Duration.ofMinutes(20));
    }
  }

  /// Counts a call; tells the limit that forbids it instead.
  synchronized Optional<String> call() {
    if (calls >= limits.calls()) {
      return Optional.of(limits.calls() + " calls for an incident");
    }
    calls++;
    return Optional.empty();
  }

  /// Takes the worst case of an attempt; tells the limit that forbids it instead.
  synchronized Optional<String> reserve(Spent most) {
    Spent then = spent.plus(most);
    if (!left().isPositive()) {
      return Optional.of(limits.time().toMinutes() + " minutes for an incident");
    }
    if (then.tokens() > limits.tokens()) {
      return Optional.of(limits.tokens() + " tokens for an incident");
    }
    if (then.money().micros() > limits.money().micros()) {
      return Optional.of(limits.money() + " for an incident");
    }
    Optional<String> passed = day.reserve(most);
    if (passed.isEmpty()) {
      spent = then;
    }
    return passed;
  }

  synchronized void settle(Spent most, Spent real) {
    spent = spent.settled(most, real);
    day.settle(most, real);
  }

  /// Time that is left.
  Duration left() {
    return Duration.between(clock.instant(), end);
  }

  /// So far; with what calls under way have reserved.
  public synchronized Spent spent() {
    return spent;
  }

  public synchronized int calls() {
    return calls;
  }
}
