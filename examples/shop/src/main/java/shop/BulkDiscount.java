package shop;

/** Money off for carts with many pieces. */
public final class BulkDiscount {
  /**
   * Whole percent off the goods of a cart.
   *
   * @param pieces in the whole cart, 0 or more
   */
  public int percent(int pieces) {
    if (pieces >= 100) {
      return 12;
    }
    if (pieces >= 50) {
      return 8;
    }
    if (pieces >= 20) {
      return 5;
    }
    if (pieces >= 10) {
      return 3;
    }
    return 0;
  }
}
