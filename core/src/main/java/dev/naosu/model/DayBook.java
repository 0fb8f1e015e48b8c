package dev.naosu.model;

import java.util.Optional;

/// What models took today, over all incidents and all processes that share it.
public interface DayBook {
  /// Reserves the worst case, or says which limit it would pass; then nothing is reserved.
  Optional<String> reserve(Spent most);

  /// Puts what it really took in the place of what was reserved.
  void settle(Spent most, Spent real);

  /// What a day may take.
  record Limits(long tokens, Money money) {
    public Limits {
      if (tokens <= 0) {
        throw new IllegalArgumentException("no tokens for a day");
      }
    }

    public static Limits usual() {
      return new Limits(5_000_000, new Money(10_000_000));
    }

    /// The limit that would be passed; empty for none.
    public Optional<String> passedBy(Spent spent) {
      if (spent.tokens() > tokens) {
        return Optional.of(tokens + " tokens for a day");
      }
      return spent.money().micros() > money.micros()
          ? Optional.of(money + " for a day")
          : Optional.empty();
    }
  }
}
