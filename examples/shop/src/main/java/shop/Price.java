package shop;

/** What one piece costs, in cents. */
public record Price(long cents) {
  public Price {
    if (cents < 0) {
      throw new IllegalArgumentException("a price is not negative: " + cents);
    }
  }

  public long times(int quantity) {
    return Math.multiplyExact(cents, quantity);
  }
}
