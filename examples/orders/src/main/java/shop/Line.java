package shop;

/** An article in a cart. */
public record Line(String article, int quantity, long priceCents) {
  public Line {
    if (quantity < 1) {
      throw new IllegalArgumentException("quantity is at least 1");
    }
  }

  public long totalCents() {
    return quantity * priceCents;
  }
}
