package billing.rates;

/** Discount rates by quantity: each step holds from its quantity on. */
public final class RateTable {
  private final int[] from;
  private final int[] percent;

  /**
   * @param from lowest quantity of each step, rising
   * @param percent discount of each step
   */
  public RateTable(int[] from, int[] percent) {
    if (from.length != percent.length) {
      throw new IllegalArgumentException("as many quantities as rates");
    }
    this.from = from.clone();
    this.percent = percent.clone();
  }

  /** Discount for a quantity, in percent; 0 below the first step. */
  public int percentFor(int quantity) {
    int rate = 0;
    for (int i = 0; i < from.length; i++) {
      if (quantity > from[i]) {
        rate = percent[i];
      }
    }
    return rate;
  }
}
