package dev.naosu.model;

/// What calls took.
///
/// @param money nothing where the price is unknown
public record Spent(long tokens, Money money) {
  public static final Spent NOTHING = new Spent(0, Money.NONE);

  public Spent {
    if (tokens < 0) {
      throw new IllegalArgumentException("less than no tokens: " + tokens);
    }
  }

  public Spent plus(Spent other) {
    return new Spent(Math.addExact(tokens, other.tokens), money.plus(other.money));
  }

  /// What is left of a reservation is given back: `this`, but `other` instead of `reserved`.
  public Spent settled(Spent reserved, Spent real) {
    return new Spent(
        Math.max(0, tokens - reserved.tokens) + real.tokens,
        new Money(Math.max(0, money.micros() - reserved.money.micros()) + real.money.micros()));
  }
}
