package shop;

/** What sending a cart costs. */
public final class Shipping {
  static final long FREE_FROM_CENTS = 5_000;
  static final long STANDARD_CENTS = 490;

  private Shipping() {}

  /** Free for carts of 50.00 and more. */
  public static long costCents(Cart cart) {
    if (cart.sum() >= FREE_FROM_CENTS) {
      return 0;
    }
    return STANDARD_CENTS;
  }
}
